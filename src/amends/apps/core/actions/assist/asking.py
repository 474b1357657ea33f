# SPDX-License-Identifier: Apache-2.0
"""Asking the assistant, and what a person made of its answer: each use is put on record, without a word of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from amends.apps.core.actions.assist.calling import (
    AssistRefused,
    AssistResting,
    Completion,
    Message,
    complete,
)
from amends.apps.core.actions.log import is_writing, writing
from amends.apps.core.models import AssistOutcome, AssistUse, EventKind, Unit, User
from amends.apps.core.models.assist import DECIDED
from amends.apps.core.rules.hiding import Hiding

RESTS_AFTER, RESTS_FOR = 3, timedelta(minutes=2)
_WHY = "whether the endpoint answers concerns everybody"
NOBODY = Hiding()


class AskedInsideAWrite(RuntimeError):
    """A question was about to be asked inside a transaction: a mistake of the programmer, others would wait for it."""


@dataclass(frozen=True, slots=True)
class AssistAnswer:
    """The answer, what is known put back into it; `use` is the row on which a person's decision is recorded."""

    text: str
    use: AssistUse


def ask(
    *,
    messages: Sequence[Message],
    purpose: str,
    by: User,
    at: datetime,
    about: str = "",
    unit: Unit | None = None,
    hiding: Hiding = NOBODY,
    findings: Callable[[str], int] = lambda _text: 0,
) -> AssistAnswer:
    """Ask the model. Personal data is taken out of every message here (`hiding` knows this customer and these
    colleagues), and nothing is asked inside a transaction. `findings` counts what the wording check says to the answer.

    Raises `AssistRefused` in its kinds, each with a sentence for the person; the failure is on record then.
    """
    if is_writing():
        raise AskedInsideAWrite
    row = AssistUse(purpose=purpose, about=about, unit=unit or by.unit, asked_by=by, asked_at=at, seconds=0)
    row.model = settings.AMENDS_ASSIST_MODEL
    if _is_resting(at):
        raise AssistResting
    try:
        found = complete([_without_persons(each, hiding) for each in messages])
    except AssistRefused as refused:
        _note_failure(row, refused)
        raise
    return _noted(row, found, hiding, findings)


def _without_persons(message: Message, hiding: Hiding) -> Message:
    return {"role": message["role"], "content": hiding.hidden(message["content"])}


def _is_resting(at: datetime) -> bool:
    """Whether the last uses all failed just now: an endpoint that is down would keep every worker waiting."""
    rows = AssistUse.objects.unscoped(_WHY).filter(asked_at__gt=at - RESTS_FOR, asked_at__lte=at)
    last = list(rows.order_by("-asked_at", "-pk").values_list("outcome", flat=True)[:RESTS_AFTER])
    return len(last) == RESTS_AFTER and set(last) == {AssistOutcome.FAILED}


def _note_failure(row: AssistUse, refused: AssistRefused) -> None:
    with writing(by=row.asked_by, at=row.asked_at) as log:
        row.outcome, row.fault = AssistOutcome.FAILED, refused.code
        row.save()
        log(
            EventKind.ASSIST_FAILED,
            row,
            unit=row.unit,
            purpose=row.purpose,
            number=row.about,
            fault=refused.code,
        )


def _noted(row: AssistUse, found: Completion, hiding: Hiding, findings: Callable[[str], int]) -> AssistAnswer:
    text = hiding.restored(found.text)
    with writing(by=row.asked_by, at=row.asked_at) as log:
        row.outcome, row.seconds = AssistOutcome.OFFERED, found.seconds
        row.tokens_in, row.tokens_out, row.findings = found.tokens_in, found.tokens_out, findings(text)
        row.save()
        log(EventKind.ASSIST_ASKED, row, unit=row.unit, purpose=row.purpose, number=row.about)
    return AssistAnswer(text, row)


def decide(*, use: AssistUse, outcome: AssistOutcome, by: User, at: datetime) -> bool:
    """Record what a person made of an answer, once; says whether this was the first decision."""
    if outcome not in DECIDED:
        raise ValueError(f"{outcome} is no decision")
    with writing(by=by, at=at) as log:
        rows = AssistUse.objects.unscoped("the use was found by whoever asked").filter(
            pk=use.pk, outcome=AssistOutcome.OFFERED
        )
        decided = bool(rows.update(outcome=outcome, decided_at=at))
        log(
            EventKind.ASSIST_DECIDED,
            use,
            unit=use.unit,
            number=use.about,
            outcome=str(outcome),
            again=not decided,
        )
    return decided
