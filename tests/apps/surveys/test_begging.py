# SPDX-License-Identifier: Apache-2.0
"""Words that beg for a score are found however they are written; words that do not are let through."""

from typing import Any

import pytest

from amends.apps.surveys.rules.begging import begging, read_rules
from amends.packs import load

CONTENT: Any = load("survey_begging")
RULES = read_rules(CONTENT)


@pytest.mark.parametrize("row", CONTENT["rules"], ids=lambda row: row["id"])
def test_a_rule_finds_its_own_examples(row: Any) -> None:
    own = [rule for rule in RULES if rule.code == row["id"]]
    assert all(begging(text, own) for text in row["test"]["match"])


@pytest.mark.parametrize("row", CONTENT["rules"], ids=lambda row: row["id"])
def test_what_must_pass_passes_all_rules(row: Any) -> None:
    assert not [found for text in row["test"]["no_match"] for found in begging(text, RULES)]


@pytest.mark.parametrize("text", ["请打10分", "给个好评", "9分算不满意", "打高分送流量"])
def test_the_words_of_the_trade_are_refused_with_a_better_sentence(text: str) -> None:
    found = begging(text, RULES)
    assert found
    assert all(each.words and each.better and not begging(each.better, RULES) for each in found)


def test_spaces_and_wide_signs_hide_nothing() -> None:
    assert begging("请 打 １ ０ 分", RULES)[0].words == "打10分"
