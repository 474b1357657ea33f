# SPDX-License-Identifier: Apache-2.0
"""Calls that are handed over, and those that go to and fro."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.models.transfers import Transfer

_OWN = "one's own calls, and those that are offered to one"


@dataclass(frozen=True, slots=True)
class Passed:
    """How calls of a span were handed over: hand-overs that were taken, calls they were of, calls that came back to
    somebody who had them before."""

    transfers: int
    calls: int
    ping_pong: int


def offered_to(person: User) -> list[Transfer]:
    """Calls that wait for somebody to take them. One query."""
    rows = _rows().filter(receiver=person, accepted_at__isnull=True, returned_at__isnull=True)
    return list(rows.filter(call__ended_at__isnull=True).order_by("offered_at")[:10])


def transfers_of(call: Call) -> list[Transfer]:
    """The hand-overs of a call that somebody holds, the first first. One query."""
    return list(_rows().filter(call=call).order_by("offered_at", "pk"))


def transfer_for(key: int, person: User) -> Transfer | None:
    """A hand-over that somebody offered or is offered."""
    return _rows().filter(Q(sender=person) | Q(receiver=person)).filter(pk=key).first()


def passed(scope: Scope, since: datetime, until: datetime) -> Passed:
    """How calls of a half-open span were handed over. One query."""
    rows = Transfer.objects.within(scope).filter(accepted_at__gte=since, accepted_at__lt=until)
    held: dict[int, list[int]] = {}
    told = rows.order_by("call", "accepted_at", "pk").values_list("call", "sender", "receiver")
    for call, sender, receiver in told:
        held.setdefault(call, [sender]).append(receiver)
    back = sum(len(set(each)) < len(each) for each in held.values())
    return Passed(sum(len(each) - 1 for each in held.values()), len(held), back)


def _rows() -> QuerySet[Transfer]:
    rows = Transfer.objects.unscoped(_OWN)
    return rows.select_related("call", "call__customer", "sender", "receiver", "unit")
