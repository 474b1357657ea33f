# SPDX-License-Identifier: Apache-2.0
"""What the pages of a questionnaire show."""

from amends.apps.surveys.rules.pages import Shown, pages
from tests.apps.surveys.rules.documents import every, short, survey


def _shown(name: str, answers: dict[str, object] | None = None, language: str = "zh-CN") -> Shown:
    found = pages(every(), answers or {}, language=language)
    return next(each for page in found for each in page.questions if each.code == name)


def test_pages_show_what_is_asked() -> None:
    asked = [[each.code for each in page.questions] for page in pages(short(), {"Q1": 2})]
    assert asked == [["Q1", "Q2"], ["Q3"]]
    assert [page.number for page in pages(short(), {"Q1": 9})] == [0]


def test_titles_quote_earlier_answers_in_the_language() -> None:
    assert pages(short(), {"Q1": 2})[0].questions[1].title == "为什么给 2 分？"
    assert pages(short(), {"Q1": 2}, language="en")[0].questions[1].title == "Why 2?"


def test_quoted_answer_is_text_whatever_was_typed() -> None:
    quoting = [{"type": "text", "name": "A"}, {"type": "comment", "name": "B", "title": "您说“{A}”"}]
    found = pages(survey(quoting), {"A": "<b>{A}</b>"})
    assert found[0].questions[1].title == "您说“<b>{A}</b>”"


def test_rating_shows_points_and_ends() -> None:
    score = _shown("Q1", {"Q1": 7})
    assert [each.value for each in score.choices] == list(range(11))
    assert (score.low, score.high, score.value, score.required) == ("很不满意", "非常满意", 7, True)
    assert [each.text for each in _shown("Scale").choices] == ["1", "2", "3", "不适用"]


def test_choices_show_words_and_special_ones() -> None:
    one = _shown("One", {"One": "other", "One-Comment": "别的"})
    assert [(each.value, each.text) for each in one.choices][2:] == [
        (3, "丙"),
        ("none", "无"),
        ("other", "填写其他答案"),
    ]
    assert (one.other, one.value, one.comment) == (True, "other", "别的")


def test_panel_is_told_with_its_first_question() -> None:
    assert [(each.code, each.panel.title) for each in pages(every(), {})[1].questions if each.panel] == [
        ("Words", "关于您")
    ]


def test_rows_fields_and_limits_are_shown() -> None:
    assert [each.text for each in _shown("Grid").rows] == ["r1", "第二行"]
    assert [(each.value, each.text, each.input) for each in _shown("Share").fields] == [
        ("x", "甲", "number"),
        ("y", "乙", "text"),
    ]
    day = _shown("Day")
    assert (day.input, day.minimum, day.maximum) == ("date", "2026-01-01", "2026-12-31")
    assert (_shown("Words").longest, _shown("Scale").remark) == (20, "请发表评论")
    assert [each.text for each in _shown("Yes", language="en").choices] == ["Right", "No"]


def test_computed_value_is_shown() -> None:
    assert _shown("Twice", {"Q1": 4}).value == "8"


def test_random_order_is_one_for_a_seed() -> None:
    choices = {"type": "radiogroup", "name": "A", "choices": list("abcdefgh"), "choicesOrder": "random"}

    def order(seed: int) -> list[object]:
        return [each.value for each in pages(survey([choices]), {}, seed=seed)[0].questions[0].choices]

    assert order(5) == order(5)
    assert len({tuple(order(seed)) for seed in range(1, 9)}) > 4
    assert sorted(map(str, order(5))) == list("abcdefgh")
