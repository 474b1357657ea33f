# SPDX-License-Identifier: Apache-2.0
"""A call from ring to end, what is raised where somebody is kept too long, and logs that are taken in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import Event, EventKind, Message
from amends.apps.halls.actions.hotline.calls import (
    answer_call,
    end_call,
    hold_call,
    note_called_back,
    offer_call,
    resume_call,
)
from amends.apps.halls.actions.hotline.importing import import_calls
from amends.apps.halls.actions.hotline.refusals import NotSo, NotYourCall
from amends.apps.halls.actions.hotline.risk import check_risk
from amends.apps.halls.models.hotline import Call, Hold
from amends.apps.halls.queries.hotline.calls import spent, unwarned, waiting_too_long
from amends.apps.halls.rules.hotline.log_file import Fault
from amends.apps.halls.rules.hotline.words import Direction, Outcome
from tests.apps.halls.hotline.conftest import WHY, browser, ringing, talking
from tests.apps.halls.hotline.test_standard import GOOD, HEAD
from tests.people import NOON, People


def after(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def raised() -> int:
    return Event.objects.unscoped(WHY).filter(kind=EventKind.HOLD_RISK).count()


@pytest.mark.requirement("S0-024")
def test_hold_of_three_minutes_is_raised_once_a_call(people: People) -> None:
    call = hold_call(call=talking(people.alice), by=people.alice, at=NOON + after(10))
    assert not check_risk(call=call, at=NOON + after(10 + 179))
    assert check_risk(call=call, at=NOON + after(10 + 180))
    assert not check_risk(call=call, at=NOON + after(10 + 181))  # the same row in hand, not read anew
    resume_call(call=call, by=people.alice, at=NOON + after(250))
    again = hold_call(call=call, by=people.alice, at=NOON + after(260))
    assert not check_risk(call=again, at=NOON + after(900))
    end_call(call=call, outcome=Outcome.SERVED, by=people.alice, at=NOON + after(901))
    assert raised() == 1
    assert Message.objects.get().to == people.bob  # the leader, once


@pytest.mark.requirement("S0-024")
def test_pieces_of_hold_add_up(people: People) -> None:
    call = talking(people.alice)
    for start in (10, 200):
        hold_call(call=call, by=people.alice, at=NOON + after(start))
        call = resume_call(call=call, by=people.alice, at=NOON + after(start + 90))
    assert call.held_seconds == 180
    assert raised() == 1  # the second resume found it, without the page or the job
    assert Hold.objects.unscoped(WHY).count() == 2


def test_long_call_is_raised_without_a_hold(people: People) -> None:
    call = talking(people.alice, rang=0)
    assert [check_risk(call=each, at=NOON + after(1199)) for each in unwarned()] == [False]
    assert check_risk(call=call, at=NOON + after(1200))
    assert not list(unwarned())


def test_broken_off_risk_owes_a_call_back_that_is_done_once(people: People) -> None:
    call = hold_call(call=talking(people.alice), by=people.alice, at=NOON + after(10))
    call = end_call(call=call, outcome=Outcome.ABANDONED, by=people.alice, at=NOON + after(300))
    assert call.call_back_by == NOON + after(600)
    assert waiting_too_long(people.bob.scope) == [call]
    assert waiting_too_long(people.charlie.scope) == []
    note_called_back(call=call, by=people.alice, at=NOON + after(400))
    with pytest.raises(NotSo):
        note_called_back(call=call, by=people.alice, at=NOON + after(401))
    assert waiting_too_long(people.bob.scope) == []


def test_double_presses_are_refused_and_change_nothing(people: People) -> None:
    call = ringing(people.alice)
    with pytest.raises(NotSo):
        offer_call(code="c2", customer=None, direction=Direction.IN, by=people.alice, at=NOON)
    answer_call(call=call, by=people.alice, at=NOON + after(5))
    with pytest.raises(NotSo):
        answer_call(call=call, by=people.alice, at=NOON + after(50))
    hold_call(call=call, by=people.alice, at=NOON + after(60))
    with pytest.raises(NotSo):
        hold_call(call=call, by=people.alice, at=NOON + after(70))
    resume_call(call=call, by=people.alice, at=NOON + after(80))
    with pytest.raises(NotSo):
        resume_call(call=call, by=people.alice, at=NOON + after(90))
    row = end_call(call=call, outcome=Outcome.SERVED, by=people.alice, at=NOON + after(100))
    with pytest.raises(NotSo):
        end_call(call=call, outcome=Outcome.MISDIAL, by=people.alice, at=NOON + after(101))
    assert (row.ring_seconds, row.held_seconds, row.outcome) == (5, 20, "served")


def test_nobody_works_the_call_of_another(people: People) -> None:
    with pytest.raises(NotYourCall):
        answer_call(call=ringing(people.alice), by=people.bob, at=NOON)


def test_unanswered_call_ends_as_missed(people: People) -> None:
    row = end_call(call=ringing(people.alice), outcome=Outcome.SERVED, by=people.alice, at=NOON + after(22))
    assert (row.outcome, row.ring_seconds, spent(row, NOON + after(99)).talked) == ("abandoned", 22, 0)


def test_import_twice_doubles_nothing_and_names_foreign_codes(people: People) -> None:
    mine = GOOD.replace(",U,", f",{people.east_team.code},")
    theirs = mine.replace("a1", "a2").replace(people.east_team.code, people.west_team.code)
    unknown = mine.replace("a1", "a3").replace("alice", "charlie")
    text = f"{HEAD}\n{mine}\n{theirs}\n{unknown}\n"
    done = import_calls(text=text, by=people.bob, at=NOON)
    assert (done.new, done.known) == (1, 0)
    assert done.faults == (Fault(3, "unit", "unknown"), Fault(4, "agent", "unknown"))
    assert import_calls(text=text, by=people.bob, at=NOON).known == 1
    call = Call.objects.unscoped(WHY).get()
    assert (call.agent, call.ring_seconds, call.live) == (people.alice, 16, False)
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.CALLS_IMPORTED).count() == 2


def test_agent_works_a_call_in_the_browser(people: People) -> None:
    desk = browser(people.alice)
    assert desk.post("/halls/live/", {"direction": "in", "customer": ""}).status_code == 302
    call = Call.objects.unscoped(WHY).get()
    for verb in ("answer", "hold"):
        assert desk.post(f"/halls/live/{call.code}/press/{verb}/").status_code == 302
    long_ago = timezone.now() - after(181)
    Call.objects.unscoped(WHY).update(offered_at=long_ago, answered_at=long_ago, held_since=long_ago)
    for _tick in range(2):
        shown = desk.post(f"/halls/live/{call.code}/tick/").content.decode()
        assert "客户等得太久了" in shown
        assert 'data-timer="18' in shown
    assert raised() == 1
    assert "正在通话" in desk.get("/halls/live/").content.decode()
    assert browser(people.bob).post(f"/halls/live/{call.code}/tick/").status_code == 404
    assert "还在通话" in browser(people.bob).get("/halls/calls/").content.decode()
    desk.post(f"/halls/live/{call.code}/end/", {"outcome": "call_back"})
    assert "要回电的客户" in desk.get("/halls/live/").content.decode()
    assert desk.post(f"/halls/live/{call.code}/tick/").headers["HX-Refresh"] == "true"


def test_leader_imports_a_log_in_the_browser(people: People) -> None:
    text = f"{HEAD}\n{GOOD.replace(',U,', f',{people.east_team.code},')}\n{GOOD.replace('a1', 'a2')}\n"
    sent = {"file": SimpleUploadedFile("calls.csv", text.encode())}
    answer = browser(people.bob).post("/halls/calls/import/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "新增 1 通，已有 0 通，1 处问题没有导入" in page
    assert "不认识，或不在您的范围里" in page
    assert (
        "100.0%"
        in browser(people.bob).get("/halls/calls/?since=2026-11-01&until=2026-11-03").content.decode()
    )


@pytest.mark.parametrize("place", ["calls/", "calls/import/"])
def test_figures_are_for_those_who_lead(place: str, people: People) -> None:
    assert browser(people.bob).get(f"/halls/{place}").status_code == 200
    assert browser(people.alice).get(f"/halls/{place}").status_code == 403


def test_page_of_calls_takes_as_many_queries_for_one_as_for_many(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        call = talking(people.alice, code=f"c{number}", at=timezone.now() - after(400))
        call = hold_call(call=call, by=people.alice, at=timezone.now() - after(380))
        end_call(call=call, outcome=Outcome.CALL_BACK, by=people.alice, at=timezone.now())
    leader = browser(people.bob)
    with django_assert_max_num_queries(11):
        assert leader.get("/halls/calls/").content.decode().count("要回电") == 8
