# SPDX-License-Identifier: Apache-2.0
"""The engine: places, whose words they are, letters written apart, anchors that lose no match, and the labelled set."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from amends.analytics.language.checking import (
    Finding,
    Rules,
    RulesMalformed,
    Term,
    check,
    columns,
    read_rules,
    unified_terms,
)
from amends.analytics.language.checking.anchors import anchors, both_anchors, led
from amends.analytics.language.checking.promises import plain_value
from amends.analytics.language.checking.rules import TERMS
from amends.analytics.language.checking.scanning import scan_of
from amends.packs import load, load_rows, thawed
from tests.analytics.language.checking.conftest import pack_rules

Found = Callable[..., tuple[Finding, ...]]
FILES = ("forbidden_phrases", "wording_rules", "survey_begging")
EXAMPLES = [
    each
    for name in FILES
    for part in ("phrases", "rules")
    for each in cast(Any, thawed(load(name).get(part, ())))
]
LABELLED = load_rows("wording_labelled")


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda each: each["id"])
def test_every_rule_finds_its_own_examples_and_not_its_look_alikes(
    rule: dict[str, Any], found: Found
) -> None:
    for text in rule["test"]["match"]:
        assert rule["id"] in {each.rule for each in found(text)}, text
    for text in rule["test"]["no_match"]:
        assert found(text) == (), text


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda each: each["id"])
def test_better_sentence_is_itself_free_of_findings(rule: dict[str, Any], found: Found) -> None:
    assert found(rule["better_zh"]) == ()


def _figures(split: str) -> tuple[float, float]:
    right = wrong = missed = 0
    for row in LABELLED:
        if row["split"] == split or split == "all":
            wanted = {each for each in row["labels"].split(";") if each}
            got = {each.category for each in check(row["text"], pack_rules(), channel=row["channel"])}
            right += len(wanted & got)
            wrong += len(got - wanted)
            missed += len(wanted - got)
    return right / (right + wrong), right / (right + missed)


@pytest.mark.parametrize("split", ["held", "dev", "all"])
def test_precision_and_recall_on_the_labelled_set_are_at_least_95_per_cent(split: str) -> None:
    precision, recall = _figures(split)
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize("split", ["held", "dev"])
def test_no_category_is_missed_more_than_once_in_eight(split: str) -> None:
    wanted: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row in (row for row in LABELLED if row["split"] == split):
        labels = {each for each in row["labels"].split(";") if each}
        got = {each.category for each in check(row["text"], pack_rules(), channel=row["channel"])}
        wanted.update(labels)
        missed.update(labels - got)
    assert {name: missed[name] for name in wanted if missed[name] * 8 > wanted[name]} == {}


def test_labelled_set_is_large_and_half_innocent(rules: Rules) -> None:
    assert len({row["text"] for row in LABELLED}) == len(LABELLED) >= 500
    assert sum(not row["labels"] for row in LABELLED) * 2 >= len(LABELLED)
    labels = {each for row in LABELLED for each in row["labels"].split(";") if each}
    assert labels == set(rules.names)


def test_finding_says_where_it_stands(found: Found) -> None:
    text = "您好。\n先生，你应该早点来。\n"
    (hit,) = found(text)
    assert text[hit.start : hit.end] == hit.text == "你应该早"
    assert (hit.line, columns(text, hit)) == (2, (3, 7))


@pytest.mark.parametrize(
    "said",
    [
        "客户：这不可能的，你们系统老是出问题。",
        "您刚才说这不可能，我们再核对一次。",
        "请不要对客户说“这不归我管”。",
        "客户反映营业员对她说“你自己去找厂家”，请核查。",
        "有人说“一分钱一分货”，我们不这么看。",
        "要是营业员说不归他管，请您马上告诉我。",
        "您觉得我们没办法解决，我理解，请再给我们一次机会。",
    ],
)
def test_words_of_somebody_else_are_no_fault(found: Found, said: str) -> None:
    assert found(said) == ()


@pytest.mark.parametrize(
    "said", ["“这不归我管。”", "可以对客户说：“这不归我管。”", "客服：这不归我管。", "话术：“您必须先付款。”"]
)
def test_words_that_are_to_be_said_are_looked_at(found: Found, said: str) -> None:
    assert len(found(said)) == 1


@pytest.mark.parametrize(
    "said", ["你 应 该 早点来", "请打 十 分", "这*不*归*我*管", "这不\u200b归\u200b我\u200b管"]
)
def test_letters_written_apart_hide_nothing(found: Found, said: str) -> None:
    hits = found(said)
    assert len(hits) == 1
    assert said[hits[0].start : hits[0].end] == hits[0].text


def test_words_between_spaces_are_not_put_together(found: Found) -> None:
    assert found("您好 请问 有什么可以帮您") == ()


def test_latin_words_are_found_alone_and_in_any_case(found: Found) -> None:
    assert [each.text for each in found("sla是多久")] == ["sla"]
    assert found("slate") == ()
    assert [each.rule for each in found("Please give us a 10")] == ["SB-10"]


def test_the_agreed_word_is_fine_though_it_holds_another() -> None:
    terms = (Term("A", "服务密码", "", "wording", ("密码",), ("服务密码",)),)
    rules = read_rules(phrases={}, terms=terms, more=())
    assert check("请用服务密码登录", rules) == ()
    assert [each.text for each in check("请用密码登录", rules)] == ["密码"]


def test_of_words_that_overlap_the_longest_counts() -> None:
    terms = (Term("A", "甲", "", "wording", ("回落",)), Term("B", "乙", "", "wording", ("回落驻留",)))
    rules = read_rules(phrases={}, terms=terms, more=())
    assert [each.rule for each in check("回落驻留", rules)] == ["B"]


def test_graver_finding_wins_over_one_that_it_overlaps(found: Found) -> None:
    assert [each.severity for each in found("不关我们的事")] == ["high"]


@pytest.mark.parametrize("marks", ["。", "！？", "，，。", "……", "——", "“”", "~", "。\n。", "* * *"])
def test_marks_alone_are_never_a_finding(found: Found, marks: str) -> None:
    rule = {"id": "X", "category": "c", "pattern": "[^一-鿿]+", "better_zh": "b", "why_zh": "w"}
    terms = (Term("T", "甲", "", "wording", (marks, "，", "乙"), ("。",)),)
    rules = read_rules(phrases={"phrases": [rule]}, terms=terms, more=())
    assert found(marks) == check(marks, rules) == ()
    assert [each.text for each in check(f"{marks}乙", rules)] == ["乙"]


def test_no_rules_find_nothing() -> None:
    assert check("你应该早点来", read_rules(phrases={}, terms=(), more=())) == ()
    assert check("", pack_rules()) == ()


@pytest.mark.parametrize("bad", [{"pattern": "("}, {"severity": "grave"}, {"fault": "sloth"}])
def test_malformed_rule_is_refused_with_its_name(bad: dict[str, str]) -> None:
    rule = {"id": "X-1", "category": "c", "pattern": "a", "better_zh": "b", "why_zh": "w"} | bad
    with pytest.raises(RulesMalformed, match="X-1"):
        read_rules(phrases={"phrases": [rule]}, terms=(), more=())


def test_rules_of_another_channel_are_left_out(found: Found) -> None:
    assert found("您是不是怀孕了？", channel="sms") == ()
    assert found("您是不是怀孕了？", channel="chat")
    assert found("您是不是怀孕了？")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("不(归|由)我", {"不归我", "不由我"}),
        ("(你|您)?(去)?找厂家", {"找厂家"}),
        ("a?b+c", {"b", "c"}),
        (".{0,4}对不起(.{0,3}抱歉){2,}", {"对不起"}),
        ("(?<!不)可以(?=吗)", {"可以"}),
        ("[好行]吧", {"好吧", "行吧"}),
        ("x*", set()),
        (r"(?P<n>a)", set()),
        (r"(a)\1", set()),
    ],
)
def test_anchors_are_words_that_a_match_needs(pattern: str, words: set[str]) -> None:
    found = anchors(pattern)
    assert found <= words
    assert bool(found) is bool(words)


def test_no_pattern_of_the_pack_has_to_be_tried_on_every_sentence(rules: Rules) -> None:
    assert rules.always == ()


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda each: each["id"])
def test_anchors_lose_no_match(rule: dict[str, Any]) -> None:
    needed, besides = both_anchors(rule["pattern"])
    pattern = re.compile(rule["pattern"], re.IGNORECASE)
    for text in (row["text"] for row in LABELLED):
        for match in pattern.finditer(text):
            for words in filter(None, (needed, besides)):
                assert any(word in match[0].lower() for word in words), (rule["id"], match[0])


@pytest.mark.parametrize(
    ("pattern", "besides"),
    [
        ("(保证|一定).{0,4}(修好|解决)", {"保证", "一定"}),
        ("(退款.{0,4}到账|百分百)", {"到账", "百分百"}),
        ("修好(吗)?", set()),
        ("修好.*", set()),
        ("我.{0,4}修好", set()),
    ],
)
def test_further_anchors_are_words_that_a_match_needs_too(pattern: str, besides: set[str]) -> None:
    needed, others = both_anchors(pattern)
    assert {frozenset(others), needed} >= {frozenset(besides)}
    assert bool(others) is bool(besides)


def test_rule_is_called_only_where_all_that_it_needs_stands() -> None:
    scan = scan_of({"甲": [0], "乙": [1], "丙丁": [TERMS]}, {"戊": [1]})
    text = "甲。乙。乙戊。戊。丙丁。甲乙戊"
    ends = np.array([i + 1 for i, letter in enumerate(text) if letter == "。"] + [len(text)])
    assert list(scan.called(text, ends)) == [(0, 0), (2, 1), (4, TERMS), (5, 0), (5, 1)]
    assert next(iter(scan.called(text, ends, 7))) == (7, 0)


def test_letters_beyond_the_usual_ones_are_found() -> None:
    rules = read_rules(phrases={}, terms=(Term("A", "甲", "", "wording", ("𠮷卡",)),), more=())
    assert [each.text for each in check("您的𠮷卡和𠮶卡", rules)] == ["𠮷卡"]


GUARDS = ("pattern", "unless", "unless_next", "unless_before", "unless_after", "only_with")
PATTERNS = [str(rule[guard]) for rule in EXAMPLES for guard in GUARDS if guard in rule]
CONTEXT = [str(each) for each in cast(Any, load("wording_rules")["context"]).values()]


@pytest.mark.parametrize("pattern", PATTERNS + CONTEXT)
def test_look_at_the_first_letter_loses_no_match(pattern: str) -> None:
    plain, quick = (re.compile(each, re.IGNORECASE) for each in (pattern, led(pattern)))
    for text in (row["text"] for row in LABELLED):
        assert [m.span() for m in quick.finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("(这|那)?不行", "不这那"),
        ("(?<!不)可以|[好行]吧", "可好行"),
        ("x{0,2}y+z", "xy"),
        ("x*|y", ""),
        (".a", ""),
        ("a?", ""),
        (r"(a)\1", ""),
    ],
)
def test_first_letters_are_those_that_a_match_may_begin_with(pattern: str, letters: str) -> None:
    assert led(pattern) == (f"(?=[{letters}])(?:{pattern})" if letters else pattern)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("五十块钱", "50元"),
        ("一百二十元", "120元"),
        ("3 号", "3日"),
        ("二〇二六", "2026"),
        ("两万零五", "20005"),
    ],
)
def test_amounts_are_compared_in_one_way_of_writing(said: str, plain: str) -> None:
    assert plain_value(said) == plain


def test_terms_of_the_pack_are_read_with_all_variants() -> None:
    terms = unified_terms(load_rows("unified_wording"))
    assert {"超套", "套外费用"} <= {word for term in terms for word in term.said}
