# SPDX-License-Identifier: Apache-2.0
"""Claims: what a campaign tells customers they will get. Each says how much, on what condition, from when till when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What is claimed. `amount` is in fen (None: no money); `capacity` how many customers can get it; both days are
    included."""

    words: str
    condition: str
    starts: date | None
    ends: date | None
    amount: int | None = None
    capacity: int | None = None


class ClaimFault(StrEnum):
    """What is wrong with a claim; the value before the colon is the field."""

    WORDS_MISSING = "words:missing"
    CONDITION_MISSING = "condition:missing"
    START_MISSING = "starts:missing"
    END_MISSING = "ends:missing"
    END_BEFORE_START = "ends:before_start"
    OUTSIDE_CAMPAIGN = "starts:outside_campaign"
    AMOUNT_NOT_POSITIVE = "amount:not_positive"
    CAPACITY_NOT_POSITIVE = "capacity:not_positive"

    @property
    def field(self) -> str:
        """The field that the fault is about."""
        return self.value.partition(":")[0]


def claim_fault(terms: ClaimTerms, *, first: date | None = None) -> ClaimFault | None:
    """The first thing that keeps a claim from being one, or `None`. It may last longer than the campaign, whose first
    day is `first`, but not begin before it. A claim without an end is none: nobody could keep it."""
    if not terms.words.strip():
        return ClaimFault.WORDS_MISSING
    if not terms.condition.strip():
        return ClaimFault.CONDITION_MISSING
    return _days_fault(terms, first) or _number_fault(terms)


def _days_fault(terms: ClaimTerms, first: date | None) -> ClaimFault | None:
    if terms.starts is None:
        return ClaimFault.START_MISSING
    if terms.ends is None:
        return ClaimFault.END_MISSING
    if terms.ends < terms.starts:
        return ClaimFault.END_BEFORE_START
    return ClaimFault.OUTSIDE_CAMPAIGN if first and terms.starts < first else None


def _number_fault(terms: ClaimTerms) -> ClaimFault | None:
    if terms.amount is not None and terms.amount <= 0:
        return ClaimFault.AMOUNT_NOT_POSITIVE
    if terms.capacity is not None and terms.capacity <= 0:
        return ClaimFault.CAPACITY_NOT_POSITIVE
    return None
