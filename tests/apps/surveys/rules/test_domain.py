# SPDX-License-Identifier: Apache-2.0
"""No answer outside a question's domain survives, whatever comes in."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.apps.surveys.rules.document import questions
from amends.apps.surveys.rules.domain import choices, scores, tidy
from amends.apps.surveys.rules.engine import check
from amends.apps.surveys.rules.pages import pages
from tests.apps.surveys.rules.documents import every, survey

DOCUMENT = every()
NAMES = [each.name for each in questions(DOCUMENT)]
LEAVES = st.none() | st.booleans() | st.integers(-3, 130) | st.floats() | st.text(max_size=30)
LIKELY = st.sampled_from(
    ["a", "b", 3, "3", 1, 2, "na", "other", "none", "dontknow", True, "2026-06-01", "2025-01-01", 11]
)
PARTS = st.sampled_from(["r1", "r2", "x", "y", "z", "__proto__"])
VALUES = st.recursive(
    LEAVES | LIKELY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PARTS, inner, max_size=3),
    max_leaves=6,
)
ANSWERS = st.dictionaries(
    st.sampled_from([*NAMES, *(f"{each}-Comment" for each in NAMES), "page1", "nobody"]), VALUES, max_size=9
)


def _is_good(question: dict[str, Any], value: Any) -> bool:
    """Said a second time and by other means than the code: what each type can hold."""
    kind = question["type"]
    if kind == "rating":
        return value in scores(question) and type(value) in (int, str)
    if kind in ("radiogroup", "dropdown"):
        return type(value) is not bool and value in choices(question)
    if kind in ("checkbox", "tagbox", "ranking"):
        return len(set(value)) == len(value) > 0 and all(
            type(v) is not bool and v in choices(question) for v in value
        )
    if kind == "boolean":
        return type(value) is bool
    if kind == "matrix":
        return (
            bool(value)
            and set(value) <= {"r1", "r2"}
            and all(type(v) is int and v in (1, 2, 3) for v in value.values())
        )
    if kind == "multipletext":
        numbers = type(value.get("x", 0)) in (int, float) and 0 <= value.get("x", 0) <= 100
        return bool(value) and set(value) <= {"x", "y"} and numbers and type(value.get("y", "")) is str
    if question.get("inputType") == "number":
        return type(value) in (int, float) and 18 <= value <= 120
    if question.get("inputType") == "date":
        return type(value) is str and "2026-01-01" <= value <= "2026-12-31" and len(value) == 10
    return type(value) is str and 0 < len(value) <= question.get("maxLength", 4000) and "\x00" not in value


@given(ANSWERS)
@settings(max_examples=150, deadline=None)
def test_nothing_outside_the_domain_survives(answers: dict[str, object]) -> None:
    checked = check(DOCUMENT, answers)
    asked = {each.name: each.content for each in questions(DOCUMENT)}
    for name, value in checked.answers.items():
        if name.endswith("-Comment"):
            assert type(value) is str
            assert name in ("One-Comment", "Scale-Comment")
        else:
            assert _is_good(dict(asked[name]), value), (name, value)


@given(ANSWERS)
@settings(max_examples=60, deadline=None)
def test_what_survived_survives_again(answers: dict[str, object]) -> None:
    once = check(DOCUMENT, answers)
    again = check(DOCUMENT, once.answers)
    assert again.answers == once.answers
    assert again.page == once.page


FULL = {
    "Q1": 7, "Scale": 2, "One": "a", "Drop": "b", "Some": ["a"], "Tags": [3], "Order": ["b", "a", 3], "Yes": False,
    "Words": "好", "Age": 30, "Day": "2026-06-01", "More": "无", "Grid": {"r1": 1}, "Share": {"x": 1},
}  # fmt: skip


def test_goes_on_with_the_last_page_when_all_is_answered() -> None:
    assert check(DOCUMENT, FULL).page == 1


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=1))
@settings(max_examples=60, deadline=None)
def test_every_page_before_the_one_to_go_on_with_is_answered(changed: dict[str, object]) -> None:
    checked = check(DOCUMENT, FULL | changed)
    drawn = pages(DOCUMENT, checked.answers)
    assert 0 <= checked.page < checked.pages == len(drawn)
    for page in drawn[: checked.page]:
        assert all(each.value is not None for each in page.questions)
        assert check(DOCUMENT, checked.answers, page=page.number).good


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("Q1", 11, "range"), ("Q1", "7", "range"), ("Q1", True, "range"), ("Q1", 2.5, "range"), ("Scale", 4, "range"),
        ("One", "z", "choice"), ("One", "3", "choice"), ("Some", ["a", "a"], "twice"), ("Some", ["a", "none"], "alone"),
        ("Some", "a", "shape"), ("Yes", "true", "choice"), ("Grid", {"r1": 4}, "choice"), ("Grid", [1], "shape"),
        ("Age", 17, "least"), ("Age", 121, "most"), ("Age", float("nan"), "number"), ("Age", "30", "number"),
        ("Day", "2026-02-30", "date"), ("Day", "2025-12-31", "early"), ("Day", "2027-01-01", "late"),
        ("Words", "字" * 21, "long"), ("Share", {"x": 101}, "most"), ("More", ["x"], "shape"),
    ],
)  # fmt: skip
def test_refusal_says_why(name: str, value: object, key: str) -> None:
    kept, refused = tidy(DOCUMENT, {name: value})
    assert kept == {}
    assert [(each.code, each.key) for each in refused] == [(name, key)]


def test_words_lose_what_cannot_be_stored() -> None:
    document = survey([{"type": "comment", "name": "T"}])
    assert tidy(document, {"T": " a\x00\ud800\r\nb\u202e\tc "})[0] == {"T": "a\nb\tc"}
    assert tidy(document, {"T": " \x00 "}) == ({}, ())
