# SPDX-License-Identifier: Apache-2.0
"""Words of ours found in a text that a customer is to read, with what to say instead."""

from amends.analytics.language.jargon import Term, jargon, unified_terms
from amends.packs import load_rows

TERMS = unified_terms(load_rows("unified_wording"))


def test_jargon_is_found_where_it_stands_with_plainer_words() -> None:
    text = "本月套外费用按ＳＬＡ处理"
    hits = jargon(text, TERMS)
    assert [(h.said, h.plainer) for h in hits] == [("套外费用", "超出部分费用"), ("ＳＬＡ", "处理时限")]
    assert all(text[h.start : h.end] == h.said for h in hits)


def test_the_right_wording_is_no_jargon_though_it_holds_some() -> None:
    assert jargon("请用服务密码登录", TERMS) == ()
    assert [h.said for h in jargon("请用密码登录", TERMS)] == ["密码"]


def test_latin_words_are_found_alone_and_in_any_case() -> None:
    assert [h.said for h in jargon("sla是多久", TERMS)] == ["sla"]
    assert jargon("slate", TERMS) == ()


def test_of_overlapping_words_the_longest_counts() -> None:
    terms = (
        Term("A", "甲", "", "wording", said=("回落",)),
        Term("B", "乙", "", "wording", said=("回落驻留",)),
    )
    assert [h.code for h in jargon("回落驻留", terms)] == ["B"]


def test_jargon_counts_whoever_said_it() -> None:
    assert [h.said for h in jargon("您说的“割接”", TERMS)] == ["割接"]


def test_no_terms_find_nothing() -> None:
    assert jargon("密码", ()) == ()
