# SPDX-License-Identifier: Apache-2.0
"""Whether a complaint is about what the customer told us before: the same topic, or nearly the same words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.kernel.identifiers import normal_text

_WORDS = re.compile(r"[0-9A-Za-z\u3400-\u9fff]+")


class Nearness(StrEnum):
    """How a new complaint is near to an older case, the nearest first."""

    SAME_TOPIC = "same_topic"
    SIMILAR_WORDS = "similar_words"
    NEAR_TOPIC = "near_topic"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What of an older case of the customer is compared."""

    key: int
    received_at: datetime
    is_open: bool
    taxonomy: str
    story: str


@dataclass(frozen=True, slots=True)
class Near:
    """An older case, how it is near, and how alike the words are (0 to 1)."""

    key: int
    nearness: Nearness
    likeness: float

    @property
    def is_repeat(self) -> bool:
        """Whether the new complaint counts as a repetition of it."""
        return self.nearness in {Nearness.SAME_TOPIC, Nearness.SIMILAR_WORDS}


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters within words; space and punctuation separate."""
    runs = _WORDS.findall(normal_text(text).casefold())
    return frozenset(run[at : at + 2] for run in runs for at in range(max(len(run) - 1, 1)))


def likeness(one: str, other: str) -> float:
    """Dice's coefficient of the bigrams of two texts: 2·|A∩B| / (|A|+|B|), 0 where one is empty."""
    first, second = bigrams(one), bigrams(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def level2_of(taxonomy: str) -> str:
    """The second level of a leaf's code: `TF-02-01` → `TF-02`; empty for none."""
    return taxonomy.rpartition("-")[0]


def near_ones(
    earlier: Iterable[Earlier], *, taxonomy: str, story: str, similar_from: float
) -> tuple[Near, ...]:
    """The older cases that a new complaint may be about, the nearest first; closed ones only where they are near."""
    found = [near for each in earlier if (near := _near(each, taxonomy, story, similar_from))]
    order = list(Nearness)
    return tuple(sorted(found, key=lambda near: (order.index(near.nearness), -near.likeness, near.key)))


def _near(each: Earlier, taxonomy: str, story: str, similar_from: float) -> Near | None:
    alike = round(likeness(each.story, story), 3)
    if taxonomy and each.taxonomy == taxonomy:
        return Near(each.key, Nearness.SAME_TOPIC, alike)
    if alike >= similar_from:
        return Near(each.key, Nearness.SIMILAR_WORDS, alike)
    if taxonomy and each.taxonomy and level2_of(each.taxonomy) == level2_of(taxonomy):
        return Near(each.key, Nearness.NEAR_TOPIC, alike)
    return Near(each.key, Nearness.OPEN, alike) if each.is_open else None


def first_repeated(
    earlier: Sequence[Earlier], *, taxonomy: str, at: datetime, within: timedelta
) -> Earlier | None:
    """The first case about the same topic that was received in the window before `at` (its start included)."""
    same = [each for each in earlier if taxonomy and each.taxonomy == taxonomy]
    inside = [each for each in same if at - within <= each.received_at <= at]
    return min(inside, key=lambda each: (each.received_at, each.key), default=None)
