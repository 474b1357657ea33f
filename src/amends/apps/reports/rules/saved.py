# SPDX-License-Identifier: Apache-2.0
"""The business case of recovery: what those approached kept against those held out, and what that took."""

from dataclasses import dataclass

from amends.apps.reports.rules.lives import LEAST
from amends.apps.reports.rules.spans import Span


@dataclass(frozen=True, slots=True)
class Effect:
    """Treated less control on one outcome, per member, with its interval; `treated` and `control` count accounts."""

    difference: Span
    treated_mean: float
    control_mean: float
    treated: int
    control: int


@dataclass(frozen=True, slots=True)
class Group:
    """What is simply seen of some members: how many, how many lines are there, what those pay a month (fen)."""

    members: int
    there: int
    fees: int

    @property
    def share(self) -> float | None:
        """The share whose line is there; None below 30 members."""
        return self.there / self.members if self.members >= LEAST else None

    @property
    def fee_a_member(self) -> float | None:
        """Fen a month and member, who left with 0; None below 30 members."""
        return self.fees / self.members if self.members >= LEAST else None


@dataclass(frozen=True, slots=True)
class BusinessCase:
    """One wave. `churn` and `bill` are None where not measured to the end; `cost` in fen over `priced` of the `cases`
    that have time entered and priced; `provisional` where late bills are still to come, and it is measured once
    more."""

    wave: int
    name: str
    churn: Effect | None
    bill: Effect | None
    recovered: Group
    held_out: Group
    cases: int
    priced: int
    cost: int
    provisional: bool = False

    @property
    def kept_customers(self) -> Span | None:
        """Customers who would have left: the churn that control had more, times those treated."""
        if self.churn is None:
            return None
        return turned(self.churn.difference, self.churn.treated)

    def kept_revenue(self, monthly: float) -> Span | None:
        """Yuan a month that those customers pay, at `monthly` yuan each."""
        kept = self.kept_customers
        return None if kept is None else scaled(kept, monthly)

    @property
    def billed(self) -> Span | None:
        """Yuan a month that all those treated are billed more than they would be, by the bills themselves. It
        holds what leaving cost too, so it is never added to the kept revenue."""
        return None if self.bill is None else scaled(self.bill.difference, self.bill.treated)

    @property
    def cost_per_recovered(self) -> float | None:
        """Fen for each customer who said that it is right: the cost of all cases, at the average of the priced ones."""
        if not self.priced or not self.recovered.members:
            return None
        return self.cost / self.priced * self.cases / self.recovered.members


def scaled(span: Span, factor: float) -> Span:
    """A figure times a factor that is not negative."""
    value = None if span.value is None else span.value * factor
    return Span(span.low * factor, span.high * factor, value)


def turned(span: Span, factor: float) -> Span:
    """What is less on one side is more on the other."""
    value = None if span.value is None else -span.value * factor
    return Span(-span.high * factor, -span.low * factor, value)
