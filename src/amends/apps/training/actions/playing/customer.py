# SPDX-License-Identifier: Apache-2.0
"""Where an assistant is configured it words the customer's next line; what the customer feels and may tell is decided
by the rules before it is asked, and the line of the content stands where its words would tell more."""

from datetime import datetime

from django.conf import settings

from amends.apps.core.actions.assist import AssistRefused, ask, decide
from amends.apps.core.models import AssistOutcome, User
from amends.apps.training.models.playing import Play
from amends.apps.training.rules.playing.engine import Reply, State
from amends.apps.training.rules.playing.scenario import Scenario
from amends.apps.training.rules.playing.voice import instructions, tells_too_much

PURPOSE = "role_play"


def asks(reply: Reply) -> bool:
    """Whether the assistant words this line: one is configured, and the conversation goes on."""
    return bool(settings.AMENDS_ASSIST_URL) and reply.ending is None


def worded(
    *, play: Play, scenario: Scenario, state: State, reply: Reply, text: str, by: User, at: datetime
) -> str:
    """The customer's next line: the assistant's where one answers in time and keeps to the state, else the content's.
    How a conversation ends is always said in the words of the content."""
    if not asks(reply):
        return reply.line
    messages = (
        {"role": "system", "content": instructions(scenario, state, reply)},
        {"role": "user", "content": text},
    )
    try:
        found = ask(messages=messages, purpose=PURPOSE, by=by, at=at, about=play.code, unit=play.unit)
    except AssistRefused:
        return reply.line
    line = " ".join(found.text.split())
    refused = tells_too_much(line, scenario, state)
    decide(use=found.use, outcome=AssistOutcome.REJECTED if refused else AssistOutcome.ACCEPTED, by=by, at=at)
    return reply.line if refused else line
