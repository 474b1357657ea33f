# SPDX-License-Identifier: Apache-2.0
"""Asking by telephone: one customer at a time, whom the system chooses; how each call ended."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest

from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Consent, Customer
from amends.apps.surveys.actions.answering import locked_invitation
from amends.apps.surveys.actions.calling import (
    CallOutcome,
    NotYourCall,
    WrongMoment,
    end_call,
    hold_call,
    take_call,
)
from amends.apps.surveys.models import Invitation, Response, SurveyWave
from amends.apps.surveys.queries.calling import LEASE, call_of
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.answers import WHY_LOW, long_version
from tests.apps.surveys.conftest import as_user, invited, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TWO = NOON + timedelta(hours=2)


@pytest.fixture
def calls(people: People) -> SurveyWave:
    """A wave by telephone in the province; two tries."""
    return wave(long_version(people.group), people.province, way="hotline", design={"call_attempts": 2})


def _waiting(calls: SurveyWave, people: People, code: str = "C-1", **fields: object) -> Invitation:
    west = bool(fields.pop("west", False))
    row = make_customer(people, code, west=west)
    return invited(calls, row, **({"state": "waiting", "invited_at": None} | fields))


def _now(row: Invitation) -> Invitation:
    return Invitation.objects.unscoped("test").get(pk=row.pk)


def test_agent_gets_the_first_drawn_and_keeps_them(people: People, calls: SurveyWave) -> None:
    second = _waiting(calls, people, "C-2", position=2)
    first = _waiting(calls, people, "C-1", position=1)
    assert take_call(by=people.alice, at=TWO) == first
    assert take_call(by=people.alice, at=TWO) == first
    assert take_call(by=people.bob, at=TWO) == second


def test_customer_of_another_unit_is_not_given(people: People, calls: SurveyWave) -> None:
    _waiting(calls, people)
    assert take_call(by=people.charlie, at=TWO) is None


def test_nobody_collects_the_score_on_their_own_work(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    with writing(by=people.alice, at=TWO) as log:
        log(EventKind.CASE_CONTACTED, row.customer, about=row.customer.code, unit=row.unit)
    assert take_call(by=people.alice, at=TWO) is None
    assert take_call(by=people.bob, at=TWO) == row


def test_nobody_is_called_at_night(people: People, calls: SurveyWave) -> None:
    _waiting(calls, people)
    assert take_call(by=people.alice, at=TWO + timedelta(hours=9)) is None


def test_call_goes_to_another_when_the_agent_stays_away(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    later = TWO + LEASE
    assert take_call(by=people.bob, at=later) == row
    with pytest.raises(NotYourCall):
        end_call(invitation=row, outcome=CallOutcome.NO_ANSWER, by=people.alice, at=later)


def test_unanswered_call_is_tried_on_another_day_then_given_up(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    end_call(invitation=row, outcome=CallOutcome.NO_ANSWER, by=people.alice, at=TWO)
    assert (_now(row).state, _now(row).next_at) == ("waiting", TWO + DAY)
    assert take_call(by=people.alice, at=TWO) is None
    assert take_call(by=people.alice, at=TWO + DAY) == row
    end_call(invitation=row, outcome=CallOutcome.NO_ANSWER, by=people.alice, at=TWO + DAY)
    assert (_now(row).state, _now(row).calls) == ("unreachable", 2)


def test_customer_says_when_to_call_again(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    night, good = TWO + timedelta(hours=9), TWO + timedelta(hours=3)
    for wrong in (None, TWO, night):
        with pytest.raises(WrongMoment):
            end_call(invitation=row, outcome=CallOutcome.LATER, later_at=wrong, by=people.alice, at=TWO)
    end_call(invitation=row, outcome=CallOutcome.LATER, later_at=good, by=people.alice, at=TWO)
    assert (_now(row).state, _now(row).next_at) == ("waiting", good)


def test_refusal_for_good_goes_into_the_ledger_with_who_heard_it(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    end_call(invitation=row, outcome=CallOutcome.NEVER, by=people.alice, at=TWO)
    assert _now(row).state == "refused"
    assert Consent.objects.unscoped("test").get().by == people.alice


def test_wrong_number_ends_the_invitation(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    end_call(invitation=row, outcome=CallOutcome.WRONG_NUMBER, by=people.alice, at=TWO)
    assert _now(row).state == "unreachable"


@pytest.fixture
def two() -> Iterator[None]:
    """It is two: a call may be made."""
    with patch("django.utils.timezone.now", return_value=TWO):
        yield


@pytest.mark.usefixtures("two")
def test_agent_keys_the_answers_question_by_question(people: People, calls: SurveyWave) -> None:
    row, browser = _waiting(calls, people), as_user(people.alice)
    assert "取下一位" in browser.get("/surveys/call/").content.decode()
    page = browser.post("/surveys/call/next/", follow=True).content.decode()
    assert "138****1215" in page
    assert "客户同意，开始" in page
    page = browser.post("/surveys/call/start/", follow=True).content.decode()
    assert "问题解决了吗？" in page
    missing = browser.post("/surveys/call/answer/", {"asked": "C1", "go": "next"})
    assert missing.status_code == 422
    for asked in ("C1", "C2"):
        told = {"C1": "solved", "C2": "9"}[asked]
        browser.post("/surveys/call/answer/", {"asked": asked, asked: told, "go": "next"})
    browser.post("/surveys/call/answer/", {"asked": "C11", "go": "finish"})
    done = Response.objects.unscoped("test").get()
    assert done.complete
    assert (done.answers, done.taken_by, done.way) == ({"C1": "solved", "C2": 9}, people.alice, "hotline")
    assert _now(row).state == "completed"


@pytest.mark.usefixtures("two")
def test_screen_is_for_those_who_take_answers(people: People) -> None:
    assert as_user(people.ed).get("/surveys/call/").status_code == 403


def test_who_was_given_a_call_stands_in_the_log(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    told = Event.objects.unscoped("test").get(kind=EventKind.SURVEY_CALL_TAKEN)
    assert (told.by, told.about) == (people.alice, row.customer.code)


def test_those_who_sleep_at_the_head_do_not_hide_who_waits_behind(people: People, calls: SurveyWave) -> None:
    early = NOON - timedelta(hours=2)  # ten in Shanghai, eight in Ürümqi
    for number in range(5):
        row = _waiting(calls, people, f"W-{number}", position=number)
        Customer.objects.unscoped("test").filter(pk=row.customer_id).update(region="新疆喀什")
    found = _waiting(calls, people, "C-9", position=9)
    with patch("amends.apps.surveys.queries.calling.LOOKED_AT", 2):
        assert take_call(by=people.alice, at=early) == found


def test_long_call_stays_the_agents_while_it_is_held(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    for quarter in range(1, 7):
        hold_call(invitation=row, by=people.alice, at=TWO + quarter * timedelta(minutes=15))
    assert call_of(people.alice, at=TWO + timedelta(minutes=100)) == row


@pytest.mark.parametrize("outcome", [CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER, CallOutcome.NEVER])
def test_end_of_a_call_changes_nothing_that_ended_meanwhile(
    people: People, calls: SurveyWave, outcome: CallOutcome
) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)

    def waited(invitation: Invitation) -> Invitation:
        """Another tab submits while this one waits for the lock."""
        mine = Invitation.objects.unscoped("test").filter(pk=invitation.pk)
        mine.update(state="completed", ended_at=TWO, next_at=None)
        return locked_invitation(invitation)

    with (
        patch("amends.apps.surveys.actions.calling.locked_invitation", waited),
        pytest.raises(NotYourCall),
    ):
        end_call(invitation=row, outcome=outcome, by=people.alice, at=TWO)
    assert not Consent.objects.unscoped("test").exists()


def test_second_press_counts_no_second_call(people: People, calls: SurveyWave) -> None:
    row = _waiting(calls, people)
    take_call(by=people.alice, at=TWO)
    end_call(invitation=row, outcome=CallOutcome.NO_ANSWER, by=people.alice, at=TWO)
    with pytest.raises(NotYourCall):
        end_call(invitation=row, outcome=CallOutcome.NO_ANSWER, by=people.alice, at=TWO)
    assert _now(row).calls == 1


@pytest.mark.usefixtures("two")
def test_question_that_the_last_answer_brings_is_asked(people: People) -> None:
    asked = wave(long_version(people.group, WHY_LOW), people.province, way="hotline")
    _waiting(asked, people)
    browser = as_user(people.alice)
    browser.post("/surveys/call/next/")
    assert "第 1 题，共 1 题" in browser.post("/surveys/call/start/", follow=True).content.decode()
    answer = {"asked": "Q1", "Q1": "6", "go": "finish"}
    assert "哪里不满意？" in browser.post("/surveys/call/answer/", answer, follow=True).content.decode()
    browser.post("/surveys/call/answer/", {"asked": "Q2", "Q2": "等太久", "go": "finish"})
    assert Response.objects.unscoped("test").get(complete=True).answers == {"Q1": 6, "Q2": "等太久"}


@pytest.mark.usefixtures("two")
def test_wave_paused_while_the_agent_talks_is_said_on_the_screen(people: People, calls: SurveyWave) -> None:
    row, browser = _waiting(calls, people), as_user(people.alice)
    take_call(by=people.alice, at=TWO)
    SurveyWave.objects.unscoped("test").filter(pk=calls.pk).update(state="paused")
    page = browser.post("/surveys/call/start/", follow=True)
    assert "已经暂停或结束" in page.content.decode()
    assert _now(row).state == "sent"


@pytest.mark.usefixtures("two")
def test_agreed_time_is_on_the_customers_own_clock(people: People, calls: SurveyWave) -> None:
    row, browser = _waiting(calls, people), as_user(people.alice)
    Customer.objects.unscoped("test").filter(pk=row.customer_id).update(region="新疆喀什")
    take_call(by=people.alice, at=TWO + timedelta(hours=2))  # 16:00 in Shanghai, 14:00 there
    with patch("django.utils.timezone.now", return_value=TWO + timedelta(hours=2)):
        assert "比这里晚 2 小时" in browser.get("/surveys/call/").content.decode()
        browser.post("/surveys/call/end/", {"outcome": "later", "later_at": "2026-11-03T10:00"})
    ten_there = NOON.replace(hour=0, minute=0) + timedelta(days=1, hours=4)  # 04:00 UTC
    assert _now(row).next_at == ten_there
