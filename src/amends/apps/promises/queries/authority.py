# SPDX-License-Identifier: Apache-2.0
"""The operator's table of authority, from the pack."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from amends.apps.customers.models import Customer
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.warnings import IN_BULK
from amends.apps.promises.rules.authority import GOODWILL_DAYS, Level
from amends.apps.promises.rules.terms import PromiseKind
from amends.packs import load


@cache
def authority_levels() -> tuple[Level, ...]:
    """The levels of `recovery_playbooks.yaml`, from the lowest up; its yuan become fen."""
    rows = load("recovery_playbooks")["authority_levels"]
    return tuple(_level(row) for row in rows if isinstance(row, Mapping)) if isinstance(rows, tuple) else ()


def goodwill_given(customer: Customer, *, at: datetime, leaving_out: Promise | None = None) -> int:
    """How many benefits the customer was promised in the last 90 days, `leaving_out` not counted.

    Broken and withdrawn ones do not count either: they gave nothing. Nor does what a rule grants to everybody who
    is entitled: that is no kindness of a person.
    """
    since = at - timedelta(days=GOODWILL_DAYS)
    mine = Promise.objects.unscoped("a limit holds for the customer, whoever promised")
    benefits = mine.filter(customer=customer, kind=PromiseKind.BENEFIT, made_at__gt=since)
    given = benefits.filter(broken_at__isnull=True, withdrawn_at__isnull=True).exclude(IN_BULK)
    return (given.exclude(pk=leaving_out.pk) if leaving_out else given).count()


def _level(row: Mapping[str, object]) -> Level:
    times = row["per_customer_per_90_days"]
    return Level(
        role=str(row["role"]),
        name=str(row["name_zh"]),
        restitution=_fen(row["restitution_yuan"]),
        goodwill=_fen(row["goodwill_yuan"]),
        goodwill_times=times if isinstance(times, int) else None,
    )


def _fen(yuan: object) -> int | None:
    return round(yuan * 100) if isinstance(yuan, int | float) else None
