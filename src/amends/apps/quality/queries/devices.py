# SPDX-License-Identifier: Apache-2.0
"""Questions about sold devices: what a customer may still ask for, wherever they ask, and whom to call today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.promises.queries.commitments import commitments
from amends.apps.promises.rules.commitments import Commitment
from amends.apps.quality.models import DeviceRepair, FollowUp, SoldDevice

IN_HAND = "of a customer, or of a case, in the person's hands"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A commitment on one device: whether it holds today, and its last day."""

    commitment: Commitment
    holds: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class Owned:
    """A device with what its owner may still ask for; where it was bought and where they ask makes no difference."""

    device: SoldDevice
    entitlements: Sequence[Entitlement]
    repairs: int


def owned_by(customer: Customer, today: date) -> list[Owned]:
    """The devices of a customer whom, or a case of whom, the person may see. Two queries."""
    rows = SoldDevice.objects.unscoped(IN_HAND).filter(customer=customer).select_related("unit")
    repairs = DeviceRepair.objects.unscoped(IN_HAND).filter(device__customer=customer)
    counts = Counter(repairs.values_list("device", flat=True))
    found = rows.order_by("-sold_date", "-pk")[:50]
    return [Owned(each, entitlements(each.sold_date, today), counts[each.pk]) for each in found]


def entitlements(bought: date, today: date) -> list[Entitlement]:
    """What holds for something bought then."""
    dated = [each for each in commitments() if each.span is not None and each.has(bought)]
    return [Entitlement(each, each.holds(bought, today), each.valid_until(bought)) for each in dated]


def device_seen(pk: int, scope: Scope) -> SoldDevice | None:
    """One device of a customer within the scope. One query."""
    rows = SoldDevice.objects.within(scope).select_related("customer__unit", "unit")
    return rows.filter(pk=pk).first()


def calls_due(who: User, today: date, *, most: int = 50) -> list[FollowUp]:
    """The calls that somebody has to make by today. One query."""
    rows = FollowUp.objects.within(who.scope).filter(owner=who, done_at__isnull=True, due_date__lte=today)
    return list(rows.select_related("device__customer", "repair").order_by("due_date", "pk")[:most])


def call_seen(pk: int, scope: Scope) -> FollowUp | None:
    """One call about a customer within the scope. One query."""
    return FollowUp.objects.within(scope).filter(pk=pk).first()
