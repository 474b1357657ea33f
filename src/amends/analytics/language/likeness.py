# SPDX-License-Identifier: Apache-2.0
"""Which of many topics a story sounds like, by the letters and pairs of letters that it shares with what others said of
each: where no keyword stands in it, the way people speak still tells. Quick enough to ask while typing.

What a letter or pair counts is ours: what it tells of the topic (as the inverse document frequency of Spärck Jones,
1972, does), more for a pair than for a letter. It and the two limits below were measured on 105 stories that nothing
was written to fit (`tests/apps/cases/topic_stories.csv`): with √letters 64 of them have the right leaf first, with
every gram alike 58, with the whole length 61."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from amends.analytics.language.normal import folded

# ln 2, rounded up: what half of all topics share tells nothing. 0 finds no more, 1.0 finds two fewer.
LEAST_TELLING: Final = 0.7
# «客户来电话» comes to 12.8 with a topic by chance; from 16 on, topics that were right are missed.
LEAST_LIKE: Final = 13.0
_NO_LETTER = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, and what people say of it: words and whole sentences."""

    code: str
    texts: tuple[str, ...]


def likeness(text: str, topics: tuple[Topic, ...]) -> Mapping[str, float]:
    """How much a text sounds like each topic, by code, without a unit: the sum of ln(topics / topics that have it) ·
    √letters over the different letters and pairs of letters that it shares with the topic's texts, of those whose
    logarithm is `LEAST_TELLING` or more. Topics that share nothing are left out; less than `LEAST_LIKE` may be chance.
    """
    shared, scores = _shared(topics), defaultdict[str, float](float)
    for gram in sorted(_grams(text)):
        weight, owners = shared.get(gram, (0.0, ()))
        for code in owners:
            scores[code] += weight
    return MappingProxyType(dict(scores))


@lru_cache(maxsize=8)
def _shared(topics: tuple[Topic, ...]) -> Mapping[str, tuple[float, tuple[str, ...]]]:
    """Letters and pairs that tell something: what each counts, and the topics that have it."""
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    for topic in topics:
        for gram in (gram for text in topic.texts for gram in _grams(text)):
            owners[gram][topic.code] = None
    telling = {gram: math.log(len(topics) / len(own)) for gram, own in owners.items()}
    return MappingProxyType(
        {
            gram: (telling[gram] * math.sqrt(len(gram)), tuple(own))
            for gram, own in owners.items()
            if telling[gram] >= LEAST_TELLING
        }
    )


def _grams(text: str) -> set[str]:
    """The different letters and pairs of neighbours; nothing reaches over a stop."""
    return {gram for part in _NO_LETTER.split(folded(text).replace(" ", "")) for gram in _of_part(part)}


def _of_part(part: str) -> Iterator[str]:
    yield from part
    yield from (part[at : at + 2] for at in range(len(part) - 1))
