# SPDX-License-Identifier: Apache-2.0
"""The day as of which facts stand: one day for everybody, or each customer's own.

A run scores everybody as of one day: literals, which engines fold away. A model learns from customers as
they stood *before* they answered: each has a day of its own, joined to the facts. The expressions over the
facts are the same; only the `AsOf` differs, so what is learnt is what is scored. Everything at the as-of
moment or later is unknown.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

import ibis
from ibis.expr.types import DateValue, Table, TimestampValue

from amends.kernel.periods import month_number, month_start

# Days are local, moments are UTC. Every operator this serves keeps one time, the whole country over.
LOCAL_OFFSET = timedelta(hours=8)


class AsOf(Protocol):
    """Days and moments counted back from the as-of day, as expressions over a dated fact table."""

    def dated(self, facts: Table) -> Table:
        """The facts of the customers that count, with what the other three methods need."""

    def month(self, facts: Table, back: int = 0) -> DateValue:
        """First day of the month `back` (0 to 12) months before the as-of month."""

    def day(self, facts: Table, back: int = 0) -> DateValue:
        """The day `back` days before the as-of day."""

    def moment(self, facts: Table, back: int = 0) -> TimestampValue:
        """The moment `back` days before the as-of moment, UTC."""


@dataclass(frozen=True, slots=True)
class FixedDay:
    """Everybody as of the start of one local day."""

    at: date

    @property
    def now(self) -> datetime:
        """The as-of moment, UTC."""
        return datetime.combine(self.at, time()) - LOCAL_OFFSET

    def dated(self, facts: Table) -> Table:
        """All facts."""
        return facts

    def month(self, _: Table, back: int = 0) -> DateValue:
        """A literal."""
        return ibis.literal(month_start(month_number(self.at) - back))

    def day(self, _: Table, back: int = 0) -> DateValue:
        """A literal."""
        return ibis.literal(self.at - timedelta(days=back))

    def moment(self, _: Table, back: int = 0) -> TimestampValue:
        """A literal."""
        return ibis.literal(self.now - timedelta(days=back))


@dataclass(frozen=True, slots=True)
class EachOwnDay:
    """Each customer as of a moment of their own: `population` has `customer_id` and `as_of_at` (UTC)."""

    population: Table

    def dated(self, facts: Table) -> Table:
        """The facts of the population, with `as_of_at`, `as_of_date` and the starts of months joined."""
        own = self.population.select("customer_id", "as_of_at")
        own = own.mutate(as_of_date=local_date(own.as_of_at))
        first = own.as_of_date.truncate("M")
        months = {_month(back): (first - ibis.interval(months=back)).cast("date") for back in range(13)}
        return facts.inner_join(own.mutate(**months), "customer_id")

    def month(self, facts: Table, back: int = 0) -> DateValue:
        """A joined column."""
        return facts[_month(back)]

    def day(self, facts: Table, back: int = 0) -> DateValue:
        """A joined column less days."""
        return facts.as_of_date - ibis.interval(days=back) if back else facts.as_of_date

    def moment(self, facts: Table, back: int = 0) -> TimestampValue:
        """A joined column less days."""
        return facts.as_of_at - ibis.interval(days=back) if back else facts.as_of_at


def local_date(moment: TimestampValue) -> DateValue:
    """The local day of a UTC moment."""
    return (moment + ibis.interval(hours=int(LOCAL_OFFSET.total_seconds() // 3600))).date()


def _month(back: int) -> str:
    return f"as_of_month_{back}"
