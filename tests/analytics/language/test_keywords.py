# SPDX-License-Identifier: Apache-2.0
"""Leaves suggested from a story, on the taxonomy that ships."""

import time

import pytest

from amends.analytics.language.keywords import KeywordMalformed, Leaf, suggest
from amends.packs import load_rows

LEAVES = tuple(
    Leaf(r["code"], r["name_zh"], tuple(r["keywords_zh"].split(";"))) for r in load_rows("complaint_taxonomy")
)


@pytest.mark.parametrize(
    ("story", "code", "words"),
    [
        ("这个月流量费超出了好几百，套外费用太贵", "TF-01-01", {"流量费", "超出", "套外"}),
        ("宽带装机约了好几次，师傅都没来", "BB-01-01", {"装机", "没来"}),
        ("打 着 打 着 就断线了", "NW-02-01", {"打着打着", "断线"}),
        ("会员费自动开通，我没订过", "TF-03-01", {"自动开通", "没订"}),
        ("家里ｗｉｆｉ在房间信号差", "BB-02-03", {"WiFi", "房间", "信号差"}),
    ],
)
def test_the_likeliest_leaf_comes_first_with_its_words(story: str, code: str, words: set[str]) -> None:
    first = suggest(story, LEAVES)[0]
    assert first.code == code
    assert words <= set(first.found)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_every_leaf_is_first_for_its_own_words(leaf: Leaf) -> None:
    assert suggest(f"客户反映{'，'.join(leaf.keywords)}", LEAVES)[0].code == leaf.code


@pytest.mark.parametrize("keyword", ["/+会员", "A+", "+会员", "流量//话费", "会员/ ", "+"])
def test_keyword_with_an_empty_part_is_refused_with_the_code_of_its_leaf(keyword: str) -> None:
    with pytest.raises(KeywordMalformed, match="TF-1"):
        suggest("会员", (Leaf("TF-1", "甲", (keyword,)),))


def test_nothing_is_suggested_without_a_word() -> None:
    assert suggest("你好", LEAVES) == ()
    assert suggest("", LEAVES) == ()


def test_a_shared_word_counts_less_and_a_name_decides() -> None:
    leaves = (
        Leaf("A", "话费多收", ("漫游",)),
        Leaf("B", "漫游网络慢", ("漫游", "网络慢")),
        Leaf("C", "漫游费", ("漫游",)),
    )
    assert [s.code for s in suggest("漫游时网络慢", leaves)] == ["B", "C", "A"]


def test_a_word_inside_a_longer_one_counts_once() -> None:
    leaves = (Leaf("A", "甲", ("国际漫游", "漫游")),)
    assert suggest("国际漫游", leaves)[0].found == ("国际漫游",)


def test_a_call_is_quick_enough_for_typing() -> None:
    story = "我家宽带断了三天，师傅约好又没来，打10086说没端口，流量费还超出了好几百。" * 10
    suggest(story, LEAVES)
    started = time.process_time()
    for _ in range(50):
        suggest(story, LEAVES)
    assert (time.process_time() - started) / 50 < 0.01  # 2 ms is the promise; the machine may be busy


TWO_PARTS = (Leaf("A", "甲", ("没同意/私自+会员/彩铃", "会员")), Leaf("B", "乙", ("没同意",)))


def test_keyword_of_two_parts_needs_a_word_of_each() -> None:
    assert [each.code for each in suggest("私自给我开", TWO_PARTS)] == []
    assert suggest("给我开了彩铃，是你们私自弄的", TWO_PARTS)[0].found == ("私自", "彩铃")


def test_keyword_of_two_parts_counts_more_than_either_and_its_words_once() -> None:
    first, second = suggest("没同意就开会员", TWO_PARTS)
    assert (first.code, first.weight, first.found) == ("A", 5, ("没同意", "会员"))
    assert (second.code, second.weight) == ("B", 3)
