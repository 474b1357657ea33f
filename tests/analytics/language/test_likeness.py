# SPDX-License-Identifier: Apache-2.0
"""How much a story sounds like a topic: by hand for three topics."""

import math

import pytest

from amends.analytics.language.likeness import Topic, likeness

TOPICS = (Topic("A", ("网慢", "卡")), Topic("B", ("网断",)), Topic("C", ("钱", "少")))


def test_likeness_is_what_the_shared_letters_and_pairs_tell() -> None:
    # 慢, 网慢 and 卡 stand with one topic of three; 网 with two, which tells too little to count
    assert likeness("网慢", TOPICS) == {"A": pytest.approx(math.log(3) * (1 + math.sqrt(2)))}


def test_letter_counts_once_however_often_it_is_said() -> None:
    assert likeness("卡卡", TOPICS) == {"A": pytest.approx(math.log(3))}


def test_pair_does_not_reach_over_a_stop() -> None:
    assert likeness("网，断", TOPICS) == {"B": pytest.approx(math.log(3))}


def test_what_comes_back_is_frozen() -> None:
    found = likeness("网慢", TOPICS)
    with pytest.raises(TypeError):
        found["A"] = 0.0  # type: ignore[index]


def test_topic_that_shares_nothing_is_left_out() -> None:
    assert likeness("天气", TOPICS) == {}
    assert likeness("", TOPICS) == {}
