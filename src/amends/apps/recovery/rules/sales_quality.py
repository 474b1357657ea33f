# SPDX-License-Identifier: Apache-2.0
"""How well something was sold: complaints soon after, informed consent confirmed, sales undone."""

from dataclasses import dataclass
from datetime import timedelta

SOON = timedelta(days=30)
FEWEST = 30  # sales below which a share says nothing


@dataclass(frozen=True, slots=True)
class Sold:
    """Of one channel or seller: all sales of the period; those old enough to have been complained of for thirty days,
    and how many of them were; how many were confirmed with informed consent; how many undone."""

    who: str
    sales: int
    mature: int
    complained: int
    consented: int
    reversed: int

    @property
    def is_shown(self) -> bool:
        """Whether its shares may be shown."""
        return self.sales >= FEWEST

    @property
    def complaints_are_shown(self) -> bool:
        """Whether enough of its sales are old enough for the share of complaints."""
        return self.mature >= FEWEST
