# SPDX-License-Identifier: Apache-2.0
"""What is too small to be shown is in no sum from which it could be had by subtraction."""

import numpy as np
import pytest

from amends.apps.satisfaction.rules.elements import Judged, Score, element_index, scores
from amends.apps.satisfaction.rules.trees import Element

TREE = (
    Element("N", "", "网络", 0.6, ()),
    Element("S", "", "服务", 0.4, ()),
    Element("A", "N", "语音", 0.25, ()),
    Element("B", "N", "上网", 0.75, ()),
)


def _judged(**counts: int) -> Judged:
    """A hundred people; the first so many gave 90 to A, 60 to B, 40 to S, give or take ten."""
    level = {"A": 90.0, "B": 60.0, "S": 40.0}
    wobble = np.tile([-10.0, 10.0], 50)
    values = {
        code: np.where(np.arange(100) < n, level[code] + wobble, np.nan) for code, n in counts.items() if n
    }
    return Judged(values, np.ones(100), np.full(100, "", dtype=object))


def _by_code(judged: Judged) -> dict[str, Score]:
    return {each.code: each for each in scores(TREE, judged)}


def test_a_small_part_is_not_in_its_parent_nor_in_the_index() -> None:
    found = _by_code(_judged(A=6, B=100, S=100))
    assert (found["A"].n, found["A"].shown) == (6, False)
    assert found["N"].shown
    assert found["N"].mean == pytest.approx(60), "with A it would be 67.5, and A could be had by subtraction"
    index = element_index(TREE, list(found.values()))
    assert index == pytest.approx((0.45 * 60 + 0.4 * 40) / 0.85)


def test_a_parent_of_small_parts_only_is_not_shown() -> None:
    judged = _judged(A=20, S=100)
    late = np.where((np.arange(100) >= 40) & (np.arange(100) < 65), 60.0, np.nan)
    both = Judged({**judged.values, "B": late}, judged.weights, judged.strata)
    found = _by_code(both)
    assert (found["N"].n, found["N"].shown) == (45, False)


def test_no_index_below_the_smallest_cell() -> None:
    found = list(_by_code(_judged(A=6, B=6, S=28)).values())
    assert not any(each.shown for each in found)
    assert element_index(TREE, found) is None
