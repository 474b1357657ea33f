# SPDX-License-Identifier: Apache-2.0
"""What a fit is asked to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """Settings of one fit; the defaults suit 500 to 200,000 surveyed customers.

    `capacity_share`: share of customers that can be contacted, for lift. `folds` × `repeats`: stratified
    cross-validation (`repeats=0`: 2 below 20,000 rows, else 1). `insist`: columns kept though
    suspect. `min_group_rows`: smaller groups are listed, not judged. `resamples`: bootstrap draws for the 95 %
    intervals. `rounds`, `leaves`, `bags`: size of the boosted model (`bags=0`: 2 below 20,000 rows, else 1).
    """

    capacity_share: float = 0.1
    folds: int = 5
    repeats: int = 0
    seed: int = 20261122
    min_rows: int = 200
    min_each_class: int = 20
    min_group_rows: int = 100
    insist: frozenset[str] = frozenset()
    resamples: int = 200
    penalties: tuple[float, ...] = (0.001, 0.005)
    rounds: int = 110
    leaves: int = 6
    learning_rate: float = 0.05
    bags: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.capacity_share < 1:
            raise ValueError(f"capacity_share must lie between 0 and 1, got {self.capacity_share}")
        if self.folds < 2 or not 2 <= self.leaves <= 9:
            raise ValueError("folds must be at least 2, and leaves from 2 to 9")

    def repeats_for(self, rows: int) -> int:
        """How often the cross-validation is repeated for a table of that many rows."""
        if self.repeats:
            return self.repeats
        return 2 if rows < 20_000 else 1

    def bags_for(self, rows: int) -> int:
        """How many boosted models, differing in their seed, are averaged."""
        return self.bags or (2 if rows < 20_000 else 1)
