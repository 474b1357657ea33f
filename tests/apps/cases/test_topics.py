# SPDX-License-Identifier: Apache-2.0
"""Topics suggested from stories, on the taxonomy that ships: how often the right one stands first, and among three.

`topic_stories.csv` here has one story or more for each leaf. They were written after the words and stories of the pack
were fixed, in other words than those, and nothing in the pack was written to fit them: by keywords alone the pack had
12 % of them first before, and 13 % among three.
"""

import csv
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from amends.analytics.language.keywords import KeywordMalformed
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.taxonomy import LeafUnknown, read_taxonomy
from amends.packs import load_rows

STORIES = [
    (row["code"], row["story"])
    for row in csv.DictReader(
        Path(__file__).with_name("topic_stories.csv").read_text(encoding="utf-8").splitlines()
    )
]
FIRST, AMONG_THREE = 64 / 105, 81 / 105  # measured: 61 % and 77 %; may rise, never fall


def _codes(story: str) -> list[str]:
    return [leaf.code for leaf in taxonomy().suggested(story)]


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def test_stories_cover_the_whole_taxonomy() -> None:
    assert {code for code, _story in STORIES} == taxonomy().leaves.keys()


def test_right_topic_stands_first_and_among_three_as_often_as_was_measured() -> None:
    offered = [(code, _codes(story)) for code, story in STORIES]
    assert _share([found[:1] == [code] for code, found in offered]) >= FIRST
    assert _share([code in found for code, found in offered]) >= AMONG_THREE


def test_stories_of_the_test_are_not_those_of_the_pack() -> None:
    assert not {story for _code, story in STORIES} & {row["story_zh"] for row in load_rows("topic_stories")}


@pytest.mark.parametrize(
    "story",
    [
        "没同意就给我开了个会员，每月扣20",
        "我从来没办过什么彩铃，谁给我开的",
        "莫名其妙多了一个流量包，扣我十块钱",
    ],
)
def test_service_that_nobody_asked_for_is_the_leaf_of_that_and_not_of_clubs(story: str) -> None:
    assert _codes(story)[0] == "TF-03-01"


def test_refund_that_does_not_come_is_no_repair_that_is_late() -> None:
    assert _codes("宽带退款过了七个工作日还没有到账，打了三次电话都没有人管。")[0] == "TF-04-04"


@pytest.mark.parametrize("words", ["你好", "我想问一下", "我要投诉", "今天天气不错", "客户来电话", ""])
def test_nothing_is_offered_where_nothing_was_told(words: str) -> None:
    assert _codes(words) == []


def test_words_for_a_leaf_that_is_not_there_are_refused() -> None:
    rows = load_rows("complaint_taxonomy")
    with pytest.raises(LeafUnknown):
        read_taxonomy(rows, {"groups": {}, "leaves": {"XX-01-01": ("词",)}})
    with pytest.raises(LeafUnknown):
        read_taxonomy(rows, stories=[{"code": "XX-01-01", "story_zh": "话"}])


@pytest.mark.parametrize("keyword", ["/+会员", "A+"])
def test_keyword_with_an_empty_part_is_refused_as_the_taxonomy_is_read(keyword: str) -> None:
    rows = [dict(row) for row in load_rows("complaint_taxonomy")]
    with pytest.raises(KeywordMalformed, match=rows[0]["code"]):
        read_taxonomy(rows, {"groups": {}, "leaves": {rows[0]["code"]: (keyword,)}})
    rows[0]["keywords_zh"] += f";{keyword}"
    with pytest.raises(KeywordMalformed, match=rows[0]["code"]):
        read_taxonomy(rows)


def test_suggestion_is_quick_enough_for_typing() -> None:
    story = "我家宽带断了三天，师傅约好又没来，打热线说没端口，流量费还超出了好几百。" * 10
    _codes(story)
    started = time.process_time()
    for _ in range(20):
        _codes(story)
    assert (time.process_time() - started) / 20 < 0.02  # 4 ms is the promise; the machine may be busy
