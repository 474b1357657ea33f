# SPDX-License-Identifier: Apache-2.0
"""The promise kept rate (承诺兑现率): kept on time / due. A rate is never shown without its base and period."""

from dataclasses import dataclass

from amends.kernel.periods import Period


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
