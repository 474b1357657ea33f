# SPDX-License-Identifier: Apache-2.0
"""What an operator may set for the list."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# Equal treatment: an operator who wants some tiers called sooner sets it, and it is kept with the run.
TIER_WEIGHTS: Mapping[str, float] = {"standard": 1.0, "silver": 1.0, "gold": 1.0, "diamond": 1.0}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings of a run; all of them are kept with it.

    `capacity`: customers that one unit can approach in a day, `capacities`: by unit code where it differs.
    `dissatisfied_at_most`: a survey score that means dissatisfied (1 to 10). `stated`: how sure we are of
    somebody who lately gave a low score. `tier_weights`: how much sooner a tier is called, all else equal.
    `margin`: customers explained for each that can be called.
    """

    capacity: int = 20
    capacities: Mapping[str, int] = field(default_factory=dict)
    dissatisfied_at_most: float = 6
    stated: float = 0.8
    tier_weights: Mapping[str, float] = field(default_factory=lambda: dict(TIER_WEIGHTS))
    margin: int = 3
    salt: str = "amends-holdout-1"

    def __post_init__(self) -> None:
        if self.capacity < 0 or any(n < 0 for n in self.capacities.values()):
            raise ValueError(
                f"capacity is a number of customers a day, not {self.capacity}, {self.capacities}"
            )
        if not 0 < self.stated <= 1:
            raise ValueError(f"stated is a probability, not {self.stated}")

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, with keys in order."""
        return asdict(self) | {
            "capacities": dict(sorted(self.capacities.items())),
            "tier_weights": dict(sorted(self.tier_weights.items())),
        }
