# SPDX-License-Identifier: Apache-2.0
"""Drawing by the system: every member of the frame gets a random number, and nobody chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


class FrameMalformed(ValueError):
    """A frame from which the plan cannot be drawn; the words say what is missing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One member drawn. `turn` counts from 1 within the stratum; those up to the count are asked, later ones are
    reserves, to be used in this order. `probability` is that of being among those asked: count/population."""

    member: str
    stratum: str
    turn: int
    reserve: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Draw:
    """All drawn, stratum by stratum in order of the plan and turn by turn; `populations` counts the frame."""

    drawn: tuple[Drawn, ...]
    populations: Mapping[str, int]

    @property
    def asked(self) -> tuple[Drawn, ...]:
        """Those to be asked from the start."""
        return tuple(each for each in self.drawn if not each.reserve)

    @property
    def reserves(self) -> tuple[Drawn, ...]:
        """Those who may be asked in place of another (see `replacement`)."""
        return tuple(each for each in self.drawn if each.reserve)


def draw(
    members: Sequence[str],
    strata: Sequence[str],
    counts: Mapping[str, int],
    *,
    rng: np.random.Generator,
    reserve_share: float = 0.0,
) -> Draw:
    """Simple random sample without replacement in each stratum of `counts`.

    `members` and `strata` (N,) are the frame, whose order does not matter: members are sorted before the random
    numbers are given, so frame, plan and seed tell the whole draw. Reserves are ⌈count × reserve_share⌉, as far as the
    stratum reaches. Raises `FrameMalformed` on repeated members, or a stratum with fewer members than its count.
    """
    if len(members) != len(strata) or len(set(members)) < len(members):
        raise FrameMalformed("抽样框的名单与分层长度不一致，或有人重复出现。请先去重。")
    order = np.argsort(np.array(members, dtype=str), kind="stable")
    numbers = rng.random(len(members))
    groups = _by_stratum(strata, order, numbers)
    _check(counts, groups, reserve_share)
    found = [
        Drawn(members[row], name, turn, turn > count, count / len(groups[name]))
        for name, count in counts.items()
        for turn, row in enumerate(groups.get(name, [])[: _reach(count, reserve_share)], start=1)
    ]
    return Draw(tuple(found), {name: len(groups.get(name, [])) for name in counts})


def _by_stratum(
    strata: Sequence[str], order: NDArray[np.intp], numbers: NDArray[np.float64]
) -> dict[str, list[int]]:
    """Rows of each stratum by their random numbers."""
    groups: dict[str, list[int]] = {}
    for row in order[np.argsort(numbers, kind="stable")].tolist():
        groups.setdefault(strata[row], []).append(row)
    return groups


def _reach(count: int, reserve_share: float) -> int:
    return count + int(np.ceil(count * reserve_share * (1 - 1e-12)))


def _check(counts: Mapping[str, int], groups: Mapping[str, Sequence[int]], reserve_share: float) -> None:
    if reserve_share < 0 or any(count < 0 for count in counts.values()):
        raise FrameMalformed("抽样数与备用比例不得为负。")
    for name, count in counts.items():
        have = len(groups.get(name, ()))
        if have < count:
            raise FrameMalformed(f"“{name}”层只有 {have} 人，计划抽 {count} 人。请调整配额或合并分层。")
