# SPDX-License-Identifier: Apache-2.0
"""The twelve steps: each is recorded and checked at its gate, or set aside with a reason; the state follows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import IN_SCOPE, CaseRefused, Change, changing, checked_words
from amends.apps.cases.actions.effects import AFTER
from amends.apps.cases.actions.ending import close_when_reviewed
from amends.apps.cases.actions.handling import NoSuchStep, StepRecorded, settle
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.texts import health_agreed
from amends.apps.cases.models import Case, Intake, Step
from amends.apps.cases.models.step_words import FAULTS, FIELD_LABELS, REFUSALS
from amends.apps.cases.queries.standing import (
    content_choices,
    intake_of,
    known_facts,
    settled_codes,
    settled_orders,
    standing_of,
)
from amends.apps.cases.rules.course import INFORM, LISTEN, REVIEW, phase_state
from amends.apps.cases.rules.fields import (
    CASE_COLUMNS,
    INTAKE_COLUMNS,
    FieldKind,
    FieldRefused,
    Measure,
    Record,
    field_of,
    fields_of,
    read_record,
)
from amends.apps.cases.rules.gates import Refusal, Standing, gate, skip_refusal
from amends.apps.cases.rules.handling import Handling, HandlingStep
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.cases.rules.states import HANDLING, HANDLING_WAY, CaseState
from amends.apps.core.models import EventKind, User

EARLIER = "earlier"  # in the record of a step that was recorded again: what stood there before
DESPITE = "despite"  # in the record of a step that was done before its time: the reason


class GateClosed(CaseRefused):
    """A step is not done yet; `refusal` says why, and whether a reason opens it."""

    def __init__(self, refusal: Refusal, handling: Handling) -> None:
        self.refusal = refusal
        self.sentence = REFUSALS[refusal.code]
        super().__init__(**refusal_values(refusal, handling))


class RecordRefused(CaseRefused):
    """A field holds what it cannot hold; `field` is its code."""

    def __init__(self, refused: FieldRefused) -> None:
        self.field = refused.code
        self.sentence = FAULTS[refused.fault]
        super().__init__(field=FIELD_LABELS.get(refused.code, refused.code))


class StepNotSkipped(CaseRefused):
    """A step that is done already was to be set aside."""

    sentence = _("「%(step)s」已经办过，不用跳过")


def refusal_values(refusal: Refusal, handling: Handling) -> dict[str, object]:
    """What fills the sentence of a refusal: names of steps, words, moments on the person's clock."""
    return {name: _shown(value, handling) for name, value in refusal.values.items()}


def _shown(value: object, handling: Handling) -> object:
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, tuple):
        names = {step.code: step.name for step in handling.steps}
        return gettext("、").join(names.get(each, str(each)) for each in value)
    return value


def do_step(
    *,
    case: Case,
    version: int,
    code: str,
    record: Mapping[str, object],
    despite: str = "",
    by: User,
    at: datetime,
) -> Case:
    """Record one of the twelve steps; recorded again, the new record stands and the old one is kept with it.

    `record` holds the step's fields by code, as text or as JSON has it (`rules/fields`); what the case knows already
    needs not be sent again. `despite` is the reason for doing it before its time: it opens the gates that a reason
    opens. The state follows the phase; a review after the customer's yes ends the case.

    Raises `GateClosed`, `RecordRefused`, `NoSuchStep`, `PromisedOtherwise`, `NotPromised`, `PersonUnknown`,
    `CannotWork`, what `closing.finish` raises, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        step = step_of(change, code)
        if code == INFORM:  # the customer's answers settle it
            raise NoSuchStep
        intake = intake_of(change.case)
        values = checked_record(change.case, step, record)
        _enter(change, intake, step, values, despite.strip())
        change.note(EventKind.CASE_STEP_RECORDED, order=step.order, step=code, result="done")
        follow_phase(change)
        if code == REVIEW:
            close_when_reviewed(change)
        change.follow()
    return change.case


def skip_step(*, case: Case, version: int, code: str, reason: str, by: User, at: datetime) -> Case:
    """Set one of the twelve steps aside, with the reason.

    Raises `WordsMissing`, `GateClosed` (what was found, what was told and what a grave case teaches is never set
    aside), `StepNotSkipped`, `NoSuchStep`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason, health=health_agreed(case))
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        step = step_of(change, code)
        row, handling = change.case, change.case.procedure.handling
        settled = settled_codes(handling, settled_orders(row))
        if code in settled:
            raise StepNotSkipped(step=step.name)
        facts = known_facts(row, intake_of(row))
        if refusal := skip_refusal(code, standing_of(row, facts, settled, at=at)):
            raise GateClosed(refusal, handling)
        settle(change, step.order, "not_needed", reason)
        change.note(EventKind.CASE_STEP_RECORDED, order=step.order, step=code, result="not_needed")
        follow_phase(change)
        if code == REVIEW:
            close_when_reviewed(change)
        change.follow()
    return change.case


def step_of(change: Change, code: str) -> HandlingStep:
    """The step of that code. Raises `NoSuchStep`, also on a case that follows a playbook."""
    if change.case.procedure.code != HANDLING:
        raise NoSuchStep
    try:
        return change.case.procedure.handling.step(code)
    except KeyError as error:
        raise NoSuchStep from error


def checked_record(case: Case, step: HandlingStep, record: Mapping[str, object]) -> Record:
    """The record that was sent, each value as its field holds it, personal data in all sentences hidden.

    Raises `RecordRefused`.
    """
    fields = fields_of(step.code, step.record)
    try:
        values = read_record(fields, record, content_choices(case.procedure.handling))
    except FieldRefused as refused:
        raise RecordRefused(refused) from refused
    return {code: _hidden(field_of(code).kind, value) for code, value in values.items()}


def _hidden(kind: FieldKind, value: object) -> object:
    if kind is FieldKind.MEASURES:
        return [{**each, "text": hidden(each["text"])} for each in cast(Sequence[Measure], value)]
    return hidden(str(value)) if kind in {FieldKind.TEXT, FieldKind.WORDS} else value


def _enter(change: Change, intake: Intake, step: HandlingStep, values: Record, despite: str) -> None:
    case, handling = change.case, change.case.procedure.handling
    settled = settled_codes(handling, settled_orders(case))
    facts = known_facts(case, intake) | values
    refusal = gate(step.code, facts, standing_of(case, facts, settled, at=change.at))
    if refusal and not (refusal.can_override and despite):
        raise GateClosed(refusal, handling)
    write_facts(case, intake, values)
    if effect := AFTER.get(step.code):
        effect(change, values, facts)
    known = {code: facts[code] for code in _own(step) if code in facts}
    if refusal:
        known[DESPITE] = hidden(despite)
    record_step(change, step, known)


def _own(step: HandlingStep) -> tuple[str, ...]:
    return tuple(field.code for field in fields_of(step.code, step.record))


def write_facts(case: Case, intake: Intake, values: Record) -> None:
    """Keep what was recorded: in its column where it has one, among the facts otherwise. The caller saves the case."""
    for code, value in values.items():
        if code in CASE_COLUMNS:
            setattr(case, CASE_COLUMNS[code], value)
        elif code in INTAKE_COLUMNS:
            day = field_of(code).kind is FieldKind.DATE
            setattr(intake, INTAKE_COLUMNS[code], date.fromisoformat(str(value)) if day else value)
        elif field_of(code).kind is not FieldKind.MEASURES:
            intake.facts[code] = value
    intake.save()


def record_step(change: Change, step: HandlingStep, record: Record) -> None:
    """Write a step of this round as done; what stood there before stays in it."""
    rows = Step.objects.unscoped(IN_SCOPE).filter(case=change.case, round=change.case.reopened)
    before = rows.filter(order=step.order).first()
    if before is None:
        settle(change, step.order, "done", str(record.get(DESPITE, "")), plain(record))
        return
    kept = {"result": before.result, "at": before.at.isoformat(), "by": before.by_id, "note": before.note}
    earlier = [*before.record.pop(EARLIER, []), {**kept, "record": before.record}]
    before.record = {**plain(record), EARLIER: earlier}
    before.result, before.note = "done", str(record.get(DESPITE, ""))
    before.at, before.by = change.at, change.by
    before.save()


def plain(record: Record) -> dict[str, object]:
    """A record as it goes into JSON."""
    return {
        code: value.isoformat() if isinstance(value, date | datetime) else value
        for code, value in record.items()
    }


def follow_phase(change: Change) -> None:
    """Bring the case into the phase of its first open step, one state after the other; never back."""
    case = change.case
    if change.state is CaseState.VERIFYING:
        return
    wanted = phase_state(
        case.procedure.handling, settled_codes(case.procedure.handling, settled_orders(case))
    )
    here = HANDLING_WAY.index(change.state)
    for state in HANDLING_WAY[here + 1 : HANDLING_WAY.index(wanted) + 1]:
        change.move(state)


def settle_received(*, case: Case, version: int, by: User, at: datetime) -> Case:
    """Take the steps of the first phase as done that whoever received the customer has done already: as many, from
    the first on, as their gates open on what is known.

    Raises `GateClosed` (not even the next), `StepRecorded` (all of them are done), `NoSuchStep`, `CaseEnded`,
    `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        receiving = step_of(change, LISTEN), *change.case.procedure.handling.phases[0].steps[1:]
        row, handling = change.case, change.case.procedure.handling
        facts = known_facts(row, intake_of(row))
        settled = set(settled_codes(handling, settled_orders(row)))
        waiting = [each for each in receiving if each.code not in settled]
        if not waiting:
            raise StepRecorded(order=receiving[-1].order)
        for step in waiting:
            if refusal := gate(step.code, facts, Standing(at=at, settled=settled)):
                if step is waiting[0]:
                    raise GateClosed(refusal, handling)
                break
            record_step(change, step, {code: facts[code] for code in _own(step) if code in facts})
            settled.add(step.code)
            change.note(EventKind.CASE_STEP_RECORDED, order=step.order, step=step.code, result="done")
        follow_phase(change)
        change.follow()
    return change.case
