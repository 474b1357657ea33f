# SPDX-License-Identifier: Apache-2.0
"""Calls as pages and jobs ask for them: the one at hand, those that go on too long, those of a customer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.rules.hotline.standard import seconds_between, standard
from amends.apps.halls.rules.hotline.words import Outcome

LATELY = timedelta(days=92)
_FOR_ALL = "a job looks at every open call"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a call has taken of the customer's time, in seconds."""

    held: int
    talked: int


def spent(call: Call, at: datetime) -> Spent:
    """The time on hold, all pieces together, and since the answer."""
    until = call.ended_at or at
    open_hold = seconds_between(call.held_since, until) if call.held_since else 0
    talked = seconds_between(call.answered_at, until) if call.answered_at else 0
    return Spent(call.held_seconds + open_hold, talked)


def is_too_long(call: Call, at: datetime) -> bool:
    """Whether the customer has been kept longer than the standard allows."""
    time = spent(call, at)
    return standard().is_too_long(time.held, time.talked)


def open_call(agent: User) -> Call | None:
    """The call that somebody is on."""
    own = Call.objects.unscoped("one's own call").select_related("customer", "unit", "agent")
    return own.filter(agent=agent, ended_at__isnull=True).first()


def own_call(code: str, agent: User) -> Call | None:
    """A call of one's own, by its code."""
    own = Call.objects.unscoped("one's own call").select_related("customer", "unit", "agent")
    return own.filter(agent=agent, code=code).first()


def call_by_code(code: str, scope: Scope) -> Call | None:
    """A call of the units in scope."""
    return Call.objects.within(scope).select_related("customer", "unit", "agent").filter(code=code).first()


def unwarned() -> Iterator[Call]:
    """Open calls whose risk is not raised yet."""
    every = Call.objects.unscoped(_FOR_ALL).filter(answered_at__isnull=False)
    return (
        every.filter(ended_at__isnull=True, risk_at__isnull=True).select_related("unit", "agent").iterator()
    )


def waiting_too_long(scope: Scope) -> list[Call]:
    """Open calls that have gone on too long, and ended ones whose customer is to be called back."""
    owed = Q(ended_at__isnull=True, risk_at__isnull=False) | Q(
        call_back_by__isnull=False, called_back_at__isnull=True
    )
    rows = Call.objects.within(scope).filter(owed).select_related("unit", "agent", "customer")
    return list(rows.order_by("risk_at")[:50])


def calls_of(customer: Customer, *, at: datetime, most: int = 6) -> list[Call]:
    """The calls of a customer who is within one's scope, of the last three months, wherever they were taken; the newest
    first. One query."""
    rows = Call.objects.unscoped("the customer was found within the person's scope").filter(customer=customer)
    rows = rows.filter(offered_at__gte=at - LATELY).select_related("answered_by")
    return list(rows.order_by("-offered_at", "-pk")[:most])


def to_call_back(agent: User) -> list[Call]:
    """Customers whom somebody still owes a call."""
    own = Call.objects.unscoped("one's own calls").select_related("customer")
    owed = own.filter(agent=agent, call_back_by__isnull=False, called_back_at__isnull=True)
    return list(owed.order_by("call_back_by")[:20])


def misdials(scope: Scope, since: datetime, until: datetime) -> int:
    """How many callers of a half-open span had dialled wrongly."""
    rows = Call.objects.within(scope).filter(outcome=Outcome.MISDIAL)
    return rows.filter(offered_at__gte=since, offered_at__lt=until).count()
