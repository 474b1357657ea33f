# SPDX-License-Identifier: Apache-2.0
"""Ends: with the customer's word, a recorded failure to reach them, their refusal, or two signatures."""

from datetime import timedelta
from typing import Any

import pytest

from amends.apps.cases.actions.change import CannotWork, MoveRefused, WordsMissing
from amends.apps.cases.actions.closing import (
    AnswerMissing,
    AttemptsLeft,
    NoRefusal,
    NotAsked,
    OuterChannelNotTold,
    ResultNotTold,
    SecondPersonNeeded,
    ask_sign_off,
    close_ineligible,
    close_not_recovered,
    close_refused,
    close_unreachable,
    verify,
)
from amends.apps.cases.actions.contacting import ContactMade, ContactRefused, record_contact
from amends.apps.cases.models import Case, Contact, Step, Verification
from amends.apps.cases.rules.contact import Allowance, ResultCode
from amends.apps.core.models import Event, EventKind, Message, User
from tests.apps.cases.conftest import (
    DAY,
    HAPPY,
    HOUR,
    NEXT_DAY,
    NO_ANSWER,
    REACHED,
    TWO,
    UNHAPPY,
    Brought,
    stored,
)
from tests.people import NOON, People


def _verify(case: Case, by: User, answers: dict[str, Any] = HAPPY, **changes: Any) -> Case:
    usual: dict[str, Any] = {"made": REACHED, "told_result": True, "at": NEXT_DAY}
    return verify(case=case, version=case.version, answers=answers, by=by, **(usual | changes))


def _missed(case: Case, people: People, times: int) -> Case:
    for days in range(times):
        case = record_contact(
            case=case, version=case.version, made=NO_ANSWER, by=people.alice, at=TWO + days * DAY
        )
    return case


def test_case_is_recovered_when_the_customer_says_so(brought: Brought, people: People) -> None:
    case = stored(_verify(brought("verifying"), people.alice))
    assert (case.state, case.is_open, case.outcome, case.closed_at) == (
        "recovered",
        False,
        "recovered",
        NEXT_DAY,
    )
    assert (case.next_kind, case.next_owner, case.result_told_at) == ("", None, NEXT_DAY)
    word = Verification.objects.unscoped("a test looks").get()
    assert (word.score, word.recovered, word.contact.at) == (9, True, NEXT_DAY)


def test_closing_is_logged_without_the_customers_words(brought: Brought, people: People) -> None:
    _verify(brought("verifying"), people.alice)
    event = Event.objects.unscoped("a test").get(kind=EventKind.CASE_CLOSED)
    assert (event.about, event.payload["outcome"]) == ("C-1", "recovered")


def test_answers_settle_the_last_step(brought: Brought, people: People) -> None:
    _verify(brought("verifying"), people.alice)
    assert Step.objects.unscoped("a test looks").filter(order=5, result="done").exists()


def test_case_stays_open_when_the_customer_says_no(brought: Brought, people: People) -> None:
    case = stored(_verify(brought("verifying"), people.alice, UNHAPPY))
    assert (case.state, case.is_open, case.next_kind) == ("verifying", True, "decide")


@pytest.mark.requirement("S4-046")
def test_answers_are_refused_when_the_result_was_not_told(brought: Brought, people: People) -> None:
    with pytest.raises(ResultNotTold):
        _verify(brought("verifying"), people.alice, told_result=False)


def test_answers_are_refused_when_one_is_missing(brought: Brought, people: People) -> None:
    with pytest.raises(AnswerMissing, match="应该退的钱"):
        _verify(brought("verifying"), people.alice, {"Q1": "清楚了", "Q3": 9})


@pytest.mark.parametrize("state", ["located", "planned", "fixing"])
def test_answers_are_refused_before_it_is_handled(brought: Brought, people: People, state: str) -> None:
    with pytest.raises(MoveRefused):
        _verify(brought(state), people.alice)


def test_callback_keeps_to_the_contact_window(brought: Brought, people: People) -> None:
    case = brought("verifying")
    with pytest.raises(ContactRefused):
        _verify(case, people.alice, at=NOON + DAY)
    assert Verification.objects.unscoped("a test looks").count() == 0


def test_answers_use_the_call_that_reached_the_customer(brought: Brought, people: People) -> None:
    case = brought("verifying")
    case = record_contact(case=case, version=case.version, made=REACHED, by=people.alice, at=NEXT_DAY)
    before = Contact.objects.unscoped("a test looks").count()
    _verify(case, people.alice, at=NEXT_DAY + HOUR / 2)
    assert Contact.objects.unscoped("a test looks").count() == before


@pytest.mark.requirement("S4-046")
@pytest.mark.parametrize("times", [0, 1, 2])
def test_unreachable_is_refused_when_attempts_are_left(brought: Brought, people: People, times: int) -> None:
    case = _missed(brought("planned"), people, times)
    with pytest.raises(AttemptsLeft, match=f"已有 {times} 次"):
        close_unreachable(case=case, version=case.version, by=people.alice, at=TWO + 4 * DAY)


def test_unreachable_ends_the_case_after_three_days_of_attempts(brought: Brought, people: People) -> None:
    case = _missed(brought("planned"), people, 3)
    case = close_unreachable(case=case, version=case.version, by=people.alice, at=TWO + 3 * DAY)
    assert (stored(case).outcome, stored(case).is_open) == ("unreachable", False)


def test_unreachable_is_refused_when_the_attempts_were_made_on_one_day(
    brought: Brought, people: People
) -> None:
    case = brought("planned")
    agreed = ContactMade(ResultCode.NO_ANSWER, note="客户约两点", allowance=Allowance.APPOINTMENT)
    for seconds in (0, 20, 40):
        moment = TWO + timedelta(seconds=seconds)
        case = record_contact(case=case, version=case.version, made=agreed, by=people.alice, at=moment)
    assert case.next_kind == "contact_again"
    with pytest.raises(AttemptsLeft, match="已有 1 次"):
        close_unreachable(case=case, version=case.version, by=people.alice, at=TWO + DAY)


def test_refused_needs_the_refusal(brought: Brought, people: People) -> None:
    case = brought("contacting")
    with pytest.raises(NoRefusal):
        close_refused(case=case, version=case.version, by=people.alice, at=NEXT_DAY)
    made = ContactMade(ResultCode.REFUSED)
    case = record_contact(case=case, version=case.version, made=made, by=people.alice, at=NEXT_DAY)
    assert close_refused(case=case, version=case.version, by=people.alice, at=NEXT_DAY).outcome == "refused"


def test_ineligible_needs_a_reason_and_that_the_customer_was_not_reached(
    brought: Brought, people: People
) -> None:
    case = brought("fixing")
    with pytest.raises(WordsMissing):
        close_ineligible(case=case, version=case.version, reason="", by=people.alice, at=NEXT_DAY)
    with pytest.raises(MoveRefused):
        close_ineligible(case=case, version=case.version, reason="算了", by=people.alice, at=NEXT_DAY)


def _ask(case: Case, signer: User, by: User, *, told: bool = True) -> Case:
    return ask_sign_off(
        case=case,
        version=case.version,
        reason="依据合同无法退",
        outer_channel_told=told,
        signer=signer,
        by=by,
        at=NEXT_DAY,
    )


def test_not_recovered_takes_two_people(brought: Brought, people: People) -> None:
    case = _ask(_verify(brought("verifying"), people.alice, UNHAPPY), people.bob, people.alice)
    assert (case.next_kind, case.next_owner) == ("sign_off", people.bob)
    assert Message.objects.filter(to=people.bob).count() == 1
    with pytest.raises(SecondPersonNeeded):
        close_not_recovered(case=case, version=case.version, by=people.alice, at=NEXT_DAY)
    case = close_not_recovered(case=case, version=case.version, by=people.bob, at=NEXT_DAY)
    assert (stored(case).outcome, stored(case).signed_off_by) == ("not_recovered", people.bob)


def test_sign_off_is_refused_when_the_customer_was_not_asked(brought: Brought, people: People) -> None:
    with pytest.raises(NotAsked):
        _ask(brought("verifying"), people.bob, people.alice)


def test_sign_off_is_refused_when_the_outer_channel_was_not_told(brought: Brought, people: People) -> None:
    case = _verify(brought("verifying"), people.alice, UNHAPPY)
    with pytest.raises(OuterChannelNotTold):
        _ask(case, people.bob, people.alice, told=False)


def test_sign_off_is_refused_by_oneself_a_colleague_or_a_stranger(brought: Brought, people: People) -> None:
    case = _verify(brought("verifying"), people.alice, UNHAPPY)
    for signer in (people.alice, people.charlie):
        with pytest.raises(SecondPersonNeeded):
            _ask(case, signer, people.alice)
    with pytest.raises(SecondPersonNeeded):
        _ask(case, people.bob, people.bob)


def test_sign_off_is_refused_when_the_signer_cannot_see_it(brought: Brought, people: People) -> None:
    case = _verify(brought("verifying"), people.alice, UNHAPPY)
    people.bob.unit = people.west
    people.bob.save()
    with pytest.raises(CannotWork):
        _ask(case, people.bob, people.alice)


def test_not_recovered_is_refused_when_nobody_asked(brought: Brought, people: People) -> None:
    case = _verify(brought("verifying"), people.alice, UNHAPPY)
    with pytest.raises(NotAsked):
        close_not_recovered(case=case, version=case.version, by=people.bob, at=NEXT_DAY)
