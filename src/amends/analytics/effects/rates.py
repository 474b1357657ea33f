# SPDX-License-Identifier: Apache-2.0
"""Rates of events over weeks: one as a multiple of another, and beside how rates went elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

from amends.analytics.distributions import student

PER: Final = 10_000
WEEKS_A_MONTH: Final = 4


@dataclass(frozen=True, slots=True)
class Weeks:
    """Whole weeks in order: cases, and the customers that could have had one."""

    cases: Sequence[int]
    customers: Sequence[float]

    @property
    def count(self) -> int:
        """All cases."""
        return sum(self.cases)

    @property
    def exposure(self) -> float:
        """Customer-weeks."""
        return sum(self.customers)

    @property
    def rate(self) -> float | None:
        """Cases per 10,000 customers and four weeks; `None` without customers."""
        return PER * WEEKS_A_MONTH * self.count / self.exposure if self.exposure else None

    def part(self, first: int | None, after: int | None) -> "Weeks":
        """Some of the weeks, as a slice."""
        return Weeks(self.cases[first:after], self.customers[first:after])


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate as a multiple of another, with its 95 % interval and two-sided p; `spread` is how much wider than chance
    alone (1) the weeks scatter."""

    value: float
    low: float
    high: float
    p: float
    spread: float

    @property
    def change(self) -> float:
        """In per cent: −20 is a fifth less."""
        return 100 * (self.value - 1)


def ratio(before: Weeks, after: Weeks, others: tuple[Weeks, Weeks] | None = None) -> Ratio:
    """The rate after as a multiple of the rate before; with `others`, of how theirs went. Where a count is 0, half a
    case is added to each.

    Quasi-likelihood of a Poisson model with the logarithm of the exposure as offset, on weeks (McCullagh & Nelder 1989,
    §6.2): variance of a logarithm 1/cases, times the spread; t quantiles on its degrees. Every cell needs exposure.
    """
    cells = [before, after, *(others or ())]
    extra = 0.5 if any(not each.count for each in cells) else 0.0
    logs = [log((each.count + extra) / each.exposure) for each in cells]
    value = logs[1] - logs[0] - (logs[3] - logs[2] if others else 0.0)
    spread, degrees = _spread(cells)
    error = sqrt(spread * sum(1 / (each.count + extra) for each in cells))
    reach = error * float(student.ppf(0.975, degrees))
    p = float(2 * student.sf(abs(value) / error, degrees))
    return Ratio(exp(value), exp(value - reach), exp(value + reach), p, spread)


def _spread(cells: Sequence[Weeks]) -> tuple[float, int]:
    """How much more than Poisson the weeks scatter, and on how many degrees of freedom."""
    squares, degrees = 0.0, 0
    for cell in cells:
        rate = cell.count / cell.exposure
        means = [rate * each for each in cell.customers]
        squares += sum((y - mean) ** 2 / mean for y, mean in zip(cell.cases, means, strict=True) if mean > 0)
        degrees += len(cell.cases) - 1
    degrees = max(degrees, 1)
    return max(1.0, squares / degrees), degrees
