# SPDX-License-Identifier: Apache-2.0
"""Which promises somebody must be warned of, the oldest first; an outage only makes these lists longer."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q

from amends.apps.promises.models import Promise, PromiseQuerySet
from amends.apps.promises.rules.origins import BY_SALE, Origin
from amends.apps.promises.rules.stages import ENABLING_LEAD, enabling_is_late
from amends.apps.promises.rules.warnings import ESCALATES_AFTER, LONGEST_LEAD, is_due_soon

AT_ONCE = 1_000
# Made without a person, to very many customers at once.
IN_BULK = Q(origin=Origin.RULE) | Q(source__startswith=BY_SALE)


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


def late_unfollowed(at: datetime) -> Iterator[Promise]:
    """Open promises past their time that no case follows yet, portion after portion: those that nobody can take keep
    none of the others waiting."""
    rows = _open().filter(followed_late_at__isnull=True, due_at__lt=at)
    yield from _in_portions(rows)


def missed_benefits(at: datetime) -> dict[str, int]:
    """Rule or campaign → customers whose benefits are late, missing on their bills, and followed by no case. One query.

    A benefit that is late only because its keeper has not pressed anything is the keeper's daily line, and no case."""
    told = (
        _missed(at).order_by().values_list("reference").annotate(customers=Count("customer", distinct=True))
    )
    return dict(told)


def missed_of(rule: str, at: datetime) -> Iterator[Promise]:
    """The promises behind `missed_benefits` of one rule, the oldest first."""
    yield from _in_portions(
        _missed(at).filter(reference=rule).select_related("customer", "unit", "owner__unit")
    )


def to_escalate(at: datetime) -> list[Promise]:
    """Promises that have been late for a day, of which the managers have not been told."""
    rows = _open().filter(escalated_at__isnull=True, due_at__lte=at - ESCALATES_AFTER)
    return list(rows.order_by("due_at", "id")[:AT_ONCE])


def _missed(at: datetime) -> PromiseQuerySet:
    rows = Promise.objects.unscoped("the schedule looks after everybody's promises").filter(is_open=True)
    return rows.filter(IN_BULK, due_at__lt=at, followed_late_at__isnull=True, fact_missing_at__isnull=False)


def _in_portions(rows: PromiseQuerySet) -> Iterator[Promise]:
    """In the order of their time; each portion is read when the one before is done with."""
    last: tuple[datetime, int] | None = None
    while True:
        behind = Q(due_at__gt=last[0]) | Q(due_at=last[0], id__gt=last[1]) if last else Q()
        portion = list(rows.filter(behind).order_by("due_at", "id")[:AT_ONCE])
        yield from portion
        if len(portion) < AT_ONCE:
            return
        last = portion[-1].due_at, portion[-1].pk


def _open() -> PromiseQuerySet:
    """Open promises to single customers: of benefits by rule and of sales the keeper hears of all together."""
    rows = Promise.objects.unscoped("the schedule looks after everybody's promises").filter(is_open=True)
    rows = rows.exclude(IN_BULK)
    return rows.select_related("customer", "unit", "owner__unit")
