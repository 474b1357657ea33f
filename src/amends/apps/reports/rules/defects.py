# SPDX-License-Identifier: Apache-2.0
"""What a share means in things one can count: 99 % right is 14.4 minutes of every day wrong."""

from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Example:
    """Something that is counted: of `base`, under an `assumption` that is shown. `row` is the row of the requirements
    that quotes it, "" for the operator's own."""

    key: str
    name: str
    base: Decimal
    counted: str
    assumption: str
    row: str = ""
    own: bool = False


def gone_wrong(percent_right: Decimal, base: Decimal) -> Decimal:
    """(1 − share right) × base, exactly: decimal numbers, so that 1 % of 1440 is 14.4 and nothing else.

    Raises `ValueError` for a per cent outside 0–100 or a base below 0.
    """
    if not 0 <= percent_right <= HUNDRED or base < 0:
        raise ValueError("a share lies between 0 and 100, a base is not negative")
    return ((HUNDRED - percent_right) * base / HUNDRED).normalize()
