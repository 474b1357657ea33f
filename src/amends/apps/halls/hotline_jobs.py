# SPDX-License-Identifier: Apache-2.0
"""Jobs of the hotline: load, then one action."""

from amends.apps.core.worker import Run
from amends.apps.halls.actions.hotline.asking import pass_on
from amends.apps.halls.actions.hotline.messages import escalate_message
from amends.apps.halls.actions.hotline.risk import check_risk
from amends.apps.halls.queries.hotline.calls import unwarned
from amends.apps.halls.queries.hotline.messages import late_messages
from amends.apps.halls.queries.hotline.questions import unanswered


def watch_holds(run: Run) -> dict[str, object]:
    """Say of calls that go on too long, also where the agent's page is closed; each is said once."""
    return {"raised": sum(check_risk(call=each, at=run.at()) for each in unwarned())}


def pass_questions_on(run: Run) -> dict[str, object]:
    """Put written questions that nobody answered to the next colleague."""
    return {"passed_on": sum(pass_on(question=each, at=run.at()) for each in unanswered(run.at()))}


def escalate_messages(run: Run) -> dict[str, object]:
    """Tell leaders of messages that nobody called back on in time."""
    return {"escalated": sum(escalate_message(message=each, at=run.at()) for each in late_messages(run.at()))}
