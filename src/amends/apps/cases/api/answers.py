# SPDX-License-Identifier: Apache-2.0
"""What programs are told about cases: names instead of keys, moments in UTC, personal data masked."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from pydantic import BaseModel

from amends.apps.cases.models import Case, Intake, Remedy
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.core.models import User


class NextActionOut(BaseModel):
    """What is to be done next, by whom, by when."""

    kind: str
    text: str
    owner: str | None
    due_at: datetime | None


class IntakeOut(BaseModel):
    """What the customer told, and what was found out of it; `facts` by the code of their field."""

    facts: dict[str, object]
    claim_type: str
    aims: list[str]
    desired_outcome: str
    emotion_before: str
    emotion: str
    event_date: date | None
    jurisdiction: str
    outlet: str
    cause: str
    reference: str


class CaseRowOut(BaseModel):
    """A case as lists show it; `soonest_at` is the next action's time or the clock's, whichever is first."""

    number: str
    version: int
    customer: str
    unit: str
    state: str
    closed: bool
    priority: str
    special: str
    request_type: str
    taxonomy: str
    channel: str
    title: str
    owner: str
    queue: str
    received_at: datetime
    updated_at: datetime
    soonest_at: datetime | None
    closed_at: datetime | None


class CasePageOut(BaseModel):
    """One page, the newest first; `next` goes into `after` for the one behind it."""

    items: list[CaseRowOut]
    next: str | None


class CaseOut(BaseModel):
    """A case as it stands."""

    number: str
    version: int
    customer: str
    customer_name: str
    customer_number: str
    unit: str
    origin: str
    channel: str
    request_type: str
    taxonomy: str
    title: str
    priority: str
    special: str
    recovery_class: str
    story: str
    findings: str
    plan: str
    procedure: str
    state: str
    closed: bool
    owner: str
    pending_owner: str | None
    first_receiver: str
    queue: str
    transfers: int
    reopened: int
    next_action: NextActionOut | None
    received_at: datetime
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    handled_at: datetime | None
    result_told_at: datetime | None
    closed_at: datetime | None
    outcome: str
    close_reason: str
    intake: IntakeOut | None


class RemedyOut(BaseModel):
    """A remedy: approved, or waiting for somebody with the role `asked`. `version` is the case's now."""

    id: int
    case: str
    version: int
    kind: str
    words: str
    amount: int
    state: str
    asked: str
    due_at: datetime
    promise: str | None


_TEXTS = ("title", "story", "findings", "plan", "close_reason")


def case_out(case: Case, intake: Intake | None) -> dict[str, object]:
    """A case with its customer, unit, procedure and people loaded. No query."""
    named = {name: getattr(case, name) for name in CaseOut.model_fields if hasattr(case, name)}
    return {
        **{name: _utc(value) for name, value in named.items() if name != "intake"},
        **{name: hidden(getattr(case, name)) for name in _TEXTS},
        "customer": case.customer.code,
        "customer_name": case.customer.name_shown,
        "customer_number": case.customer.number_shown,
        "unit": case.unit.code,
        "procedure": case.procedure.code,
        "closed": not case.is_open,
        "owner": case.owner.username,
        "pending_owner": _name(case.pending_owner),
        "first_receiver": case.first_receiver.username,
        "updated_at": _utc(case.active_at),
        "next_action": _next_action(case) if case.is_open else None,
        "intake": _intake(intake) if intake else None,
    }


def _next_action(case: Case) -> dict[str, object]:
    return {
        "kind": case.next_kind,
        "text": hidden(case.next_action) if case.next_text else "",
        "owner": _name(case.next_owner),
        "due_at": _utc(case.next_due_at),
    }


def _intake(intake: Intake) -> dict[str, object]:
    return {name: getattr(intake, name) for name in IntakeOut.model_fields}


def row_out(row: Mapping[str, object]) -> dict[str, object]:
    """A row of `queries.feed`."""
    return {name: _utc(value) for name, value in row.items()} | {"closed": not row["is_open"]}


def remedy_out(remedy: Remedy) -> dict[str, object]:
    """A remedy with its case and promise loaded."""
    plain = {name: getattr(remedy, name) for name in ("kind", "words", "amount", "state", "asked")}
    return {
        **plain,
        "id": remedy.pk,
        "case": remedy.case.number,
        "version": remedy.case.version,
        "due_at": _utc(remedy.due_at),
        "promise": remedy.promise.number if remedy.promise else None,
    }


def _name(person: User | None) -> str | None:
    return person.username if person else None


def _utc(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
