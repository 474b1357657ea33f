# SPDX-License-Identifier: Apache-2.0
"""Answers out of plain forms."""

from amends.apps.surveys.rules.engine import check
from amends.apps.surveys.rules.form import read_form
from tests.apps.surveys.rules.documents import every

ASKED = {"asked": ["Q1", "Scale", "One", "Some", "Order", "Yes", "Age", "Grid", "Share"]}
TYPED = {
    "Q1": ["7"], "Scale": ["na"], "One": ["other"], "One-Comment": [" 别的 "], "Some": ["a", "3"],
    "Order.a": ["2"], "Order.b": ["1"], "Order.3": ["3"], "Yes": ["false"], "Age": ["1,0"], "Grid.r1": ["2"],
    "Grid.r2": [""],    "Share.x": ["12.5"], "Share.y": ["某"], "More": ["not asked on this page"],
}  # fmt: skip


def test_form_is_read_as_the_browser_would_answer() -> None:
    answers = read_form(every(), ASKED | TYPED)
    assert {name: value for name, value in answers.items() if value is not None} == {
        "Q1": 7, "Scale": "na", "One": "other", "One-Comment": "别的", "Some": ["a", 3],
        "Order": ["b", "a", 3], "Yes": False, "Age": 10, "Grid": {"r1": 2}, "Share": {"x": 12.5, "y": "某"},
    }  # fmt: skip


def test_answer_is_taken_back_when_the_form_leaves_it_empty() -> None:
    earlier = {"Q1": 7, "More": "好"}
    merged = earlier | read_form(every(), {"asked": ["Q1"], "Q1": [""]})
    assert check(every(), merged).answers == {"More": "好"}


def test_nonsense_is_refused_by_the_check() -> None:
    posted = {
        "asked": ["Q1", "Age", "Order", "Yes"],
        "Q1": ["99"],
        "Age": ["x"],
        "Order.a": ["1"],
        "Order.b": ["1"],
        "Yes": ["?"],
    }
    checked = check(every(), read_form(every(), posted))
    assert checked.answers == {}
    assert set(checked.faults) == {"Q1", "Age", "Order", "Yes"}
