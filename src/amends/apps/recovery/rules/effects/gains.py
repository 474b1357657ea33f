# SPDX-License-Identifier: Apache-2.0
"""Whom an approach helps most, by what is known before it: alike for members whose wave is over and for whoever a next
wave may take. What is judged on a wave is what the next one is ordered by."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from amends.analytics.effects.ranking import Gain, learn_gain
from amends.apps.recovery.rules.effects.members import BEFORE, Members, members_of
from amends.apps.recovery.rules.waves.design import Outcome
from amends.kernel.recovery_class import RECOVERABLE

Numbers = NDArray[np.float64]
MOST_RANKED = 20_000  # members whom an order is learnt from, or judged on
LEAST_RANKED = 300  # of an arm


class NothingToLearnFrom(LookupError):
    """The waves that showed it are not in the run, or too few of their members: nothing can be expected of anybody."""


def standing_of(numbers: Mapping[str, Numbers], classes: Sequence[str]) -> Numbers:
    """(n, c) what is known of customers before they are approached, nan for what is not, and their class."""
    causes = np.asarray(classes, dtype=str)
    marks = [(causes == str(each)).astype(np.float64) for each in RECOVERABLE]
    return np.column_stack([*(numbers[name] for name in BEFORE), *marks])


def standing_of_members(members: Members) -> Numbers:
    """(n, c) the same of the members of a wave, from before its draw."""
    numbers = {name: members.column(name) for name in BEFORE}
    return standing_of(numbers, [each or "" for each in members.table["recovery_class"].to_pylist()])


def avoided(members: Members) -> Numbers:
    """(n,) what is to be gained: no complaint again."""
    return -members.column(Outcome.REPEAT_COMPLAINT)


def gain_learnt(table: pa.Table, *, rng: np.random.Generator) -> tuple[Gain, int]:
    """What rows of the mart `wave_outcomes` teach, of one wave or several, and of how many members it was learnt.

    Raises `NothingToLearnFrom`.
    """
    if table.num_rows > MOST_RANKED:
        table = table.take(np.sort(rng.permutation(table.num_rows)[:MOST_RANKED]))
    members = members_of(table)
    arms = (members.treated, ~members.treated)
    if min(int(arm.sum()) for arm in arms) < LEAST_RANKED:
        raise NothingToLearnFrom
    found = learn_gain(standing_of_members(members), avoided(members), members.treated, rng=rng)
    return found, table.num_rows


def chance_of(salt: str) -> np.random.Generator:
    """The chance of a wave's own: with its salt anybody can order again and compare."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(salt.encode()).digest()))
