# SPDX-License-Identifier: Apache-2.0
"""Whether the front line was briefed: those who could tell the key points in their own words, of those briefed."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.apps.promises.rules.campaigns.words import Briefed

PASS_SHARE = 0.9  # CK-17


@dataclass(frozen=True, slots=True)
class Quizzed:
    """The newest record of one unit: how many were briefed, and how many of them passed."""

    unit: str
    who: Briefed
    briefed: int
    passed: int

    @property
    def share(self) -> float:
        """Those who passed of those briefed, from 0 to 1."""
        return self.passed / self.briefed

    @property
    def is_enough(self) -> bool:
        """Whether nine in ten passed; whole numbers, so that 9 of 10 is enough on every machine."""
        return self.passed * 10 >= self.briefed * round(PASS_SHARE * 10)


def too_few(records: Iterable[Quizzed]) -> tuple[Quizzed, ...]:
    """The units where too few passed: each unit counts for itself, a good one does not make up for another."""
    return tuple(each for each in records if not each.is_enough)


def was_briefed(records: Iterable[Quizzed], who: Briefed) -> bool:
    """Whether anybody of a group was briefed at all."""
    return any(each.who is who for each in records)
