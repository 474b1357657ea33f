# SPDX-License-Identifier: Apache-2.0
"""Who is not marketed to, and why: the reasons in the order in which they are asked, each customer counted once."""

from dataclasses import dataclass
from enum import StrEnum


class Exclusion(StrEnum):
    """Why a customer of a campaign's segment is left alone. The codes are those of waves, where both know a reason."""

    DO_NOT_CONTACT = "do_not_contact"
    LINE_CLOSED = "line_closed"
    OPEN_COMPLAINT = "open_complaint"
    IN_HAND = "in_hand"
    WITHDRAWN = "withdrawn"
    NO_CONSENT = "no_consent"
    RESTED = "rest_period"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are left, and how many are excluded, by reason."""

    left: int
    excluded: dict[str, int]

    @property
    def everybody(self) -> int:
        """All customers of the segment."""
        return self.left + sum(self.excluded.values())


def counted(by_reason: dict[str, int]) -> Counted:
    """Of customers by reason, with those who have none under the empty one; the reasons in their order."""
    excluded = {str(each): by_reason[each] for each in Exclusion if by_reason.get(each)}
    return Counted(by_reason.get("", 0), excluded)
