# SPDX-License-Identifier: Apache-2.0
"""How a complaint ends: handled is ours to say, recovered the customer's; the cause stands, and nothing is bought."""

from datetime import timedelta
from typing import Any

import pytest

from amends.apps.cases.actions.change import MoveRefused, WordsMissing
from amends.apps.cases.actions.closing import (
    ResultNotTold,
    ask_sign_off,
    close_ineligible,
    close_not_recovered,
    close_refused,
    close_unreachable,
    verify,
)
from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.ending import (
    CauseIncomplete,
    CauseMissing,
    CauseNotReviewed,
    NoReviewAsked,
    NotTheirWord,
    ReviewerUnsuited,
    TypeMissing,
    WithdrawalBought,
    review_cause,
    withdraw,
)
from amends.apps.cases.actions.handling import MeasuresOpen, StepsOpen, mark_handled, resume_fixing
from amends.apps.cases.actions.opening import reopen_case
from amends.apps.cases.actions.steps import GateClosed, skip_step
from amends.apps.cases.models import Case, Task, Verification
from amends.apps.cases.queries.asking import asking_of
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.customers.actions.relationship import agree_expectation
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.ladder import Stance
from amends.apps.promises.models import Promise
from tests.apps.cases.conftest import Brought, stored
from tests.apps.cases.course import (
    AT,
    HOUR,
    LATER,
    REACHED,
    SOLVED,
    UNSOLVED,
    answered,
    complaint,
    handled,
    intake,
    recorded,
    step,
    through,
)
from tests.people import People

LOOKS = "a test looks"
DAY = timedelta(days=1)
EVENING = LATER + 2 * HOUR


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice heard at 14:00."""
    return complaint(people, customer)


def _at(case: Case, people: People, verb: Any, at: Any = EVENING, **values: Any) -> Case:
    found: Case = verb(case=case, version=case.version, by=values.pop("by", people.alice), at=at, **values)
    return found


@pytest.mark.requirement("S4-046")
def test_handled_is_the_owners_word_and_recovered_the_customers(case: Case, people: People) -> None:
    case = handled(case, people)
    assert (case.state, case.is_open, case.next_kind) == ("verifying", True, "verify")
    case = answered(case, people)
    assert (case.state, case.next_text) == ("verifying", "总结")
    case = stored(step(case, people, "review", at=EVENING))
    assert (case.outcome, case.closed_at, case.result_told_at) == ("recovered", EVENING, LATER + HOUR)
    assert recorded(case)[11].record["satisfaction_answer"] == {"C1": "解决了", "C2": 9}


def test_handled_is_refused_while_steps_or_measures_are_open(case: Case, people: People) -> None:
    case = through(case, people, "act")
    with pytest.raises(StepsOpen, match="10"):
        _at(case, people, mark_handled)
    case = step(case, people, "progress")
    with pytest.raises(MeasuresOpen, match="1"):
        _at(case, people, mark_handled)


@pytest.mark.requirement("S4-046")
def test_close_is_refused_without_the_result_told(case: Case, people: People) -> None:
    case = handled(case, people)
    with pytest.raises(ResultNotTold):
        _at(case, people, verify, answers=SOLVED, made=REACHED, told_result=False)
    with pytest.raises(GateClosed, match="先把结果告诉客户"):
        step(case, people, "review", at=EVENING)


@pytest.mark.requirement("S4-046")
def test_kept_promise_has_the_contact_as_its_proof(case: Case, people: People) -> None:
    answered(handled(case, people), people)
    promise = Promise.objects.unscoped(LOOKS).get()
    assert promise.kept_at == LATER + HOUR
    assert case.number in promise.proof


def test_unsolved_stays_open_until_it_is_worked_on_again(case: Case, people: People) -> None:
    case = answered(handled(case, people), people, UNSOLVED)
    assert (case.state, case.next_kind) == ("verifying", "decide")
    due = EVENING + HOUR
    case = _at(case, people, resume_fixing, what="催银行入账", due_at=due)
    assert (case.state, case.next_text, case.next_due_at) == ("resolving", "催银行入账", due)
    with pytest.raises(MeasuresOpen):
        _at(case, people, mark_handled)
    Task.objects.unscoped(LOOKS).update(done_at=EVENING, done_by=people.alice)
    case = answered(_at(case, people, mark_handled), people, at=EVENING + 2 * HOUR)
    assert [row.recovered for row in Verification.objects.unscoped(LOOKS).filter(case=case)] == [True, False]
    assert case.next_text == "总结"


@pytest.mark.requirement("S4-047")
def test_repeat_is_not_closed_without_a_lesson(case: Case, people: People) -> None:
    case = step(answered(handled(case, people), people), people, "review", at=EVENING)
    case = _at(case, people, reopen_case, at=EVENING + HOUR, reason="又来了")
    for code in ("listen", "ask", "soothe", "confirm"):
        case = step(case, people, code, at=EVENING + HOUR)
    assert case.reopened == 1
    assert case.state == "clarifying"


@pytest.mark.requirement("S4-046")
def test_satisfaction_is_asked_again_after_a_reopening(case: Case, people: People) -> None:
    case = step(answered(handled(case, people), people), people, "review", at=EVENING)
    case = _at(case, people, reopen_case, at=EVENING + HOUR, reason="客户说又少了一笔")
    known = intake(case)
    assert (case.state, recorded(case), known.emotion, stored(case).findings) == ("receiving", {}, "", "")
    assert "restatement_zh" not in known.facts
    assert stored(case).result_told_at is None
    with pytest.raises(MoveRefused):
        answered(case, people, at=EVENING + 2 * HOUR)


@pytest.mark.requirement("S0-047", "S0-048")
def test_complaint_ends_with_its_cause(case: Case, people: People) -> None:
    case = answered(handled(case, people), people)
    with pytest.raises(CauseMissing):
        step(case, people, "review", at=EVENING, cause=None)
    with pytest.raises(CauseMissing):
        _at(case, people, skip_step, code="review", reason="小事")
    step(case, people, "review", at=EVENING, cause="product")
    assert (stored(case).outcome, intake(case).cause) == ("recovered", "product")


@pytest.mark.requirement("S0-050", "S0-051", "S0-054")
@pytest.mark.parametrize(
    ("cause", "field", "words"),
    [
        ("staff_error", "standard", "ST-HL-01"),
        ("outlet_service", "outlet", "东街营业厅"),
        ("yardstick", "yardstick", "别家当天就退"),
        ("policy", "policy", "月底统一退费"),
        ("beyond_standard", "demand", "上门道歉"),
    ],
)
def test_cause_asks_for_what_belongs_to_it(
    case: Case, people: People, cause: str, field: str, words: str
) -> None:
    case = answered(handled(case, people), people)
    with pytest.raises(CauseIncomplete):
        step(case, people, "review", at=EVENING, cause=cause)
    case = step(case, people, "review", at=EVENING, cause=cause, **{field: words})
    assert (stored(case).outcome, getattr(intake(case), field)) == ("recovered", words)


@pytest.mark.requirement("S0-055")
def test_cause_that_blames_the_customer_needs_a_second_person(case: Case, people: People) -> None:
    case = answered(handled(case, people), people)
    case = step(case, people, "review", at=EVENING, cause="disposition")
    assert (case.is_open, case.next_owner, case.next_text[:6]) == (True, people.bob, "复审投诉原因")
    with pytest.raises(ReviewerUnsuited):
        _at(case, people, review_cause, agrees=True, words="同意")
    case = _at(case, people, review_cause, agrees=True, words="看过录音", by=people.bob)
    assert (stored(case).outcome, stored(case).is_open) == ("recovered", False)


@pytest.mark.requirement("S0-055")
def test_cause_that_the_second_person_refuses_is_taken_back(case: Case, people: People) -> None:
    case = answered(handled(case, people), people)
    with pytest.raises(NoReviewAsked):
        _at(case, people, review_cause, agrees=True, words="同意", by=people.bob)
    case = step(case, people, "review", at=EVENING, cause="disposition")
    case = _at(case, people, review_cause, agrees=False, words="客户要求合理", by=people.bob)
    assert (intake(case).cause, case.next_text, case.next_owner) == ("", "总结", people.alice)
    assert stored(step(case, people, "review", at=EVENING, cause="product")).outcome == "recovered"


def test_not_recovered_needs_the_customers_answer_the_cause_and_a_second_person(
    case: Case, people: People
) -> None:
    case = answered(handled(case, people), people, UNSOLVED)
    ask = {"reason": "客户要求三倍赔偿，已答复依据", "outer_channel_told": True, "signer": people.bob}
    with pytest.raises(CauseMissing):
        _at(case, people, ask_sign_off, **ask)
    case = step(case, people, "review", at=EVENING, cause="product")
    case = _at(case, people, ask_sign_off, **ask)
    case = stored(_at(case, people, close_not_recovered, by=people.bob))
    assert (case.outcome, case.signed_off_by, case.outer_channel_told) == ("not_recovered", people.bob, True)


def _call(case: Case, people: People, result: ResultCode, at: Any) -> Case:
    return record_contact(case=case, version=case.version, made=ContactMade(result), by=people.alice, at=at)


@pytest.mark.requirement("S4-046")
def test_unreachable_needs_the_work_done_the_attempts_and_the_cause(case: Case, people: People) -> None:
    case = handled(case, people)
    for day in range(3):
        case = _call(case, people, ResultCode.NO_ANSWER, LATER + day * DAY)
    assert case.next_kind == "close_unreachable"
    with pytest.raises(CauseMissing):
        _at(case, people, close_unreachable, at=LATER + 3 * DAY)
    case = step(case, people, "review", at=LATER + 3 * DAY)
    case = stored(_at(case, people, close_unreachable, at=LATER + 3 * DAY))
    assert (case.outcome, recorded(case)[11].result) == ("unreachable", "not_needed")


def test_refusal_ends_a_case_only_after_it_was_handled(case: Case, people: People) -> None:
    case = _call(through(case, people, "act"), people, ResultCode.REFUSED, LATER)
    with pytest.raises(MoveRefused):
        _at(case, people, close_refused)


def test_withdrawal_is_the_customers_own_word_and_never_bought(case: Case, people: People) -> None:
    with pytest.raises(NotTheirWord):
        _at(case, people, withdraw, words="不投诉了", freely=True)
    case = _call(case, people, ResultCode.REACHED, LATER)
    with pytest.raises(WithdrawalBought):
        _at(case, people, withdraw, words="给了话费就不投诉", freely=False)
    with pytest.raises(WordsMissing):
        _at(case, people, withdraw, words=" ", freely=True)
    case = stored(_at(case, people, withdraw, words="我看错账单了，不用查了", freely=True))
    assert (case.outcome, case.close_reason) == ("withdrawn", "我看错账单了，不用查了")


@pytest.mark.parametrize("kind", ["", "complaint", "praise"])
def test_no_complaint_must_be_something_else(case: Case, people: People, kind: str) -> None:
    with pytest.raises(TypeMissing):
        _at(case, people, close_ineligible, reason="只是问问", request_type=kind)
    case = stored(_at(case, people, close_ineligible, reason="只是问问", request_type="inquiry"))
    assert (case.outcome, case.request_type, case.close_reason) == ("ineligible", "inquiry", "只是问问")


@pytest.mark.requirement("S0-061")
def test_result_is_held_against_what_the_customer_agreed_to(
    case: Case, people: People, customer: Customer
) -> None:
    assert [question.code for question in asking_of(case).questions] == ["C1", "C2", "C10"]
    agree_expectation(
        customer=customer,
        stance=Stance.ADJUST,
        about="当天到账",
        agreed_words="三个工作日内到账",
        on=AT.date(),
        by=people.alice,
        at=AT,
    )
    asked = asking_of(case).questions[-1]
    assert asked.code == "agreed"
    assert "三个工作日内到账" in asked.text
    case = answered(handled(case, people), people, SOLVED | {"agreed": "不一致"})
    assert case.next_kind == "decide"
    case = answered(case, people, SOLVED | {"agreed": "一致"}, at=EVENING)
    assert case.next_text == "总结"


def test_sign_off_is_no_way_round_a_second_review(case: Case, people: People) -> None:
    case = handled(case, people)
    for day in range(3):
        case = _call(case, people, ResultCode.NO_ANSWER, LATER + day * DAY)
    case = step(case, people, "review", at=LATER + 3 * DAY, cause="disposition")
    with pytest.raises(CauseNotReviewed):
        _at(case, people, close_unreachable, at=LATER + 3 * DAY)


def test_case_of_a_playbook_has_no_cause_to_review(brought: Brought, people: People) -> None:
    case = brought("verifying")
    with pytest.raises(NoReviewAsked):
        review_cause(case=case, version=case.version, agrees=True, words="同意", by=people.bob, at=EVENING)
