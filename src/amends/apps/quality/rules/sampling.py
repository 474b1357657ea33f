# SPDX-License-Identifier: Apache-2.0
"""Which conversations are inspected: some of everybody by chance, more where something was not right."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from types import MappingProxyType
from typing import Final

LEAST: Final = 2
BY_RISK: Final = 2


class Risk(StrEnum):
    """What makes a conversation worth a look."""

    REPEAT = "repeat"  # the customer complained of the same before
    REOPENED = "reopened"
    LOW_SCORE = "low_score"
    GRAVE_WORDS = "grave_words"
    FATAL = "fatal"  # the software sees that a fatal item fails


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation of the week: whose, by which way, and what makes it worth a look."""

    key: int
    agent: int
    channel: str
    risks: tuple[Risk, ...] = ()


@dataclass(frozen=True, slots=True)
class Picked:
    """A conversation that was drawn; no risks: by chance."""

    key: int
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class Had:
    """How many conversations of a person were drawn of the week before."""

    by_chance: int = 0
    by_risk: int = 0


NONE_YET: Final = Had()


def draw(
    candidates: Sequence[Candidate], *, seed: int, least: int = LEAST, by_risk: int = BY_RISK,
    had: Mapping[int, Had] = MappingProxyType({}),
) -> tuple[Picked, ...]:  # fmt: skip
    """For each person `least` conversations by chance, spread over the channels, then up to `by_risk` of the others
    that have risks, those with most first; less what was `had` of their week (person → how many), so that nobody is
    inspected more for what came in late. The same candidates and seed give the same draw, in whatever order they
    come."""
    people: dict[int, list[Candidate]] = defaultdict(list)
    for each in sorted(candidates, key=lambda each: each.key):
        people[each.agent].append(each)
    rng = Random(seed)  # noqa: S311 a sample that can be drawn again, no secret
    found = []
    for agent in sorted(people):
        before = had.get(agent, NONE_YET)
        wanted = max(least - before.by_chance, 0), max(by_risk - before.by_risk, 0)
        found += _of_one(people[agent], rng, *wanted)
    return tuple(found)


def _of_one(rows: list[Candidate], rng: Random, least: int, by_risk: int) -> list[Picked]:
    shuffled = rng.sample(rows, len(rows))
    chance = _spread(shuffled)[:least]
    taken = {each.key for each in chance}
    risky = sorted((e for e in shuffled if e.risks and e.key not in taken), key=lambda e: -len(e.risks))
    return [Picked(e.key, ()) for e in chance] + [Picked(e.key, e.risks) for e in risky[:by_risk]]


def _spread(rows: list[Candidate]) -> list[Candidate]:
    """The first of each channel, then the second of each, and so on."""
    seen: dict[str, int] = defaultdict(int)
    ranked = []
    for place, each in enumerate(rows):
        ranked.append((seen[each.channel], place, each))
        seen[each.channel] += 1
    return [each for _, _, each in sorted(ranked, key=lambda row: row[:2])]
