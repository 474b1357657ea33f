# SPDX-License-Identifier: Apache-2.0
"""Messages for colleagues who are away."""

from datetime import datetime, timedelta
from os import urandom

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.halls.actions.hotline.messages import (
    ForYourself,
    NotForYou,
    Said,
    TooEarly,
    escalate_message,
    finish_message,
    read_message,
    take_message,
)
from amends.apps.halls.actions.hotline.refusals import NotSo
from amends.apps.halls.models.messages import PhoneMessage
from amends.apps.halls.queries.hotline.messages import late_messages, open_messages
from tests.apps.halls.hotline.conftest import WHY, browser
from tests.people import NOON, People

SAID = Said("王小明", "138 0000 1215", "副卡退订，号码13900002222也要问")
DUE = NOON + timedelta(hours=2)


def taken(by: User, recipient: User, *, code: str = "m1", due_at: datetime = DUE) -> PhoneMessage:
    nonces = (urandom(12), urandom(12))
    return take_message(
        code=code, nonces=nonces, recipient=recipient, said=SAID, due_at=due_at, call=None, by=by, at=NOON
    )


@pytest.mark.requirement("S2-037")
def test_message_is_a_task_of_the_colleague_with_its_time(people: People) -> None:
    row = taken(people.alice, people.bob)
    assert open_messages(people.bob) == [row]
    assert row.due_at == DUE
    assert Message.objects.get().to == people.bob
    assert open_messages(people.alice) == []


@pytest.mark.requirement("S2-037")
def test_number_is_masked_but_for_the_colleague_whose_look_is_logged(people: People) -> None:
    row = taken(people.alice, people.bob)
    assert "13800001215" not in f"{row.number_shown}{row.matter}"
    assert "13900002222" not in row.matter
    assert b"13800001215" not in bytes(row.number_sealed)
    with pytest.raises(NotForYou):
        read_message(message=row, by=people.alice, at=NOON)
    assert read_message(message=row, by=people.bob, at=NOON) == ("王小明", "13800001215")
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.MESSAGE_READ).count() == 1


def test_second_press_takes_one_message(people: People) -> None:
    assert taken(people.alice, people.bob) == taken(people.alice, people.bob)
    with pytest.raises(NotSo):
        taken(people.bob, people.alice)
    assert PhoneMessage.objects.unscoped(WHY).count() == 1


def test_message_needs_a_time_to_come_and_another_person(people: People) -> None:
    with pytest.raises(TooEarly):
        taken(people.alice, people.bob, due_at=NOON)
    with pytest.raises(ForYourself):
        taken(people.alice, people.alice)


@pytest.mark.requirement("S2-037")
def test_late_message_goes_to_the_leader_once(people: People) -> None:
    row = taken(people.bob, people.alice)
    assert late_messages(DUE - timedelta(seconds=1)) == []
    assert late_messages(DUE) == [row]
    assert escalate_message(message=row, at=DUE)
    assert not escalate_message(message=row, at=DUE)
    assert late_messages(DUE) == []
    told = Message.objects.exclude(to=people.alice).get()
    assert told.to == people.bob


def test_message_is_done_once_by_whom_it_is_for(people: People) -> None:
    row = taken(people.alice, people.bob)
    with pytest.raises(NotForYou):
        finish_message(message=row, result="已回", by=people.alice, at=NOON)
    finish_message(message=row, result="已回，约好明天", by=people.bob, at=NOON)
    with pytest.raises(NotSo):
        finish_message(message=row, result="再回", by=people.bob, at=NOON)
    assert not escalate_message(message=row, at=DUE)
    assert open_messages(people.bob) == []


def test_database_refuses_a_message_that_is_done_without_a_result(people: People) -> None:
    row = taken(people.alice, people.bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneMessage.objects.unscoped(WHY).filter(pk=row.pk).update(done_at=NOON)


@pytest.mark.requirement("S2-037")
def test_message_from_form_to_result_in_the_browser(people: People) -> None:
    agent, colleague = browser(people.alice), browser(people.bob)
    assert "不要只说“喂”“不在”就挂" in agent.get("/halls/messages/new/").content.decode()
    due_at = timezone.localtime(timezone.now() + timedelta(hours=3))
    sent = {
        "code": "m9", "recipient": people.bob.pk, "name": "王小明", "number": "138 0000 1215", "matter": "退副卡",
        "due_at": f"{due_at:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert agent.post("/halls/messages/new/", sent | {"number": "喂"}).status_code == 422
    assert agent.post("/halls/messages/new/", sent | {"recipient": people.charlie.pk}).status_code == 422
    assert agent.post("/halls/messages/new/", sent).status_code == 302
    assert "退副卡" in colleague.get("/halls/messages/panel/").content.decode()
    assert "messages/panel" in colleague.get("/").content.decode()
    shown = agent.get("/halls/messages/m9/").content.decode()
    assert "13800001215" not in shown
    assert agent.post("/halls/messages/m9/read/").status_code == 403
    assert "13800001215" in colleague.post("/halls/messages/m9/read/").content.decode()
    assert colleague.post("/halls/messages/m9/", {"result": "已回"}).status_code == 302
    assert browser(people.charlie).get("/halls/messages/m9/").status_code == 404


def test_list_takes_as_many_queries_for_one_as_for_many(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        taken(people.alice, people.bob, code=f"m{number}")
    reader = browser(people.bob)
    with django_assert_max_num_queries(7):
        assert reader.get("/halls/messages/").content.decode().count("退订") >= 6
