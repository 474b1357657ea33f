# SPDX-License-Identifier: Apache-2.0
"""What ends, moves and replaces the limits that others set; and limits that wait for the morning."""

from dataclasses import replace

import pytest

from amends.apps.cases.rules.clocks import (
    Clock,
    ClockKind,
    Fact,
    FactKind,
    PolicyMalformed,
    fact,
    read_policy,
)
from amends.packs import load
from tests.apps.cases.test_rules_clocks import HOUR, POLICY, at, one, received, statutes

K = FactKind
KEY = {"key": "answer"}
TOLD = fact(K.PROMISED, at(2, "10:00"), due_at=at(3, "18:00"), **KEY)


def promised(*more: Fact, number: int = 1) -> Clock:
    """What was promised at ten, and what happened then."""
    return one([*received(at(2)), TOLD, *more], ClockKind.PROMISED, number=number)


@pytest.mark.parametrize("answer", [fact(K.REPLIED, at(3)), fact(K.PROMISE_KEPT, at(3), **KEY)])
def test_promise_is_met_by_the_answer_and_by_the_ledger(answer: Fact) -> None:
    clock = promised(answer)
    assert (clock.met_at, clock.on_time) == (at(3), True)


def test_another_promise_that_was_kept_meets_nothing() -> None:
    assert promised(fact(K.PROMISE_KEPT, at(3), key="visit")).is_open


def test_promise_that_was_given_up_ends_unmet_and_in_time() -> None:
    clock = promised(fact(K.PROMISE_WITHDRAWN, at(3), **KEY))
    assert (clock.met_at, clock.ended_at, clock.on_time) == (None, at(3), True)


def test_promise_that_was_given_up_too_late_was_broken() -> None:
    assert promised(fact(K.PROMISE_WITHDRAWN, at(4), **KEY)).breached(at(4))


ASKED = fact(K.VISIT_ASKED, at(2, "10:00"), arrive_by=at(3, "15:00"), key="7")


def visit(*more: Fact, number: int = 1) -> Clock:
    """A visit that was asked for, and what became of it."""
    return one([*received(at(2)), ASKED, *more], ClockKind.ON_SITE, number=number)


def moved(agreed: str | None) -> Fact:
    """The same visit a day later."""
    return fact(K.VISIT_ASKED, at(2, "12:00"), arrive_by=at(4, "15:00"), key="7", agreed=agreed)


def test_visit_that_was_moved_with_a_word_waits_for_the_new_time() -> None:
    arrived = fact(K.ARRIVED, at(4, "14:00"), key="7")
    assert visit(moved("yes"), arrived).ended_at == at(2, "12:00")
    assert visit(moved("yes"), arrived, number=2).met_at == at(4, "14:00")


def test_visit_that_was_moved_without_a_word_is_late_at_the_old_time() -> None:
    assert visit(moved(None)).breached(at(3, "15:01"))


def test_visit_that_was_called_off_is_over() -> None:
    off = fact(K.VISIT_CALLED_OFF, at(2, "12:00"), key="7")
    assert (visit(off).ended_at, visit(off).met_at) == (at(2, "12:00"), None)


def test_fault_of_a_moment_is_what_was_noted_last_of_it() -> None:
    first = fact(K.FAULT_REPORTED, at(2), area="city", line="fixed")
    rural = replace(fact(K.FAULT_REPORTED, at(2), area="rural", line="fixed"), order=1)
    none = replace(fact(K.FAULT_REPORTED, at(2), area="", line=""), order=2)
    assert {"ST-CN-FAULT-CITY"} <= statutes([*received(at(2)), first]).keys()
    corrected = statutes([*received(at(2)), first, rural])
    assert "ST-CN-FAULT-CITY" not in corrected
    assert (corrected["ST-CN-FAULT-RURAL"].due_at, corrected["ST-CN-FAULT-RURAL"].number) == (
        at(2) + 72 * HOUR,
        1,
    )
    assert not [code for code in statutes([*received(at(2)), first, rural, none]) if "FAULT" in code]


def test_date_of_the_regulator_holds_for_its_own_appeal() -> None:
    dated = fact(K.REGULATOR_DATED, at(4), due_at=at(6))
    again = fact(K.APPEALED, at(20))
    found = [
        one([*received(at(2)), fact(K.APPEALED, at(3)), dated, again], ClockKind.REGULATOR, number=number)
        for number in (1, 2)
    ]
    assert [each.due_at for each in found] == [at(6), at(31, "00:00")]


def test_refund_is_met_by_its_own_payment_or_refusal() -> None:
    asked = [fact(K.REFUND_ASKED, at(day), key=f"remedy:{day}") for day in (3, 4)]
    ends = [fact(K.REFUNDED, at(5), key="remedy:4"), fact(K.REFUND_ANSWERED, at(6), key="remedy:3")]
    found = [
        one([*received(at(2)), *asked, *ends], ClockKind.STATUTORY, code="ST-CN-REFUND", number=number)
        for number in (1, 2)
    ]
    assert [each.met_at for each in found] == [at(6), at(5)]


def test_limit_that_was_over_when_it_was_set_says_so() -> None:
    urgent = fact(K.PRIORITY_SET, at(9), priority="p1")
    assert one([*received(at(2), "p3"), urgent], ClockKind.RESOLVE).was_over
    assert not one(received(at(2), "p3"), ClockKind.RESOLVE).was_over


def test_hours_of_the_first_contact_must_be_hours() -> None:
    content = dict(load("sla_policies"))
    for opens, field in (("8 o'clock", "opens"), ("21:00", "closes")):
        wrong = {"opens": opens, "closes": "20:00", "at_once_topics": []}
        with pytest.raises(PolicyMalformed, match=field):
            read_policy({**content, "first_contact_hours": wrong})
    without = {name: value for name, value in content.items() if name != "first_contact_hours"}
    assert read_policy(without).first_contact_hours is None
    assert POLICY.is_at_once("SE-01-03")
    assert not POLICY.is_at_once("")
