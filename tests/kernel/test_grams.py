# SPDX-License-Identifier: Apache-2.0
"""Text is found by its pieces exactly where it is found by reading it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.kernel.grams import bigrams, folded, holds, phrases

STORY = "客户来电：【5G畅享】套餐４月被多扣 39.9 元，携号转网 VoLTE 失败；退订\u3000宽带"
CHINESE = st.text("断网费套餐宽带号携转元，。 （）５g4Gv", max_size=40)


def test_text_is_folded_to_one_width_case_and_spacing() -> None:
    assert folded("【５Ｇ】套餐，断网_OK") == " 5g 套餐 断网 ok"
    assert folded("……") == ""


def test_pieces_are_pairs_of_chinese_and_beginnings_of_words() -> None:
    assert bigrams("断网了 5G") == ["断网", "网了", "了", "5", "5g"]
    assert bigrams("断网断网") == ["断网", "网断", "网"]
    assert max(map(len, bigrams("a" * 40))) == 12


@pytest.mark.parametrize(
    "words", ["套餐", "携号转网", "客户来电", "多扣", "月被多扣", "5g", "volte", "39", "４月"]
)
def test_words_of_any_length_are_found(words: str) -> None:
    assert holds(STORY, words)
    assert set(phrases(words)[0].tokens) <= set(bigrams(STORY))


@pytest.mark.parametrize("words", ["套被", "宽带客户", "olte", "9.8", "转网号"])
def test_words_that_are_not_there_are_not_found(words: str) -> None:
    assert not holds(STORY, words)


def test_words_with_spaces_or_punctuation_are_all_wanted_in_any_order() -> None:
    assert [each.needle for each in phrases("宽带、5g畅享")] == ["宽带", " 5g 畅享"]
    assert holds(STORY, "宽带 客户")
    assert not holds(STORY, "宽带 彩铃")


def test_single_character_is_looked_for_by_what_begins_with_it() -> None:
    (phrase,) = phrases("扣")
    assert (phrase.tokens, phrase.beginning) == ((), "扣")
    assert any(token.startswith("扣") for token in bigrams(STORY))
    assert any(token.startswith("带") for token in bigrams(STORY))  # the last of a run, too


def test_nothing_is_looked_for_where_there_are_no_letters() -> None:
    assert phrases(" ，。?? ") == ()


@given(CHINESE, st.text("断网费套餐宽带号携转元", min_size=1, max_size=5))
def test_chinese_is_found_exactly_where_it_stands(text: str, words: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    assert holds(text, words) == (words in plain)


@given(CHINESE, CHINESE)
def test_pieces_never_miss_a_text_that_holds_the_words(text: str, words: str) -> None:
    kept = bigrams(text)
    for phrase in phrases(words):
        if phrase.needle in folded(text):
            assert set(phrase.tokens) <= set(kept)
            assert not phrase.beginning or any(token.startswith(phrase.beginning) for token in kept)


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert all(re.fullmatch(r"[^\W_]{1,12}", token) for token in bigrams(text))
    assert all(phrase.tokens or phrase.beginning for phrase in phrases(text))
