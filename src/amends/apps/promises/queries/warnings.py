# SPDX-License-Identifier: Apache-2.0
"""Which promises somebody must be warned of, the oldest first; an outage only makes these lists longer."""

from datetime import datetime

from django.db.models import Q

from amends.apps.promises.models import Promise, PromiseQuerySet
from amends.apps.promises.rules.origins import Origin
from amends.apps.promises.rules.stages import ENABLING_LEAD, enabling_is_late
from amends.apps.promises.rules.warnings import ESCALATES_AFTER, LONGEST_LEAD, is_due_soon

AT_ONCE = 1_000


def due_soon(at: datetime) -> list[Promise]:
    """Open promises in their lead time whose owner has not been warned."""
    rows = _open().filter(warned_at__isnull=True, due_at__gte=at, due_at__lte=at + LONGEST_LEAD)
    return [each for each in rows.order_by("due_at", "id") if is_due_soon(each.made_at, each.due_at, at)]


def unenabled(at: datetime) -> list[Promise]:
    """Open promises not yet due whose conditions somebody else must still create, and too few days are left."""
    somebody = ~Q(enabler="") | Q(enabler_owner__isnull=False)
    rows = _open().filter(somebody, enabled_at__isnull=True, enable_warned_at__isnull=True)
    rows = rows.filter(due_at__gt=at, due_at__lte=at + ENABLING_LEAD).select_related("enabler_owner")
    return [each for each in rows.order_by("due_at", "id") if enabling_is_late(each.made_at, each.due_at, at)]


def fallen_late(at: datetime) -> list[Promise]:
    """Open promises past their time, of which nobody has been told."""
    rows = _open().filter(late_warned_at__isnull=True, due_at__lt=at)
    return list(rows.order_by("due_at", "id")[:AT_ONCE])


def late_unfollowed(at: datetime) -> list[Promise]:
    """Open promises past their time that no case follows yet."""
    rows = _open().filter(followed_late_at__isnull=True, due_at__lt=at)
    return list(rows.order_by("due_at", "id")[:AT_ONCE])


def to_escalate(at: datetime) -> list[Promise]:
    """Promises that have been late for a day, of which the managers have not been told."""
    rows = _open().filter(escalated_at__isnull=True, due_at__lte=at - ESCALATES_AFTER)
    return list(rows.order_by("due_at", "id")[:AT_ONCE])


def _open() -> PromiseQuerySet:
    """Open promises to single customers: of benefits by rule the keeper hears once a day, of all together."""
    rows = Promise.objects.unscoped("the schedule looks after everybody's promises").filter(is_open=True)
    rows = rows.exclude(origin=Origin.RULE)
    return rows.select_related("customer", "unit", "owner__unit")
