# SPDX-License-Identifier: Apache-2.0
"""The promise kept rate (承诺兑现率): kept on time / due. A rate is never shown without its base and period."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.kernel.periods import Period

# One promise more or less moves a rate of nine by eleven points: below this, the counts stand without a rate.
LEAST_DUE = 10


@dataclass(frozen=True, slots=True)
class KeptRate:
    """Of the promises that fell due within `period`, how many were kept by then.

    Withdrawn ones are left out: the customer released us. Late and broken ones stay in the base.
    """

    kept_on_time: int
    due: int
    period: Period

    def __post_init__(self) -> None:
        if not 0 <= self.kept_on_time <= self.due:
            raise ValueError(f"{self.kept_on_time} kept of {self.due} due is not a rate")

    @property
    def value(self) -> float | None:
        """Between 0 and 1; `None` where nothing was due: no promises is not the same as none kept."""
        return self.kept_on_time / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Counted:
    """How the promises of a group that fell due ended: in time, late, not at all; `waiting` are late and open, and
    `contradicted` are those called kept that the data do not show."""

    due: int
    kept: int
    kept_late: int
    broken: int
    waiting: int
    contradicted: int

    @property
    def value(self) -> float | None:
        """Kept on time / due, between 0 and 1; `None` where too few were due to say."""
        return self.kept / self.due if self.due >= LEAST_DUE else None


def together(counts: Iterable[Counted]) -> Counted:
    """Several groups as one."""
    rows = list(counts)
    return Counted(
        due=sum(each.due for each in rows),
        kept=sum(each.kept for each in rows),
        kept_late=sum(each.kept_late for each in rows),
        broken=sum(each.broken for each in rows),
        waiting=sum(each.waiting for each in rows),
        contradicted=sum(each.contradicted for each in rows),
    )
