# SPDX-License-Identifier: Apache-2.0
"""The same logic as in the browser, and none of the library's holes."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest

from amends.apps.surveys.rules.engine import ExpressionWrong, check, expression, names
from tests.apps.surveys.rules.documents import every, short, survey

LOW = {"Q1": 3, "Q2": "慢", "Q3": "no"}


def test_answers_pass_when_complete() -> None:
    checked = check(short(), LOW, complete=True)
    assert checked.good
    assert (checked.answers, checked.visible, checked.pages) == (LOW, ("Q1", "Q2", "Q3"), 2)


def test_rating_is_refused_when_off_the_scale() -> None:
    checked = check(short(), {"Q1": 11})
    assert checked.answers == {}
    assert checked.faults == {"Q1": "请选择 0 到 10 之间的分数"}


def test_words_are_english_when_the_language_is() -> None:
    assert check(short(), {"Q1": 11}, language="en").faults == {"Q1": "Please choose a score from 0 to 10"}
    assert check(short(), {}, language="en", complete=True).faults == {"Q1": "Response required."}


def test_answers_go_when_their_questions_are_hidden() -> None:
    checked = check(short(), LOW | {"Q1": 9}, complete=True)
    assert checked.good
    assert checked.answers == {"Q1": 9}
    assert checked.visible == ("Q1",)


def test_answers_go_in_turn_when_one_hides_the_next() -> None:
    chain = [
        {"type": "boolean", "name": "A"},
        {"type": "boolean", "name": "B", "visibleIf": "{A} = true"},
        {"type": "boolean", "name": "C", "visibleIf": "{B} = true"},
        {"type": "boolean", "name": "D", "visibleIf": "{B} empty"},
    ]
    answers = {"A": False, "B": True, "C": True, "D": True}
    assert check(survey(chain), answers).answers == {"A": False, "D": True}


def test_unknown_names_go() -> None:
    assert check(short(), {"Q1": 9, "Q9": 1, "__proto__": {"x": 1}, "page1": 2}).answers == {"Q1": 9}


def test_required_is_asked_only_where_one_is() -> None:
    assert check(short(), {"Q1": 3}).faults == {}
    assert check(short(), {"Q1": 3}, page=0).faults == {"Q2": "请填写此问题"}
    assert check(short(), {"Q1": 3}, page=1).faults == {}


def test_hidden_choice_is_no_answer() -> None:
    choice = {"type": "checkbox", "name": "Q4", "choices": ["a", {"value": "b", "visibleIf": "{Q1} > 5"}]}
    document = survey([short()["pages"][0]["elements"][0], choice])
    assert check(document, {"Q1": 9, "Q4": ["a", "b"]}).answers == {"Q1": 9, "Q4": ["a", "b"]}
    assert check(document, {"Q1": 1, "Q4": ["a", "b"]}).answers == {"Q1": 1, "Q4": ["a"]}


def test_ranking_is_not_completed_for_the_customer() -> None:
    checked = check(every(), {"Q1": 1, "Order": ["b"]}, complete=True)
    assert checked.answers["Order"] == ["b"]
    assert checked.faults == {"Order": "请给全部 3 项排序"}


def test_other_is_asked_for_its_words() -> None:
    assert check(short(), LOW | {"Q3": "other"}, complete=True).faults == {"Q3": "请完成其他问题"}
    told = LOW | {"Q3": "other", "Q3-Comment": "在修"}
    assert check(short(), told, complete=True).answers == told
    assert check(short(), told | {"Q3": "no"}).answers == LOW


def test_own_rule_of_the_questionnaire_holds() -> None:
    rule = {"type": "expression", "text": "合计应为 100", "expression": "{S.x} + {S.y} = 100"}
    items = [{"name": name, "inputType": "number"} for name in "xy"]
    document = survey([{"type": "multipletext", "name": "S", "items": items, "validators": [rule]}])
    assert check(document, {"S": {"x": 40, "y": 50}}, complete=True).faults == {"S": "合计应为 100"}
    assert check(document, {"S": {"x": 40, "y": 60}}, complete=True).good


def test_survey_ends_early_when_screened_out() -> None:
    document = short() | {"triggers": [{"type": "complete", "expression": "{Q1} = 0"}]}
    checked = check(document, LOW | {"Q1": 0}, complete=True)
    assert checked.ended
    assert (checked.answers, checked.pages) == ({"Q1": 0, "Q2": "慢"}, 1)
    assert not check(document, LOW, complete=True).ended


def test_rules_and_quotas_are_told_when_their_conditions_hold() -> None:
    rule = {"if": "{Q1} <= 6", "then": "open_case", "class": "quality", "priority": "P1", "reason": "低分"}
    quota = {"code": "unhappy", "if": "{Q1} < 5", "limit": 10}
    document = short() | {"amends": {"routing": [rule], "quotas": [quota]}}
    low, high = check(document, LOW, complete=True), check(document, {"Q1": 9}, complete=True)
    assert [(each.then, each.kind, each.priority, each.reason) for each in low.routed] == [
        ("open_case", "quality", "P1", "低分")
    ]
    assert (low.cells, high.cells, high.routed) == (("unhappy",), (), ())
    assert check(document, LOW).routed == ()


@pytest.mark.parametrize(
    ("answers", "page"), [({}, 0), ({"Q1": 3}, 0), ({"Q1": 3, "Q2": "慢"}, 1), (LOW, 1), ({"Q1": 9}, 0)]
)
def test_resumes_at_the_first_page_with_something_to_do(answers: dict[str, object], page: int) -> None:
    assert check(short(), answers).page == page


def test_one_answer_leaves_no_trace_in_the_next() -> None:
    sets: list[dict[str, object]] = [
        LOW,
        {"Q1": 9},
        {},
        LOW | {"Q3": "other", "Q3-Comment": "在修"},
        {"Q1": 2},
        LOW,
    ]
    alone = [check(copy.deepcopy(short()) | {"title": f"t{n}"}, each) for n, each in enumerate(sets)]
    assert [check(short(), each) for each in sets] == alone


def test_threads_do_not_meet() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda score: check(short(), {"Q1": score}).answers, list(range(11)) * 4))
    assert found == [{"Q1": score} for score in range(11)] * 4


def test_expression_is_judged_on_values() -> None:
    assert expression("{Q1} <= 6 and {Grid.r1} anyof [1, 2]", {"Q1": 5, "Grid": {"r1": 2}})
    assert not expression("{Q1} <= 6", {})
    assert names("{Q1} > 3 and ({Grid.r1} = 2 or {Q3-Comment} notempty)") == ("Q1", "Grid", "Q3")


@pytest.mark.parametrize("text", ["{Q1} >", "today() > {Q1}", "alert({Q1})", "{Q1} = 1;", "x" * 1001])
def test_expression_is_refused_when_it_cannot_be_ours(text: str) -> None:
    with pytest.raises(ExpressionWrong):
        expression(text, {"Q1": 1})
