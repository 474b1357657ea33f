# SPDX-License-Identifier: Apache-2.0
"""The success rules of playbooks are read by a small language that cannot run code."""

import pytest

from amends.apps.cases.rules.success import RuleUnreadable, read_rule

TARIFF = read_rule("clear in (清楚了, 基本清楚) and refund != 没有收到 and score >= 7")


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ({"clear": "清楚了", "refund": "收到了", "score": 7}, True),
        ({"clear": "基本清楚", "refund": "不涉及", "score": 10}, True),
        ({"clear": "清楚了", "refund": "收到了", "score": 6}, False),
        ({"clear": "清楚了", "refund": "没有收到", "score": 10}, False),
        ({"clear": "还不清楚", "refund": "收到了", "score": 10}, False),
        ({"clear": "清楚了", "score": 10}, False),
        ({"clear": "清楚了", "refund": "收到了", "score": "10"}, False),
        ({}, False),
    ],
)
def test_rule_holds_when_each_comparison_does(answers: dict[str, str | int], holds: bool) -> None:
    assert TARIFF.holds(answers) is holds


def test_and_binds_tighter_than_or() -> None:
    rule = read_rule("a == 1 and b == 1 or c == 1")
    assert rule.holds({"c": 1})
    assert not rule.holds({"a": 1})


@pytest.mark.parametrize("sign", [">=", "<=", ">", "<"])
def test_orderings_compare_numbers(sign: str) -> None:
    found = [n for n in (6, 7, 8) if read_rule(f"score {sign} 7").holds({"score": n})]
    assert found == {">=": [7, 8], "<=": [6, 7], ">": [8], "<": [6]}[sign]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "score",
        "score >=",
        "score >= 好",
        "score in 7",
        "score in (7",
        "score == 7 and",
        "score == 7 8",
        "__import__('os').system('x') == 1",
        "score = 7",
        "and == 1",
        "score == 7)",
    ],
)
def test_rule_is_refused_when_it_is_not_in_the_language(text: str) -> None:
    with pytest.raises(RuleUnreadable):
        read_rule(text)
