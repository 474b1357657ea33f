# SPDX-License-Identifier: Apache-2.0
"""Warm transfers: no hand-over without what the colleague must know."""

from datetime import timedelta

import pytest

from amends.apps.core.models import Event, EventKind, Message
from amends.apps.halls.actions.hotline.refusals import NotSo, NotYourCall
from amends.apps.halls.actions.hotline.transfers import (
    Context,
    NoteMissing,
    OnTheLine,
    ReasonMissing,
    accept_transfer,
    return_transfer,
    transfer_call,
)
from amends.apps.halls.models.transfers import Transfer
from amends.apps.halls.queries.hotline.answering import rung
from amends.apps.halls.queries.hotline.calls import open_call
from amends.apps.halls.queries.hotline.transfers import Passed, offered_to, passed
from tests.apps.halls.hotline.conftest import WHY, browser, ringing, talking
from tests.people import NOON, People

KNOWN = Context("要退副卡，已查到合约到期", said="我说了三遍了，号码13800001215", promised="今天给答复")


def offered(people: People, *, note: Context = KNOWN) -> Transfer:
    return transfer_call(call=talking(people.alice), to=people.bob, context=note, by=people.alice, at=NOON)


@pytest.mark.requirement("S2-038")
@pytest.mark.parametrize("note", ["", "  "])
def test_transfer_without_a_note_is_refused(people: People, note: str) -> None:
    with pytest.raises(NoteMissing):
        offered(people, note=Context(note))
    assert not Transfer.objects.unscoped(WHY).exists()


@pytest.mark.requirement("S2-038")
def test_colleague_reads_before_the_call_changes_hands(people: People) -> None:
    row = offered(people)
    assert open_call(people.alice) == row.call  # still with the agent
    assert offered_to(people.bob) == [row]
    assert "13800001215" not in row.said
    assert Message.objects.get().to == people.bob
    call = accept_transfer(transfer=row, by=people.bob, at=NOON + timedelta(minutes=1))
    assert (open_call(people.alice), open_call(people.bob)) == (None, call)
    with pytest.raises(NotSo):
        accept_transfer(transfer=row, by=people.bob, at=NOON)
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.TRANSFER_ACCEPTED).count() == 1


def test_call_is_given_back_only_with_a_reason(people: People) -> None:
    row = offered(people)
    with pytest.raises(ReasonMissing):
        return_transfer(transfer=row, reason=" ", by=people.bob, at=NOON)
    return_transfer(transfer=row, reason="归西市办", by=people.bob, at=NOON)
    assert open_call(people.alice) == row.call
    with pytest.raises(NotSo):
        accept_transfer(transfer=row, by=people.bob, at=NOON)
    assert Message.objects.get(to=people.alice).subject.endswith("归西市办")


def test_call_is_offered_once_by_its_agent_and_taken_by_whom_it_is_for(people: People) -> None:
    row = offered(people)
    with pytest.raises(NotSo):
        transfer_call(call=row.call, to=people.bob, context=KNOWN, by=people.alice, at=NOON)
    with pytest.raises(NotYourCall):
        accept_transfer(transfer=row, by=people.charlie, at=NOON)
    ringing(people.bob, code="c9")
    with pytest.raises(OnTheLine):
        accept_transfer(transfer=row, by=people.bob, at=NOON)


@pytest.mark.requirement("S2-038")
def test_going_to_and_fro_is_counted(people: People) -> None:
    row = offered(people)
    call = accept_transfer(transfer=row, by=people.bob, at=NOON)
    span = (NOON, NOON + timedelta(hours=1))
    assert passed(people.dora.scope, *span) == Passed(transfers=1, calls=1, ping_pong=0)
    back = transfer_call(call=call, to=people.alice, context=KNOWN, by=people.bob, at=NOON)
    accept_transfer(transfer=back, by=people.alice, at=NOON + timedelta(minutes=2))
    assert passed(people.dora.scope, *span) == Passed(transfers=2, calls=1, ping_pong=1)
    assert passed(people.charlie.scope, *span) == Passed(0, 0, 0)


@pytest.mark.requirement("S2-038")
def test_transfer_in_the_browser(people: People) -> None:
    call, agent, colleague = talking(people.alice), browser(people.alice), browser(people.bob)
    place = f"/halls/live/{call.code}/transfer/"
    assert agent.post(place, {"to": people.bob.pk, "note": ""}).status_code == 422
    sent = {"to": people.bob.pk, "note": "要退副卡", "said": "说了三遍了", "promised": "今天答复"}
    assert agent.post(place, sent).status_code == 302
    key = Transfer.objects.unscoped(WHY).get().pk
    assert "要退副卡" in colleague.get("/halls/live/").content.decode()
    shown = colleague.get(f"/halls/transfers/{key}/").content.decode()
    assert all(words in shown for words in ("要退副卡", "说了三遍了", "今天答复", "接过来"))
    assert browser(people.charlie).get(f"/halls/transfers/{key}/").status_code == 404
    assert colleague.post(f"/halls/transfers/{key}/return/", {"reason": ""}).status_code == 302
    assert colleague.post(f"/halls/transfers/{key}/accept/").headers["Location"] == "/halls/live/"
    assert "正在通话" in colleague.get("/halls/live/").content.decode()


def test_ring_stays_with_who_answered_when_the_call_changes_hands(people: People) -> None:
    accept_transfer(transfer=offered(people), by=people.bob, at=NOON)
    (found,) = rung(people.dora.scope, NOON, NOON + timedelta(hours=1), "agent")
    assert found.group == "东市投诉组 艾丽"
