# SPDX-License-Identifier: Apache-2.0
"""Answers in pairs after Kano: what each service is to customers is planted, and three of ten see it otherwise."""

from collections.abc import Mapping, Sequence

import numpy as np

from amends.analytics.drivers.kano import DISLIKE, EXPECT, LIKE, LIVE_WITH, NEUTRAL, Kano
from amends.apps.surveys.models import Item
from amends.cli.demo.surveying.inventing import Numbers

PLANTED: Mapping[str, Kano] = {
    "KN-NOTICE": Kano.MUST_BE, "KN-BILL": Kano.MUST_BE, "KN-REFUND": Kano.MUST_BE, "KN-HUMAN": Kano.ONE_DIMENSIONAL,
    "KN-VISIT": Kano.ONE_DIMENSIONAL, "KN-SWITCH": Kano.ATTRACTIVE, "KN-OUTAGE": Kano.ATTRACTIVE,
    "KN-LOYAL": Kano.INDIFFERENT,
}  # fmt: skip
AGREE = 0.7
WITH, WITHOUT = "kano_with", "kano_without"
# With it and without it, of each class: what people of that mind say.
SAYINGS: Mapping[Kano, Sequence[tuple[int, int]]] = {
    Kano.MUST_BE: ((EXPECT, DISLIKE), (NEUTRAL, DISLIKE)),
    Kano.ONE_DIMENSIONAL: ((LIKE, DISLIKE),),
    Kano.ATTRACTIVE: ((LIKE, NEUTRAL), (LIKE, LIVE_WITH), (LIKE, EXPECT)),
    Kano.INDIFFERENT: ((NEUTRAL, NEUTRAL), (EXPECT, NEUTRAL), (NEUTRAL, LIVE_WITH)),
}


def answered_in_pairs(items: Sequence[Item], numbers: Numbers, rng: np.random.Generator) -> Numbers:
    """(n, p) answers with those of the paired items put in: both of one person come from one mind."""
    found = numbers.copy()
    at = {(each.element, each.measure): place for place, each in enumerate(items)}
    for element, kind in PLANTED.items():
        if (element, WITH) in at and (element, WITHOUT) in at:
            pairs = np.array([_said(kind, rng) for _person in range(len(numbers))])
            found[:, [at[element, WITH], at[element, WITHOUT]]] = pairs.reshape(len(numbers), 2)
    return found


def _said(kind: Kano, rng: np.random.Generator) -> tuple[int, int]:
    others = [each for each in SAYINGS if each is not kind]
    mind = kind if rng.random() < AGREE else others[int(rng.integers(len(others)))]
    return SAYINGS[mind][int(rng.integers(len(SAYINGS[mind])))]
