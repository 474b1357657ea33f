# SPDX-License-Identifier: Apache-2.0
"""What the nightly run found of a promise in the operator's own data, and what follows from it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class FactFound:
    """One row of the mart: `seen` at least the `expected` amount, or `missing` where the data that would show it are
    in and do not; neither while they are not in. `month` is the bill's, `found_at` the call's; `found` in fen, MB or
    calls."""

    number: str
    seen: bool
    missing: bool
    found: int | None
    month: date | None
    found_at: datetime | None = None


def shown_at(due_at: datetime, month: date | None, found_at: datetime | None, *, at: datetime) -> datetime:
    """When the data say that it was kept.

    A call has its moment. A bill has its month only: one of the month in which the promise fell due, or before, shows
    it kept in time; a later one, at the end of its month. Never after `at`.
    """
    if found_at is not None:
        return min(found_at, at)
    if month is None or (month.year, month.month) <= (due_at.year, due_at.month):
        return min(due_at, at)
    behind = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(datetime(behind.year, behind.month, 1, tzinfo=due_at.tzinfo), at)
