# SPDX-License-Identifier: Apache-2.0
"""Pure rules of remedies: amounts as typed, what nothing may be tied to, like cases, withdrawals."""

from datetime import timedelta

import pytest

from amends.apps.cases.rules.remedies import (
    AmountUnreadable,
    Interest,
    LikeCases,
    Tie,
    beyond_ordinary,
    fen,
    in_same_contact,
    is_neutral,
    like_cases,
    missing_interests,
    refusal,
    tie_in,
    withdrawal_refused,
    yuan,
)
from amends.apps.promises.queries.authority import authority_levels
from tests.people import NOON

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12", 1200), ("12.5", 1250), (" 0.01 ", 1), ("0.10", 10), ("9999999.99", 999999999), ("300.00", 30000)],
)
def test_fen_reads_plain_yuan(typed: str, amount: int) -> None:
    assert fen(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "0.00",
        "-5",
        "+5",
        "1e3",
        "1,000",
        "12.345",
        "12.",
        ".5",
        "１２",
        "007",
        "十",
        "NaN",
        "12元",
        "10000000",
    ],
)
def test_fen_refuses_what_is_not_plain(typed: str) -> None:
    with pytest.raises(AmountUnreadable):
        fen(typed)


def test_yuan_is_what_was_typed() -> None:
    assert (yuan(1200), yuan(1250), yuan(1)) == ("12", "12.50", "0.01")


@pytest.mark.parametrize(
    ("words", "tie"),
    [
        ("请您打十分，我们就返费", Tie.SCORE),
        ("麻烦给个满分", Tie.SCORE),
        ("好评返现二十元", Tie.SCORE),
        ("评价选非常满意以后到账", Tie.SCORE),
        ("撤诉以后退还", Tie.WITHDRAWAL),
        ("客户同意撤 销投诉", Tie.WITHDRAWAL),
        ("取消申诉就赠送流量", Tie.WITHDRAWAL),
        ("承诺不再投诉", Tie.WITHDRAWAL),
        ("删除微博再补偿", Tie.SILENCE),
        ("封口费", Tie.SILENCE),
    ],
)
def test_tie_is_found(words: str, tie: Tie) -> None:
    assert tie_in("返还话费", words) is tie


@pytest.mark.parametrize(
    "words",
    [
        "查实多收两笔，全部返还",
        "给一个满意的答复",
        "补偿不以撤诉为条件",
        "返还无须撤销投诉",
        "客户对速度不满意，赠送流量作为心意",
        "客户打了十个电话",
    ],
)
def test_tie_is_not_found_in_honest_words(words: str) -> None:
    assert tie_in(words) is None


@pytest.mark.requirement("S0-027", "S4-017")
@pytest.mark.parametrize(
    ("role", "kind", "amount", "given", "ask"),
    [
        ("hotline_agent", "restitution", 5000, 0, None),
        ("hotline_agent", "restitution", 5001, 0, "complaint_officer"),
        ("hotline_agent", "goodwill", 1001, 0, "complaint_officer"),
        ("complaint_officer", "goodwill", 5000, 1, None),
        ("complaint_officer", "goodwill", 5000, 2, "city_manager"),
        ("team_leader", "goodwill", 10001, 0, "city_manager"),
        ("city_manager", "restitution", 500001, 0, "province_manager"),
        ("qa_reviewer", "restitution", 100, 0, "hotline_agent"),
    ],
)
def test_refusal_names_the_first_level_that_may(
    role: str, kind: str, amount: int, given: int, ask: str | None
) -> None:
    found = refusal(authority_levels(), role=role, kind=kind, amount=amount, goodwill_given=given)
    assert (found.ask.role if found and found.ask else None) == ask
    assert (found is None) == (ask is None)


def _reporter(amount: int, kind: str = "goodwill", special: str = "reporter") -> bool:
    return beyond_ordinary(
        authority_levels(),
        special=special,
        kind=kind,
        amount=amount,
        ordinary_role="complaint_officer",
        goodwill_given=0,
    )


@pytest.mark.requirement("S4-021")
def test_reporter_gets_what_everybody_gets_and_no_more() -> None:
    assert not _reporter(5000)
    assert _reporter(5001)
    assert not _reporter(900000, kind="restitution")  # what is owed is owed
    assert not _reporter(5001, special="lawyer")


@pytest.mark.requirement("S2-071")
def test_missing_interests_are_named() -> None:
    assert missing_interests({"customer": "少等", "company": " "}) == (Interest.COMPANY, Interest.OTHERS)
    assert missing_interests(dict.fromkeys(Interest, "有")) == ()


def test_like_cases_say_nothing_below_five() -> None:
    assert like_cases([100, 200, 300, 400]) is None
    assert like_cases([100, 200, 300, 400, 1000]) == LikeCases(5, 300)


def test_same_contact_lasts_until_a_later_one() -> None:
    offer = NOON
    assert in_same_contact([offer], [offer - MINUTE, offer + 5 * MINUTE], offer + 10 * MINUTE)
    assert not in_same_contact([offer], [offer + 31 * MINUTE], offer + 40 * MINUTE)
    assert not in_same_contact([], [offer], offer + MINUTE)
    assert not in_same_contact([offer + MINUTE], [], offer)  # offered only afterwards


@pytest.mark.parametrize("reason", ["", "  ", "给了补偿就算了", "收到退款所以撤诉", "客户说打满分"])
def test_reason_with_money_is_not_neutral(reason: str) -> None:
    assert not is_neutral(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "客户查到是自己误操作",
        "客户家人已经办好",
        "客户撤诉，说已经弄明白",
        "退款昨天已到账户，自己看漏了",
        "多扣的是家人订的",
    ],
)
def test_reason_of_the_matter_is_neutral(reason: str) -> None:
    assert is_neutral(reason)


def test_withdrawal_after_an_offer_needs_a_neutral_reason() -> None:
    then = NOON + 5 * MINUTE
    assert withdrawal_refused("", offers=[NOON], contacts=[], at=then)
    assert not withdrawal_refused("客户查到是自己误操作", offers=[NOON], contacts=[], at=then)
    assert not withdrawal_refused("", offers=[], contacts=[NOON], at=then)
