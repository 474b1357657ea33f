# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case, computed from its stored history, today's policy and calendars."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import takewhile
from typing import cast

from django.conf import settings
from django.utils.translation import gettext

from amends.apps.cases.models import Breach, Case, ClockEvent, Intake
from amends.apps.cases.rules.clocks import (
    Clock,
    ClockKind,
    Fact,
    FactKind,
    Policy,
    clocks,
    fact,
    levels,
    read_policy,
)
from amends.apps.cases.rules.states import HANDLING
from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models import Promise
from amends.kernel.calendars import CalendarVersions, read_calendar
from amends.packs import load, read_file

Plain = Mapping[str, object]
_WHY = "the case was found within the person's scope"


@cache
def policy() -> Policy:
    """Today's limits."""
    return read_policy(cast(Plain, load("sla_policies")))


@cache
def calendars() -> CalendarVersions:
    """The working calendars of the pack, with what the operator's own file changes."""
    local = read_file(settings.AMENDS_CALENDAR) if settings.AMENDS_CALENDAR else None
    return read_calendar(cast(Plain, load("working_calendar")), cast(Plain | None, local))


def history(case: Case) -> tuple[Fact, ...]:
    """What happened to the clocks of a case, and to what was promised in it. One query, two where a time was
    promised."""
    rows = ClockEvent.objects.unscoped(_WHY).filter(case=case)
    stored = tuple(as_facts(rows))
    return (*stored, *_of_the_ledger(case, stored))


def _of_the_ledger(case: Case, stored: Iterable[Fact]) -> Iterable[Fact]:
    """What the ledger says of the promises of a case: nothing of it is kept here too, so nothing can differ."""
    told = {each.text("key"): each.moment("due_at") for each in stored if each.kind is FactKind.PROMISED}
    if not told:
        return
    rows = Promise.objects.unscoped(_WHY).select_related("followed_by")
    for row in rows.filter(customer=case.customer_id, key__in=told):
        yield from _promise_facts(row, told[row.key or ""])


def _promise_facts(row: Promise, told: datetime | None) -> Iterable[Fact]:
    """Another day that the customer agreed to, that it was kept, that they released us, or what came in its place."""
    key = row.key or ""
    if row.amended_at and row.due_at != told:
        yield fact(FactKind.PROMISED, row.amended_at, key=key, due_at=row.due_at)
    if row.kept_at:
        yield fact(FactKind.PROMISE_KEPT, row.kept_at, key=key)
    if row.withdrawn_at:
        yield fact(FactKind.PROMISE_WITHDRAWN, row.withdrawn_at, key=key)
    if row.broken_at and row.followed_by:
        yield fact(FactKind.PROMISED, row.broken_at, key=key, due_at=row.followed_by.due_at)


def as_facts(rows: Iterable[ClockEvent]) -> Iterable[Fact]:
    """Stored events as the rules see them."""
    return (Fact(FactKind(row.kind), row.at, row.values, row.pk) for row in rows)


def clocks_of(case: Case, *, at: datetime) -> tuple[Clock, ...]:
    """All clocks of a case as of `at`, by due time; none on a case from before there were clocks. One query, two
    where a time was promised."""
    found = history(case)
    return clocks(found, policy(), calendars(), at) if found else ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The clocks of a case as its page shows them, and the breaches that stand for ever."""

    open: tuple[Clock, ...]
    ended: tuple[Clock, ...]
    breaches: tuple[Breach, ...]

    @property
    def paused(self) -> Clock | None:
        """A clock that is paused now."""
        return next((each for each in self.open if each.paused_until), None)


def limits(case: Case, scope: Scope, *, at: datetime) -> Limits:
    """What the panel of the clocks shows. Two queries."""
    found = clocks_of(case, at=at)
    return Limits(
        open=tuple(each for each in found if each.is_open and each.binding),
        ended=tuple(each for each in found if not each.is_open and each.binding),
        breaches=tuple(case.breaches.within(scope)),
    )


def has_begun(case: Case, order: int) -> bool:
    """Whether the clock of a step was started since the case was opened, or opened again. One query; none on a case
    that is not stored yet."""
    if case.pk is None:
        return False
    kinds = [FactKind.STEP_STARTED, FactKind.REOPENED]
    rows = ClockEvent.objects.unscoped(_WHY).filter(case=case, kind__in=kinds).order_by("-at", "-pk")
    begun = takewhile(lambda row: row.kind == FactKind.STEP_STARTED, rows.only("kind", "values"))
    return str(order) in {str(row.values["step"]) for row in begun}


def is_feedback_owed(case: Case, *, at: datetime) -> bool:
    """Whether a regulator waits for our feedback on a case. One query, two where a time was promised."""
    return any(each.kind is ClockKind.REGULATOR and each.is_open for each in clocks_of(case, at=at))


def place_of(case: Case) -> dict[str, str]:
    """Whose law holds for a complaint, and whether its customer lives in town. One query."""
    row = Intake.objects.unscoped(_WHY).filter(case=case).only("jurisdiction", "area").first()
    return {"jurisdiction": row.jurisdiction, "area": row.area} if row else {}


@cache
def _grounds() -> Mapping[str, str]:
    rows = cast(tuple[Mapping[str, object], ...], load("sla_policies")["statutory"])
    return {str(each["code"]): f"{each['name_zh']}：{each['basis_zh']}" for each in rows}


def basis(clock: Clock) -> str:
    """On what ground a limit of the law holds, in the words of the pack; nothing for our own."""
    return _grounds().get(clock.basis, "")


def next_level(clock: Clock, at: datetime) -> datetime | None:
    """When somebody is told next about a clock."""
    return next((each.at for each in levels(clock, policy()) if each.at > at), None)


def step_name(case: Case, order: str) -> str:
    """What the step is called whose clock has that code; nothing where the procedure has no such step."""
    if case.procedure.code == HANDLING:
        names = {str(each.order): gettext(each.name) for each in case.procedure.handling.steps}
    else:
        names = {str(each.order): each.text for each in case.procedure.procedure.actions}
    return names.get(order, "")
