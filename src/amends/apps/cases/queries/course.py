# SPDX-License-Identifier: Apache-2.0
"""Everything that the page of a case on the twelve steps shows, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from amends.apps.cases.models import Case, Contact, Intake, Note, Step, Task, Transition, Verification
from amends.apps.cases.models.desk_words import NoteKind, TaskKind
from amends.apps.cases.queries.one import Calling, calling, with_people
from amends.apps.cases.queries.standing import known_facts, settled_codes
from amends.apps.cases.rules.course import INFORM, aims_covered, calm_first, hold_limit, step_now
from amends.apps.cases.rules.fields import FieldKind, fields_of
from amends.apps.cases.rules.gates import Refusal, waits_for
from amends.apps.cases.rules.handling import Handling, HandlingStep, HandlingType, Phase
from amends.apps.cases.rules.intake.heard import CONFIRM, changed, heard
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope

R = TypeVar("R", Contact, Verification)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in the list: what was recorded of it, and why it waits."""

    step: HandlingStep
    record: Step | None
    waits: Refusal | None
    is_now: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """One phase with its steps."""

    phase: Phase
    lines: Sequence[StepLine]
    is_now: bool


@dataclass(frozen=True, slots=True)
class CourseView:
    """A case on the twelve steps as its page shows it. `shown` is the step whose card is open."""

    case: Case
    intake: Intake
    handling: Handling
    facts: Mapping[str, object]
    settled: frozenset[str]
    phases: Sequence[PhaseLines]
    shown: HandlingStep | None
    contacts: Sequence[Contact]
    transitions: Sequence[Transition]
    verifications: Sequence[Verification]
    tasks: Sequence[Task]
    calling: Calling
    summary: Note | None = None

    @property
    def record(self) -> Step | None:
        """What was recorded of the step that is shown."""
        lines = (line for phase in self.phases for line in phase.lines)
        return next((line.record for line in lines if line.is_shown), None)

    @property
    def heard(self) -> dict[str, object]:
        """What the shown step asks for and the intake heard, beside the facts."""
        if self.shown is None:
            return {}
        note = self.summary
        summary, confirmed = (note.text, bool(note.confirmed)) if note else ("", False)
        return heard(self.shown.code, self.facts, summary=summary, confirmed=confirmed)

    @property
    def known(self) -> dict[str, object]:
        """What the fields of the shown step are filled in with: the facts, and before them what the intake heard."""
        return {**self.heard, **self.facts}

    @property
    def corrected(self) -> frozenset[str]:
        """The fields of the shown step that the intake heard otherwise than they were recorded."""
        if self.shown is None or self.record is None:
            return frozenset()
        return changed(self.heard, self.record.record)

    @property
    def measures(self) -> list[Task]:
        """What is done for the customer."""
        return [each for each in self.tasks if each.kind == TaskKind.MEASURE and not each.cancelled]

    @property
    def open_measures(self) -> int:
        """How many of them are not done."""
        return sum(each.done_at is None for each in self.measures)

    @property
    def second_review(self) -> Task | None:
        """The second review of the cause that somebody waits for."""
        waiting = (each for each in self.tasks if each.kind == TaskKind.SECOND_REVIEW and not each.done_at)
        return next(waiting, None)

    @property
    def aims(self) -> dict[str, bool]:
        """The customer's aims, and whether a measure answers each."""
        listed = self.facts.get("aims")
        covered = [str(each.facts.get("aim", "")) for each in self.measures]
        return aims_covered(listed if isinstance(listed, list) else [], covered)

    @property
    def type(self) -> HandlingType | None:
        """The handling type of the customer, with its tip."""
        code = self.facts.get("handling_type")
        return next((each for each in self.handling.types if each.code == code), None)

    @property
    def calm_first(self) -> bool:
        """Whether the customer is soothed before anything else."""
        return calm_first(self.facts)

    @property
    def hold_seconds(self) -> int:
        """How long the customer may be kept waiting on the line."""
        return int(hold_limit(self.handling, str(self.facts.get("handling_type", ""))).total_seconds())

    @property
    def told(self) -> dict[str, object]:
        """What the shown step knows without being told: the fields that nobody types."""
        if self.shown is None:
            return {}
        fields = fields_of(self.shown.code, self.shown.record)
        shown = (each.code for each in fields if each.kind is FieldKind.SHOWN)
        known = {**self.facts, "received_at": self.case.received_at}
        return {code: known[code] for code in shown if code in known}

    @property
    def is_asking(self) -> bool:
        """Whether the step that is shown is the customer's word on the result."""
        return self.shown is not None and self.shown.code == INFORM


def course_view(case: Case, scope: Scope, *, at: datetime, wanted: str = "") -> CourseView:
    """Everything around a case, in eight queries, nine where the summary of the intake is asked for again; `wanted` is
    the step whose card is opened, where there is one.

    Rows are put in order here: they are few, and the compiler of queries is slow at it.
    """
    intake = Intake.objects.within(scope).get(case=case)
    handling, facts = case.procedure.handling, known_facts(case, intake)
    steps = list(case.steps.within(scope).filter(round=case.reopened).order_by())
    contacts = _latest_first(case.contacts.within(scope).order_by())
    transitions = list(case.transitions.within(scope).order_by())
    verifications = _latest_first(case.verifications.within(scope).order_by())
    tasks = sorted(case.tasks.within(scope).order_by(), key=lambda each: (each.due_at, each.pk))
    people = with_people([*steps, *contacts, *transitions, *verifications], "by", known=_people_of(case))
    with_people(tasks, "owner", known=people)
    records = {row.order: row for row in steps}
    settled = settled_codes(handling, records.keys())
    now = step_now(handling, CaseState(case.state), settled, facts) if case.is_open else None
    shown = next((step for step in handling.steps if step.code == wanted), now)
    return CourseView(
        case=case,
        intake=intake,
        handling=handling,
        facts=facts,
        settled=settled,
        phases=_phases(case, records, settled, now, shown),
        shown=shown,
        contacts=contacts,
        transitions=transitions,
        verifications=verifications,
        tasks=tasks,
        calling=calling(case, at=at),
        summary=_summary(case, scope) if shown and shown.code == CONFIRM else None,
    )


def _summary(case: Case, scope: Scope) -> Note | None:
    """What was read back to the customer as the case was opened; who came again is heard anew. One query at most."""
    if case.reopened:
        return None
    notes = case.notes.within(scope).filter(kind=NoteKind.SUMMARY, at=case.opened_at)
    return notes.order_by("-pk").first()


def _latest_first(rows: Iterable[R]) -> list[R]:
    return sorted(rows, key=lambda each: (each.at, each.pk), reverse=True)


def _people_of(case: Case) -> dict[int, User]:
    people = (case.owner, case.first_receiver, case.pending_owner, case.next_owner)
    return {each.pk: each for each in people if each}


def _phases(
    case: Case,
    records: Mapping[int, Step],
    settled: frozenset[str],
    now: HandlingStep | None,
    shown: HandlingStep | None,
) -> list[PhaseLines]:
    return [
        PhaseLines(
            phase=phase,
            lines=[
                StepLine(
                    step=step,
                    record=records.get(step.order),
                    waits=None if step.order in records else waits_for(step.code, settled),
                    is_now=step is now,
                    is_shown=step is shown,
                )
                for step in phase.steps
            ],
            is_now=case.state == phase.state,
        )
        for phase in case.procedure.handling.phases
    ]
