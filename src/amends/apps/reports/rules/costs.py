# SPDX-License-Identifier: Apache-2.0
"""What a complaint costs: handling, compensation, rework. Money in fen."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

HOUR = 60  # minutes


class WorkKind(StrEnum):
    """What somebody's time went into."""

    HANDLING = "handling"
    REWORK = "rework"


@dataclass(frozen=True, slots=True)
class Work:
    """Time and money that one entry put into a case: `hour_cost` in fen, None where finance had not given one."""

    kind: WorkKind
    minutes: int
    expenses: int
    hour_cost: int | None

    @property
    def cost(self) -> int:
        """Time × what an hour costs, and the expenses; to the nearest fen."""
        return round(self.minutes * (self.hour_cost or 0) / HOUR) + self.expenses


@dataclass(frozen=True, slots=True)
class CaseCost:
    """The parts; `unpriced` minutes are in none of them, for nobody said what an hour costs."""

    handling: int = 0
    compensation: int = 0
    rework: int = 0
    unpriced: int = 0

    @property
    def total(self) -> int:
        """The parts together."""
        return self.handling + self.compensation + self.rework


def case_cost(work: Iterable[Work], compensation: int) -> CaseCost:
    """The cost of one case: what was entered for it, and what was given to the customer."""
    rows = tuple(work)
    by_kind = {kind: sum(each.cost for each in rows if each.kind is kind) for kind in WorkKind}
    unpriced = sum(each.minutes for each in rows if each.hour_cost is None)
    return CaseCost(by_kind[WorkKind.HANDLING], compensation, by_kind[WorkKind.REWORK], unpriced)
