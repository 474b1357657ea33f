# SPDX-License-Identifier: Apache-2.0
"""What a feature means to people: its class of recovery, when its value is bad news, and how to say so."""

from dataclasses import dataclass
from enum import StrEnum

from amends.kernel.recovery_class import RecoveryClass


class Direction(StrEnum):
    """Which end of a feature is bad news; `EITHER` lets the fitted model decide."""

    HIGH = "high"
    LOW = "low"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class FeatureMeaning:
    """One feature in words.

    `reason_zh` is said to the person who calls the customer. Places: `{value}` is the customer's value,
    `{other}` the value of any other column by name; after a colon a format: `{value:.0f}` as in Python,
    `{value:%}` a share as a whole percentage, `{value:zh}` a small count in characters (2 → 两). Without a
    format, numbers lose useless decimals. A reason is left unsaid where a place it needs is missing.

    A value counts as evidence only at `at_least` or more, and at `at_most` or less (in the feature's unit),
    or, for a category, when it is among `when` (empty: any); without limits, when it lies on the bad side
    (`direction`) of the typical value that `explain` is given. Missing values are never evidence.
    """

    name: str
    recovery_class: RecoveryClass
    zh: str
    en: str
    reason_zh: str
    direction: Direction = Direction.HIGH
    at_least: float | None = None
    at_most: float | None = None
    when: frozenset[str] = frozenset()
