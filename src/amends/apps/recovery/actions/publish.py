# SPDX-License-Identifier: Apache-2.0
"""Publish what a run found: all of it in one transaction, once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import PublishedRun, Target
from amends.apps.recovery.queries.waves.holding import universal_share
from amends.apps.recovery.rules.approaching import Block
from amends.apps.recovery.rules.waves.drawing import is_universal

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the mart `recovery_list`, as it is published."""

    customer_code: str
    unit_code: str
    region: str
    value_tier: str
    list_date: date | None
    rank: int
    priority: float
    probability: float
    evidence: str
    main_cause: str
    reasons: tuple[str, ...]
    silent: bool
    blocked_reason: str


def publish_run(
    *,
    run_id: str,
    as_of: date,
    found: Iterable[Found],
    summary: Mapping[str, Any],
    by: User | None,
    at: datetime,
) -> PublishedRun:
    """Make a run the one that pages show. Publishing it again brings it back where another one stood in between,
    and else changes nothing; a failure leaves the last good one.

    Rows whose customer or unit is not known here are left out and counted in `summary["unknown"]`; units for which
    a capacity was set and that nobody knows are told in `summary["units_unknown"]`.
    """
    if existing := PublishedRun.objects.filter(run_id=run_id).first():
        return existing if existing == PublishedRun.objects.first() else _again(existing, by=by, at=at)
    rows = list(found)
    customers = _keys(
        Customer.objects.unscoped("a publish serves every unit"), [r.customer_code for r in rows]
    )
    units = dict(Unit.objects.values_list("code", "pk"))
    known = [r for r in rows if r.customer_code in customers and r.unit_code in units]
    set_for = (summary.get("parameters") or {}).get("capacities") or {}
    known = _without_universal(known)
    told = {**summary, "unknown": len(rows) - len(known), "units_unknown": sorted(set(set_for) - set(units))}
    with writing(by=by, at=at) as log:
        run = PublishedRun.objects.create(
            run_id=run_id, as_of=as_of, published_at=at, listed=len(known), summary=told
        )
        Target.objects.bulk_create(
            (_target(run, r, customers[r.customer_code], units[r.unit_code]) for r in known), batch_size=BATCH
        )
        log(EventKind.RUN_PUBLISHED, run, run_id=run_id, as_of=as_of.isoformat(), listed=len(known))
    return run


def _without_universal(rows: list[Found]) -> list[Found]:
    """Those whom no wave ever approaches are not called from the list either: else nothing could be compared."""
    share, key = universal_share(), settings.AMENDS_HOLDOUT_KEY
    return [
        replace(row, blocked_reason=str(Block.HELD_OUT), list_date=None)
        if not row.blocked_reason and is_universal(row.customer_code, key=key, share=share)
        else row
        for row in rows
    ]


def _again(run: PublishedRun, *, by: User | None, at: datetime) -> PublishedRun:
    """The same inputs, code and day as before another run: that result stands again."""
    with writing(by=by, at=at) as log:
        run.published_at = at
        run.save(update_fields=["published_at"])
        log(EventKind.RUN_PUBLISHED, run, run_id=run.run_id, as_of=run.as_of.isoformat(), listed=run.listed)
    return run


def _keys(customers: Any, codes: list[str]) -> dict[str, int]:
    keys: dict[str, int] = {}
    for start in range(0, len(codes), BATCH):
        keys.update(customers.filter(code__in=codes[start : start + BATCH]).values_list("code", "pk"))
    return keys


def _target(run: PublishedRun, row: Found, customer: int, unit: int) -> Target:
    return Target(
        run=run,
        customer_id=customer,
        unit_id=unit,
        region=row.region,
        value_tier=row.value_tier,
        list_date=row.list_date,
        rank=row.rank,
        priority=row.priority,
        evidence=row.evidence,
        probability=row.probability,
        main_cause=row.main_cause,
        reasons=list(row.reasons),
        silent=row.silent,
        blocked_reason=row.blocked_reason,
    )
