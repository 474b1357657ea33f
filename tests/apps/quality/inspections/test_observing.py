# SPDX-License-Identifier: Apache-2.0
"""What the software sees in a conversation: each look with what shows it and what does not."""

from dataclasses import replace

import pytest

from amends.analytics.language.checking import FAULTS
from amends.apps.knowledge.queries.wording import checked
from amends.apps.quality.rules.observing import explained_early, figures, observed
from amends.apps.quality.rules.observing.looking import LOOKS
from amends.apps.quality.rules.scorecards import Mark, score
from amends.apps.quality.rules.transcripts import Conversation, Turn
from tests.apps.quality.inspections.talks import GOOD, card, good, talk


def marks_of(conversation: Conversation, **facts: bool) -> dict[str, Mark]:
    return {code: each.mark for code, each in observed(conversation, (), card(), facts=facts).items()}


def test_good_call_passes_all_that_is_seen() -> None:
    marks = marks_of(good())
    assert [code for code, mark in marks.items() if mark is Mark.FAIL] == []
    assert score(card(), marks).passed
    assert {"RESTATE", "ORDER", "APOLOGY", "RECORD", "VENT"} <= {
        c for c, m in marks.items() if m is Mark.PASS
    }


def test_every_look_of_a_card_is_there() -> None:
    for code in ("hotline", "hall", "chat"):
        assert {each.observed for each in card(code).items} - {""} <= LOOKS


@pytest.mark.requirement("S0-058", "S4-052")
def test_three_overlaps_fail_the_item_and_are_counted_in_the_first_minute() -> None:
    over = talk(
        ("customer", "我上个月多扣了二十块钱，打了两次电话都没有人管", 0, 20),
        ("agent", "这个是", 5, 8),
        ("agent", "您先听我说", 10, 14),
        ("customer", "我还没有说完，你们每次都是这样说的", 21, 70),
        ("agent", "好了好了", 66, 69),
    )
    found = observed(over, (), card())
    assert found["NO_INTERRUPT"].mark is Mark.FAIL
    assert [each.turn for each in found["NO_INTERRUPT"].evidence] == [2, 3, 5]
    assert figures(over, card()).in_first_minute == 2
    assert found["VENT"].mark is Mark.FAIL
    assert figures(good(), card()).interruptions == 0


@pytest.mark.requirement("S0-059")
def test_contact_without_a_record_fails_the_card() -> None:
    without = talk(*GOOD[:-1], ("agent", "谢谢您告诉我们，还有其他需要帮忙的吗？再见。", 53, 62))
    found = marks_of(without)
    assert found["RECORD"] is Mark.FAIL
    result = score(card(), found)
    assert result.total is not None
    assert result.total >= card().pass_mark
    assert (result.fatal, result.passed) == (("RECORD",), False)
    assert marks_of(without, record_made=True)["RECORD"] is Mark.PASS


@pytest.mark.requirement("S0-074")
def test_sentence_said_three_times_in_a_matter_is_robotic() -> None:
    line = "您的问题已经反馈给相关部门。"
    once = talk(("agent", line, 0, 3))
    again = observed(once, (), card(), said_before=[line, line])["NOT_ROBOTIC"]
    assert (again.mark, again.evidence[0].note) == (Mark.FAIL, "mechanical")
    assert observed(once, (), card(), said_before=[line])["NOT_ROBOTIC"].mark is not Mark.FAIL


@pytest.mark.requirement("S2-039")
def test_hold_over_the_limit_without_an_apology_fails() -> None:
    begun = ("agent", "请您稍等，我查一下。", 0, 4)
    silent = talk(begun, ("agent", "查到了，是流量包。", 90, 95))
    sorry = talk(begun, ("agent", "让您久等了，查到了。", 90, 95))
    short = talk(begun, ("agent", "查到了，是流量包。", 50, 55))
    assert observed(silent, (), card())["HOLD"].mark is Mark.FAIL
    assert (figures(silent, card()).holds, figures(silent, card()).unexcused) == (1, 1)
    assert observed(sorry, (), card())["HOLD"].mark is Mark.PASS
    assert observed(short, (), card())["HOLD"].mark is Mark.NOT_SEEN


def test_wait_that_the_customer_agreed_to_is_no_silence() -> None:
    agreed = talk(
        ("agent", "请您稍等，我查一下。", 0, 4), ("customer", "好的，麻烦您。", 4, 5),
        ("agent", "嗯。", 5, 6), ("agent", "查到了，是流量包。", 90, 95),
    )  # fmt: skip
    found = figures(agreed, card())
    assert (found.holds, found.unexcused, found.silences) == (1, 1, 0)
    asked = talk(
        ("agent", "请您稍等，我查一下。", 0, 4),
        ("customer", "那要等多久呢？", 4, 6),
        ("agent", "查到了。", 90, 95),
    )
    assert (figures(asked, card()).holds, figures(asked, card()).silences) == (0, 1)


@pytest.mark.parametrize(
    ("words", "cuts"), [("嗯，对。", 0), ("好的好的", 0), ("您请说", 0), ("对不起打断一下", 1)]
)
def test_who_shows_that_they_listen_cuts_in_on_nobody(words: str, cuts: int) -> None:
    over = talk(("customer", "我上个月多扣了二十块钱，打了两次电话", 0, 20), ("agent", words, 5, 8))
    assert figures(over, card()).interruptions == cuts
    assert figures(over, card()).in_first_minute == cuts


@pytest.mark.requirement("S2-042")
def test_silence_over_the_limit_is_counted() -> None:
    quiet = talk(
        ("customer", "我说完了。", 0, 5), ("agent", "嗯，是这样。", 16, 18), ("customer", "好。", 27, 28)
    )
    assert figures(quiet, card()).silences == 1
    assert observed(quiet, (), card())["SILENCE"].evidence[0].note == "11s"


@pytest.mark.requirement("S4-003")
def test_explaining_before_calming_and_confirming_warns() -> None:
    rude = talk(("customer", "多扣钱了。", 0, 2), ("agent", "这是因为您没有退订。", 2, 5))
    early = explained_early(rude, card())
    assert early is not None
    assert (early[0].number, early[1]) == (2, ("soothe", "confirm"))
    assert explained_early(good(), card()) is None


@pytest.mark.requirement("S2-007")
def test_pace_is_measured_where_there_are_seconds() -> None:
    fast = talk(("agent", "一" * 60, 0, 6))
    assert observed(fast, (), card())["PACE"].evidence[0].note == "600/min"
    assert observed(fast, (), card())["PACE"].mark is Mark.FAIL
    untimed = replace(fast, turns=(Turn(1, "agent", "一" * 60),))
    assert observed(untimed, (), card())["PACE"].mark is Mark.NOT_SEEN


def test_each_flagged_line_carries_one_fault(db: None) -> None:
    rude = talk(("agent", "这事不归我管，你去找营业厅。", 0, 3), ("agent", "好的，我来查。", 3, 5))
    found = observed(rude, checked(rude.our_text, unit=None), card())["RESPECT"]
    assert found.mark is Mark.FAIL
    assert [each.turn for each in found.evidence] == [1]
    assert found.evidence[0].note in FAULTS


def test_restatement_nobody_answers_does_not_count() -> None:
    asked = talk(("agent", "您的意思是多扣了钱，", 0, 3), ("agent", "我去查。", 3, 4))
    assert observed(asked, (), card())["RESTATE"].mark is Mark.FAIL


def test_hanging_up_first_is_fatal_where_the_telephone_says_so() -> None:
    assert marks_of(good(), hung_up_first=True)["NO_HANG_UP"] is Mark.FAIL
    assert marks_of(good())["NO_HANG_UP"] is Mark.NOT_SEEN
