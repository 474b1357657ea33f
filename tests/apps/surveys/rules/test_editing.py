# SPDX-License-Identifier: Apache-2.0
"""What the builder does to a document, and choices as lines."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.surveys.rules.editing import (
    NoSuchPlace,
    duplicated,
    found,
    moved,
    removed,
    replaced,
    retyped,
    with_page,
    with_question,
)
from amends.apps.surveys.rules.lines import LineWrong, entries_of, lines_of
from amends.apps.surveys.rules.profile import faults
from amends.apps.surveys.rules.schema import QUESTION_TYPES

Json = dict[str, Any]


def _named(*names: str) -> list[Json]:
    return [{"type": "comment", "name": each} for each in names]


DOCUMENT: Json = {
    "pages": [
        {
            "name": "one",
            "elements": [*_named("Q1"), {"type": "panel", "name": "box", "elements": _named("Q2", "Q3")}],
        },
        {"name": "two", "elements": _named("Q4")},
    ]
}


def _shape(document: Json) -> list[Any]:
    return [[_codes(each) for each in page["elements"]] for page in document["pages"]]


def _codes(element: Json) -> Any:
    return (
        [_codes(each) for each in element["elements"]] if element.get("type") == "panel" else element["name"]
    )


@pytest.mark.parametrize(
    ("path", "step", "there", "shape"),
    [
        ("pages/0/elements/0", 1, "pages/0/elements/1", [[["Q2", "Q3"], "Q1"], ["Q4"]]),
        ("pages/0/elements/0", -1, "pages/0/elements/0", [["Q1", ["Q2", "Q3"]], ["Q4"]]),
        ("pages/0/elements/1/elements/0", -1, "pages/0/elements/1", [["Q1", "Q2", ["Q3"]], ["Q4"]]),
        ("pages/0/elements/1/elements/1", 1, "pages/0/elements/2", [["Q1", ["Q2"], "Q3"], ["Q4"]]),
        ("pages/0/elements/1", 1, "pages/1/elements/0", [["Q1"], [["Q2", "Q3"], "Q4"]]),
        ("pages/1/elements/0", -1, "pages/0/elements/2", [["Q1", ["Q2", "Q3"], "Q4"], []]),
        ("pages/1", -1, "pages/0", [["Q4"], ["Q1", ["Q2", "Q3"]]]),
    ],
)
def test_moving_goes_over_the_edges_of_panels_and_pages(
    path: str, step: int, there: str, shape: list[Any]
) -> None:
    edited, now = moved(DOCUMENT, path, step)
    assert (_shape(edited), now) == (shape, there)


@pytest.mark.parametrize(
    ("path", "there", "shape"),
    [
        ("pages/0/elements/0", "pages/0/elements/0", [[["Q2", "Q3"]], ["Q4"]]),
        ("pages/0/elements/1", "pages/0/elements/0", [["Q1"], ["Q4"]]),
        ("pages/1/elements/0", "pages/1", [["Q1", ["Q2", "Q3"]], []]),
        ("pages/1", "pages/0", [["Q1", ["Q2", "Q3"]]]),
    ],
)
def test_removing_looks_at_what_is_left(path: str, there: str, shape: list[Any]) -> None:
    edited, now = removed(DOCUMENT, path)
    assert (_shape(edited), now) == (shape, there)


def test_a_copy_has_codes_of_its_own() -> None:
    panel, at = duplicated(DOCUMENT, "pages/0/elements/1")
    assert (_shape(panel)[0], at) == (["Q1", ["Q2", "Q3"], ["Q5", "Q6"]], "pages/0/elements/2")
    page, there = duplicated(DOCUMENT, "pages/1")
    assert (_shape(page)[2], there, page["pages"][2]["name"]) == (["Q5"], "pages/2", "page1")


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_a_new_question_of_any_type_may_be_asked_at_once(kind: str) -> None:
    edited, at = with_question(with_page({"pages": []}, "")[0], "pages/0", kind)
    assert at == "pages/0/elements/0"
    assert faults(edited) == ()


def test_a_new_question_stands_behind_the_one_looked_at_or_inside_the_panel() -> None:
    assert with_question(DOCUMENT, "pages/0/elements/0", "comment")[1] == "pages/0/elements/1"
    assert with_question(DOCUMENT, "pages/0/elements/1", "comment")[1] == "pages/0/elements/1/elements/2"
    assert with_question({}, "", "comment")[1] == "pages/0/elements/0"
    assert with_question(DOCUMENT, "", "comment")[1] == "pages/1/elements/1"


def test_conditions_and_texts_follow_a_code_that_changes() -> None:
    document = deepcopy(DOCUMENT)
    document["pages"][1]["elements"][0] |= {
        "visibleIf": "{Q1} empty and {Q1-Comment} notempty and {Q11} = 1",
        "title": "{Q1}?",
    }
    edited, _at = replaced(document, "pages/0/elements/0", {"type": "comment", "name": "A"})
    last = edited["pages"][1]["elements"][0]
    assert last["visibleIf"] == "{A} empty and {A-Comment} notempty and {Q11} = 1"
    assert last["title"] == "{A}?"


def test_nothing_is_changed_in_place() -> None:
    before = deepcopy(DOCUMENT)
    for path in ("pages/0", "pages/0/elements/1", "pages/0/elements/1/elements/0"):
        moved(DOCUMENT, path, 1)
        removed(DOCUMENT, path)
        duplicated(DOCUMENT, path)
        replaced(DOCUMENT, path, {"name": "X", "type": "comment"})
        with_question(DOCUMENT, path, "rating")
    assert before == DOCUMENT


@pytest.mark.parametrize("path", ["pages/9", "pages/0/elements/9", "title", "", "pages/0/name", "pages/-1"])
def test_a_place_that_is_gone_is_named(path: str) -> None:
    with pytest.raises(NoSuchPlace):
        found(DOCUMENT, path)


def test_another_type_keeps_what_both_have() -> None:
    choice = {
        "type": "radiogroup",
        "name": "Q1",
        "title": "x",
        "choices": ["a"],
        "colCount": 2,
        "amends": {"measure": "csat"},
    }
    several = retyped(choice, "checkbox")
    assert several == choice | {"type": "checkbox"}
    rated = retyped(choice, "rating")
    assert rated == {
        "type": "rating", "name": "Q1", "title": "x", "amends": {"measure": "csat"}, "rateMin": 1, "rateMax": 10,
        "displayMode": "buttons",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("yes", "yes"),
        ("3", 3),
        ('"3"', "3"),
        ("yes | 是", {"value": "yes", "text": "是"}),
        (" yes|是|Yes ", {"value": "yes", "text": {"default": "是", "en": "Yes"}}),
        ('{"value": "a", "visibleIf": "{Q1} = 1"}', {"value": "a", "visibleIf": "{Q1} = 1"}),
    ],
)
def test_a_line_is_a_choice(line: str, entry: object) -> None:
    assert entries_of(line) == [entry]


@pytest.mark.parametrize("line", ["a | b | c | d", "| b", "{broken"])
def test_a_line_that_cannot_be_read_is_named_by_its_number(line: str) -> None:
    with pytest.raises(LineWrong) as wrong:
        entries_of(f"good\n\n{line}")
    assert wrong.value.number == 3


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["|", "3", '"', "{", " a", "007"]
)
words = texts | st.fixed_dictionaries({"default": texts, "en": texts})
values = st.integers() | texts.filter(bool)
entries = values | st.fixed_dictionaries({"value": values}, optional={"text": words, "visibleIf": texts})


@given(st.lists(entries, max_size=5))
def test_choices_come_back_from_lines_as_they_were(given_entries: list[Any]) -> None:
    assert entries_of(lines_of(given_entries)) == given_entries
