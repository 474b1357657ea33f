# SPDX-License-Identifier: Apache-2.0
"""What touchpoints add to the whole, by hand."""

import pytest

from amends.apps.satisfaction.rules.elements import Score
from amends.apps.satisfaction.rules.touched import by_code, contributions
from amends.apps.satisfaction.rules.trees import Element

ELEMENTS = (
    Element("A", "", "甲", 0.6, ("T1", "T2")),
    Element("B", "", "乙", 0.4, ("T1",)),
)


def _score(code: str, mean: float, *, shown: bool = True) -> Score:
    return Score(code, code, 0, 0.5, 100, mean, 2.0, 0.1, shown, None)


@pytest.mark.requirement("S3-082")
def test_element_at_two_touchpoints_is_shared_between_them() -> None:
    found = by_code(contributions(ELEMENTS, (_score("A", 80.0), _score("B", 50.0))))
    assert (found["T1"].weight, found["T2"].weight) == pytest.approx((0.7, 0.3))
    assert (found["T1"].points, found["T2"].points) == pytest.approx((0.3 * 80 + 0.4 * 50, 0.3 * 80))
    assert found["T1"].lost == pytest.approx(70 - 44)


def test_element_that_may_not_be_shown_adds_nothing() -> None:
    found = by_code(contributions(ELEMENTS, (_score("A", 80.0, shown=False), _score("B", 50.0))))
    assert set(found) == {"T1"}
    assert found["T1"].weight == pytest.approx(1)


def test_nothing_is_added_where_nobody_judged() -> None:
    assert contributions(ELEMENTS, ()) == ()
