# SPDX-License-Identifier: Apache-2.0
"""Everything on record about one case, as plain values that are always told alike: the proof for an appeal."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from amends.apps.cases.models import Case, Intake
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.models.clock_words import CLOCKS
from amends.apps.cases.models.desk_words import NoteKind, TaskKind
from amends.apps.cases.queries.limits import basis, clocks_of
from amends.apps.cases.rules.clocks import Clock
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.queries.log import events_of
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.promises.models import Promise

Plain = dict[str, object]
# What opens or finds something else, or changes with every look.
_LEFT_OUT = frozenset({"key", "public_code", "case", "active_at", "overdue_told", "soonest_at"})
_NAMED_BY = ("username", "code", "number")
_OF_CASE = (
    "transitions",
    "steps",
    "contacts",
    "verifications",
    "replies",
    "attachments",
    "remedies",
    "tasks",
    "notes",
    "transfer_rows",
    "links",
    "clock_events",
    "breaches",
)


def may_pack(case: Case, person: User, *, full: bool = False) -> bool:
    """Whether a person may make the pack of a case: its owner, or who assigns cases of the unit; `full`, with names and
    numbers, only who may see those. No query."""
    theirs = person.pk == case.owner_id or person.may(Right.ASSIGN_CASES)
    return theirs and person.scope.covers(case.unit.number) and (not full or person.may(Right.UNMASK))


def packs_offered(case: Case, person: User) -> dict[str, bool]:
    """Which packs the page of a case offers to a person."""
    return {"may_pack": may_pack(case, person), "may_pack_full": may_pack(case, person, full=True)}


def record_of(case: Case, scope: Scope, *, at: datetime, masked: bool = True) -> Plain:
    """The whole record by table; codes with their Chinese words beside them (`…_zh`), moments in UTC. Confidential
    notes stay inside. `masked` hides numbers, addresses and the like in every text. Some twenty queries."""
    told: Plain = {name: _rows(_of(case, name, scope)) for name in _OF_CASE}
    told |= {
        "case": _row(case),
        "customer": _customer(case),
        "intake": _intake(case),
        "promises": _promises(case, scope),
        "clocks": [_clock(each) for each in clocks_of(case, at=at)],
    }
    shown = _masked(told) if masked else told
    return {**shown, "events": [_event(each) for each in _events(case)]}  # as hashed: they hold no such text


def _of(case: Case, name: str, scope: Scope) -> QuerySet[Any]:
    rows: QuerySet[Any] = getattr(case, name).within(scope).order_by("pk")
    if name == "links":  # a customer's matters cross units
        return rows.filter(other__in=Case.objects.within(scope))
    return rows.exclude(kind=NoteKind.RESTRICTED) if name == "notes" else rows


def _rows(rows: QuerySet[Any]) -> list[Plain]:
    related = [each.name for each in _fields(rows.model) if each.is_relation and each.name not in _LEFT_OUT]
    return [_row(each) for each in (rows.select_related(*related) if related else rows)]


def _fields(model: type[Model]) -> Sequence[Any]:
    return model._meta.concrete_fields


def _row(row: Model) -> Plain:
    told: Plain = {}
    for field in _fields(type(row)):
        if field.name in _LEFT_OUT:
            continue
        value = getattr(row, field.name)
        told[field.name] = _named(value) if field.is_relation else _plain(value)
        if field.choices and value:
            told[f"{field.name}_zh"] = str(getattr(row, f"get_{field.name}_display")())
    return told


def _named(row: Model | None) -> object:
    """How people call it: a staff number, a code, a number."""
    if row is None:
        return None
    return next((getattr(row, name) for name in _NAMED_BY if hasattr(row, name)), row.pk)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _customer(case: Case) -> Plain:
    who = case.customer
    return {"code": who.code, "name": who.name_shown, "number": who.number_shown, "region": who.region}


def _intake(case: Case) -> Plain | None:
    row = Intake.objects.unscoped(IN_SCOPE).filter(case=case).first()
    return _row(row) if row else None


def _promises(case: Case, scope: Scope) -> list[Plain]:
    """What was promised in it: its answer, its visits, its remedies, and what a later promise took the place of."""
    theirs = Promise.objects.within(scope).filter(customer=case.customer_id)
    remedies = case.remedies.within(scope).exclude(promise=None).values_list("promise", flat=True)
    visits = case.tasks.within(scope).filter(kind=TaskKind.VISIT).values_list("facts", flat=True)
    keys = {*remedies, *(facts["promise"] for facts in visits if "promise" in facts)}
    answers = Q(key__startswith=f"case:{case.pk}:")
    found = set(theirs.filter(answers | Q(pk__in=keys)).values_list("pk", flat=True))
    while earlier := set(theirs.filter(followed_by__in=found).values_list("pk", flat=True)) - found:
        found |= earlier
    return _rows(theirs.filter(pk__in=found).order_by("pk"))


def _clock(clock: Clock) -> Plain:
    moments = {name: _plain(getattr(clock, name)) for name in ("start", "due_at", "met_at", "ended_at")}
    ground = {"basis": clock.basis, "basis_zh": basis(clock), "binding": clock.binding}
    return {
        "kind": str(clock.kind),
        "kind_zh": str(CLOCKS[clock.kind]),
        "code": clock.code,
        **moments,
        **ground,
    }


def _events(case: Case) -> QuerySet[Event]:
    """That a pack was made is no part of the case: else no two packs were alike."""
    return events_of(subject_key(case)).exclude(kind=EventKind.CASE_EVIDENCE_PACKED)


def _event(row: Event) -> Plain:
    entry = row.entry
    names = ("sequence", "kind", "by", "subject", "about", "unit", "payload", "previous", "hash")
    more = {"kind_zh": row.get_kind_display(), "who": row.by.username if row.by else None}
    return {**{name: getattr(entry, name) for name in names}, "at": _plain(entry.at), **more}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return hidden(value)
    if isinstance(value, Mapping):
        return {name: each if name == "digest" else _masked(each) for name, each in value.items()}
    return [_masked(each) for each in value] if isinstance(value, list | tuple) else value
