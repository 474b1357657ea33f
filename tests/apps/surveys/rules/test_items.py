# SPDX-License-Identifier: Apache-2.0
"""The items of a questionnaire, and their values in an answer."""

from amends.apps.surveys.rules.items import Coded, items, value
from tests.apps.surveys.rules.documents import every, short

ITEMS = {each.code: each for each in items(every())}


def test_each_value_of_an_answer_is_an_item() -> None:
    assert list(ITEMS) == [
        "Q1", "Scale", "One", "Drop", "Some", "Tags", "Order", "Yes", "Words", "Age", "Day", "More", "Grid_r1",
        "Grid_r2", "Share_x", "Share_y",
    ]  # fmt: skip
    assert [each.order for each in ITEMS.values()] == list(range(1, 17))


def test_item_says_what_it_measures() -> None:
    score = ITEMS["Q1"]
    assert (score.measure, score.element, score.construct, score.required) == ("nps", "整体", "", True)
    assert (score.minimum, score.maximum, len(score.choices)) == (0, 10, 11)


def test_row_is_an_item_of_its_question() -> None:
    row = ITEMS["Grid_r2"]
    assert (row.question, row.row, row.title, row.minimum, row.maximum) == (
        "Grid",
        "r2",
        "Grid · 第二行",
        1,
        3,
    )


def test_not_applicable_is_missing_and_off_the_scale() -> None:
    scale = ITEMS["Scale"]
    assert (scale.minimum, scale.maximum, scale.missing) == (1, 3, ("na",))
    assert value(scale, {"Scale": "na"}) is None
    assert value(scale, {"Scale": 2}) == 2


def test_bounds_of_a_number_are_its_limits() -> None:
    assert (ITEMS["Age"].minimum, ITEMS["Age"].maximum, ITEMS["Day"].minimum) == (18, 120, None)


def test_value_is_read_from_the_row() -> None:
    assert value(ITEMS["Grid_r1"], {"Grid": {"r1": 3}}) == 3
    assert value(ITEMS["Grid_r2"], {"Grid": {"r1": 3}}) is None
    assert value(ITEMS["Yes"], {"Yes": False}) is False


def test_choices_carry_the_special_ones_in_words() -> None:
    assert ITEMS["One"].choices[2:] == (Coded(3, "丙"), Coded("other", "其他"), Coded("none", "以上都没有"))
    assert ITEMS["Drop"].missing == ("dontknow",)
    assert ITEMS["Yes"].choices[0] == Coded(True, "对")


def test_titles_are_english_when_asked() -> None:
    assert [each.title for each in items(short(), language="en")] == ["您打几分？", "Why {Q1}?", "Q3"]
    assert items(every(), language="en")[7].choices == (Coded(True, "Right"), Coded(False, "No"))
