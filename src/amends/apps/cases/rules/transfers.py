# SPDX-License-Identifier: Apache-2.0
"""When a case is passed around instead of worked on, and who may take what waits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TOO_OFTEN = 3


class PingPong(StrEnum):
    """How a case is being passed around."""

    TOO_OFTEN = "too_often"
    BACK_AGAIN = "back_again"


def ping_pong(hands: Sequence[int | None]) -> PingPong | None:
    """Whether a case goes in circles: `hands` are whom it was given to so far, the first receiver first, the one
    it is to go to last; `None` is a queue. The third transfer, or A → B → A, says yes."""
    if len(hands) > TOO_OFTEN:
        return PingPong.TOO_OFTEN
    people = [each for each in hands if each is not None]
    back = any(people[n] == people[n - 2] != people[n - 1] for n in range(2, len(people)))
    return PingPong.BACK_AGAIN if back else None


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody on duty: how many open cases they have of how many, what they are trained for, since when they
    were given nothing."""

    person: int
    open: int
    most: int
    skills: frozenset[str]
    idle_since: datetime


def best_hand(hands: Iterable[Hand], wanted: Collection[str]) -> Hand | None:
    """Who gets a case: trained for all that is `wanted`, with room, the least loaded, then the longest without one."""
    fit = [each for each in hands if each.open < each.most and set(wanted) <= each.skills]
    return min(fit, key=lambda each: (each.open / each.most, each.idle_since, each.person), default=None)


def wanted_skills(*, taxonomy: str, special: str, trained: Collection[str]) -> frozenset[str]:
    """What a case asks for: the first level of its topic where anybody is trained for one at all, and its special
    person always."""
    level = taxonomy.partition("-")[0]
    topic = {level} if level and level in trained else set()
    return frozenset(topic | ({f"special:{special}"} if special else set()))
