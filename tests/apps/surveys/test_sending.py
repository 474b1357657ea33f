# SPDX-License-Identifier: Apache-2.0
"""Inviting, reminding, ending, replacing: each customer once, never at night, nobody who said no meanwhile."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import deliver, send_filled
from amends.apps.core.actions.texts import deliver_texts
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.core.rules.queue import MOST_DELIVERIES
from amends.apps.customers.actions.identity import Personal, sealed_identity
from amends.apps.customers.actions.opting_out import opt_out
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.consents import Purpose
from amends.apps.surveys.actions.ending import expire, settle_lost
from amends.apps.surveys.actions.replacing import fill_up
from amends.apps.surveys.actions.sending import remind_due, send_due
from amends.apps.surveys.actions.waves import take_step
from amends.apps.surveys.models import Invitation, QuestionnaireVersion, Stratum, SurveyWave
from amends.apps.surveys.queries.frame import FrameQuery
from amends.apps.surveys.queries.policy import lacking
from amends.apps.surveys.rules.design import Design, written
from amends.apps.surveys.rules.steps import Step
from amends.apps.surveys.wave_jobs import expire_invitations
from tests.apps.core.webhooks.conftest import Receiver, receiver
from tests.apps.surveys.conftest import DAY, HOUR, invited, link_token, wave
from tests.people import NOON, People

__all__ = ["receiver"]
TWO = NOON + 2 * HOUR  # 14:00 in Shanghai, a Monday
EVENING = NOON + 8 * HOUR  # 20:00
WORDS = {"invite": "想听听您的真实感受：{link}", "remind": "还差您的意见：{link}"}


def customer(people: People, code: str = "C-1", **fields: Any) -> Customer:
    """A customer of the east with a sealed number."""
    row = Customer.objects.create(code=code, unit=people.east_team, updated_at=NOON, **fields)
    sealed_identity(row.pk, code, Personal(number="13800001215"), None).save()
    return row


@pytest.fixture
def asked(people: People, version: QuestionnaireVersion) -> SurveyWave:
    return wave(version, people.east, words=WORDS, design=written(Design()))


def waiting(asked: SurveyWave, row: Customer, **fields: Any) -> Invitation:
    return invited(
        asked, row, **({"state": "waiting", "invited_at": None, "expires_at": asked.ends_at} | fields)
    )


def all_left(at: datetime) -> None:
    """The gateway took every message."""
    Message.objects.filter(sent_at=None).update(sent_at=at)


def again(row: Invitation) -> Invitation:
    return Invitation.objects.unscoped("test").get(pk=row.pk)


def test_who_waits_is_invited_once_with_a_message_and_an_event(people: People, asked: SurveyWave) -> None:
    row = waiting(asked, customer(people))
    assert [send_due(at=TWO), send_due(at=TWO + HOUR)] == [1, 0]
    told = again(row)
    assert (told.state, told.invited_at, told.next_at) == ("sent", TWO, TWO + 3 * DAY)
    assert told.expires_at == TWO + 14 * DAY
    message = Message.objects.get()
    assert (message.channel, message.key, message.body) == ("sms", f"survey:{row.pk}:0", WORDS["invite"])
    [event] = Event.objects.unscoped("test").filter(kind=EventKind.CUSTOMER_INVITED)
    assert (event.about, event.payload) == ("C-1", {"wave": asked.pk, "way": "sms"})


def test_neither_the_number_nor_the_link_stands_in_the_outbox_or_the_log(
    people: People, asked: SurveyWave
) -> None:
    row = waiting(asked, customer(people))
    send_due(at=TWO)
    kept = json.dumps([*Message.objects.values(), *Event.objects.unscoped("t").values()], default=str)
    assert "13800001215" not in kept
    assert link_token(row) not in kept


def test_the_text_that_leaves_has_the_number_and_the_customers_own_link(
    people: People, asked: SurveyWave, receiver: Receiver, settings: DjangoSettings
) -> None:
    settings.AMENDS_SMS_URL, settings.AMENDS_URL = receiver.url, "https://a.example"
    row = waiting(asked, customer(people))
    send_due(at=TWO)
    assert deliver_texts(at=TWO, clock=lambda: TWO) == 1
    told = json.loads(receiver.received[0].body)
    link = f"https://a.example/s/{link_token(row)}/"
    assert (told["to"], told["text"]) == ("13800001215", f"想听听您的真实感受：{link}")


def test_a_text_that_waited_for_the_gateway_does_not_go_out_at_night(
    people: People, asked: SurveyWave, receiver: Receiver, settings: DjangoSettings
) -> None:
    settings.AMENDS_SMS_URL = receiver.url
    waiting(asked, customer(people))
    send_due(at=TWO)
    assert deliver_texts(at=EVENING, clock=lambda: EVENING) == 0
    assert Message.objects.get().not_before == NOON + 21 * HOUR  # nine in the morning
    assert not receiver.received


@pytest.mark.parametrize(
    ("at", "next_at"), [(NOON, TWO), (EVENING, NOON + 21 * HOUR)], ids=["noon", "evening"]
)
def test_nobody_is_invited_outside_the_hours(
    people: People, asked: SurveyWave, at: datetime, next_at: datetime
) -> None:
    row = waiting(asked, customer(people))
    assert send_due(at=at) == 0
    assert (again(row).state, again(row).next_at) == ("waiting", next_at)
    assert not Message.objects.exists()


def test_a_customer_in_the_far_west_is_invited_by_their_own_clock(people: People, asked: SurveyWave) -> None:
    row = waiting(asked, customer(people, region="新疆喀什"))
    assert send_due(at=TWO) == 0  # noon there
    assert again(row).next_at == TWO + 2 * HOUR


def test_who_refused_since_the_draw_is_not_invited(people: People, asked: SurveyWave) -> None:
    refuser, hidden = customer(people), customer(people, "C-2")
    rows = [waiting(asked, refuser), waiting(asked, hidden)]
    opt_out(customer=refuser, purpose=Purpose.SURVEY, channel="sms", wording_version="1", at=NOON)
    Customer.objects.unscoped("test").filter(pk=hidden.pk).update(do_not_contact=True)
    assert send_due(at=TWO) == 0
    assert [again(row).state for row in rows] == ["refused", "refused"]
    assert not Message.objects.exists()


def test_who_has_an_open_matter_is_asked_when_it_is_closed(people: People, asked: SurveyWave) -> None:
    row = customer(people)
    invitation = waiting(asked, row)
    for kind, at in ((EventKind.CASE_OPENED, NOON), (EventKind.CASE_CLOSED, TWO + HOUR)):
        with writing(by=None, at=at) as log:
            log(kind, row, about=row.code, unit=row.unit)
        if kind == EventKind.CASE_OPENED:
            assert send_due(at=TWO) == 0
    assert again(invitation).state == "waiting"
    assert send_due(at=TWO + DAY) == 1


def test_who_was_asked_by_another_wave_meanwhile_is_left_alone(
    people: People, asked: SurveyWave, version: QuestionnaireVersion
) -> None:
    row = customer(people)
    invitation = waiting(asked, row)
    invited(wave(version, people.west), row, invited_at=NOON - DAY)
    assert send_due(at=TWO) == 0
    assert again(invitation).state == "unreachable"  # belongs to those surveyed: keeps their weight


def test_who_has_a_number_out_of_service_is_no_longer_one_of_those_surveyed(
    people: People, asked: SurveyWave
) -> None:
    row = waiting(asked, customer(people, line_state="closed"))
    assert send_due(at=TWO) == 0
    assert again(row).state == "screened_out"


@pytest.mark.parametrize("state", ["paused", "drawn", "closed"])
def test_a_wave_that_is_not_open_invites_nobody(people: People, asked: SurveyWave, state: str) -> None:
    waiting(asked, customer(people))
    SurveyWave.objects.unscoped("test").filter(pk=asked.pk).update(state=state)
    assert send_due(at=TWO) == 0


def test_a_worker_killed_in_the_middle_has_invited_nobody_of_the_portion(
    people: People, asked: SurveyWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [waiting(asked, customer(people, f"C-{number}")) for number in range(3)]
    calls: list[dict[str, Any]] = []

    def killed(**values: Any) -> None:
        calls.append(values)
        send_filled(**values)
        if len(calls) == 2:
            raise SystemExit

    monkeypatch.setattr("amends.apps.surveys.actions.sending.send_filled", killed)
    with pytest.raises(SystemExit):
        send_due(at=TWO)
    assert [again(row).state for row in rows] == ["waiting"] * 3
    assert not Message.objects.exists()
    monkeypatch.undo()
    assert (send_due(at=TWO), Message.objects.count()) == (3, 3)


def test_only_who_has_not_answered_is_reminded_and_only_as_often_as_planned(
    people: People, asked: SurveyWave
) -> None:
    silent, done = (waiting(asked, customer(people, code)) for code in ("C-1", "C-2"))
    send_due(at=TWO)
    Invitation.objects.unscoped("test").filter(pk=done.pk).update(
        state="completed", ended_at=TWO, next_at=None
    )
    all_left(TWO)
    assert [remind_due(at=TWO + days * DAY) for days in (2, 3, 6, 9)] == [0, 1, 0, 0]
    assert Message.objects.get(key=f"survey:{silent.pk}:1").body == WORDS["remind"]
    assert again(silent).reminders == 1


def test_no_reminder_leaves_together_with_the_invitation_that_a_gateway_held_up(
    people: People, asked: SurveyWave
) -> None:
    row = waiting(asked, customer(people))
    send_due(at=TWO)
    assert remind_due(at=TWO + 3 * DAY) == 0  # it still lies in the outbox
    all_left(TWO + 3 * DAY + HOUR)
    assert remind_due(at=TWO + 4 * DAY) == 0
    assert again(row).next_at == TWO + 6 * DAY + HOUR
    assert remind_due(at=TWO + 6 * DAY + HOUR) == 1


def test_a_reminder_waits_for_the_morning(people: People, asked: SurveyWave) -> None:
    row = waiting(asked, customer(people))
    send_due(at=TWO)
    all_left(TWO)
    assert remind_due(at=EVENING + 3 * DAY) == 0
    assert again(row).next_at == NOON + 21 * HOUR + 3 * DAY


def test_a_reminder_of_the_outbox_is_called_off_when_the_answer_came(
    people: People, asked: SurveyWave, receiver: Receiver, settings: DjangoSettings
) -> None:
    settings.AMENDS_SMS_URL = receiver.url
    row = waiting(asked, customer(people))
    send_due(at=TWO)
    Invitation.objects.unscoped("test").filter(pk=row.pk).update(state="completed", ended_at=TWO)
    assert deliver_texts(at=TWO, clock=lambda: TWO) == 0
    assert Message.objects.get().given_up_at == TWO
    assert settle_lost(at=TWO) == 0
    assert again(row).state == "completed"


def test_what_is_not_answered_in_time_expires_and_a_wave_whose_time_is_over_closes(
    people: People, asked: SurveyWave
) -> None:
    row = waiting(asked, customer(people))
    send_due(at=TWO)
    assert [expire(at=TWO + 13 * DAY), expire(at=TWO + 14 * DAY)] == [0, 1]
    assert (again(row).state, again(row).ended_at) == ("expired", TWO + 14 * DAY)

    class Run:
        def at(self) -> datetime:
            return asked.ends_at

        def progress(self, done: int, total: int, note: str = "") -> None:
            """Nobody watches."""

    assert expire_invitations(Run()) == {"expired": 0, "closed": 1}
    assert SurveyWave.objects.unscoped("test").get(pk=asked.pk).state == "closed"


def test_closing_a_wave_ends_what_is_open_and_leaves_the_rest(people: People, asked: SurveyWave) -> None:
    rows = [waiting(asked, customer(people, code)) for code in ("C-1", "C-2", "C-3")]
    states: list[dict[str, Any]] = [{"state": "reserve"}, {"state": "completed", "ended_at": NOON}]
    for row, state in zip(rows[1:], states, strict=True):
        Invitation.objects.unscoped("test").filter(pk=row.pk).update(**state)
    take_step(wave=asked, step=Step.CLOSE, by=people.dora, at=TWO)
    assert [again(row).state for row in rows] == ["expired", "reserve", "completed"]


def stratum_of(asked: SurveyWave, people: People, size: int = 4) -> list[Invitation]:
    """A stratum of 100 of whom two were asked and two are reserves."""
    stratum = Stratum.objects.create(wave=asked, label="东市", population=100, allocated=1, drawn=2)
    made = []
    for turn in range(1, size + 1):
        state = "waiting" if turn <= 2 else "reserve"
        row = waiting(asked, customer(people, f"C-{turn}"), stratum=stratum, position=turn, weight=50)
        Invitation.objects.unscoped("test").filter(pk=row.pk).update(state=state)
        made.append(row)
    return made


def end(row: Invitation, state: str) -> None:
    Invitation.objects.unscoped("test").filter(pk=row.pk).update(state=state, ended_at=TWO)


def test_the_next_reserve_of_the_stratum_moves_up_and_the_weights_stay_right(
    people: People, asked: SurveyWave
) -> None:
    rows = stratum_of(asked, people)
    end(rows[0], "unreachable")
    assert [fill_up(at=TWO), fill_up(at=TWO)] == [1, 0]
    assert (again(rows[2]).state, again(rows[2]).replaces_id) == ("waiting", rows[0].pk)
    assert again(rows[3]).state == "reserve"
    weights = [again(row).weight for row in rows[:3]]
    assert sum(weights) == pytest.approx(100)
    [event] = Event.objects.unscoped("test").filter(kind=EventKind.RESERVE_MOVED_UP)
    assert event.payload == {"reserve": rows[2].pk, "moved": 1}


@pytest.mark.parametrize(("replace", "moved"), [(False, 0), (True, 1)])
def test_a_refusal_is_replaced_only_where_the_plan_says_so(
    people: People, version: QuestionnaireVersion, replace: bool, moved: int
) -> None:
    asked = wave(version, people.east, words=WORDS, design=written(Design(replace_refused=replace)))
    rows = stratum_of(asked, people)
    end(rows[1], "refused")
    assert fill_up(at=TWO) == moved


def test_a_wrong_number_is_replaced_at_the_first_call(people: People, version: QuestionnaireVersion) -> None:
    plan = written(Design(call_attempts=3))
    asked = wave(version, people.east, way="hotline", words=WORDS, design=plan)
    rows = stratum_of(asked, people)
    end(rows[0], "unreachable")
    Invitation.objects.unscoped("test").filter(pk=rows[0].pk).update(calls=1)
    assert fill_up(at=TWO) == 1
    assert again(rows[2]).replaces_id == rows[0].pk


def test_a_refusal_that_is_not_replaced_has_no_stratum_read(
    people: People, asked: SurveyWave, django_assert_max_num_queries: Any
) -> None:
    end(stratum_of(asked, people)[1], "refused")
    with django_assert_max_num_queries(2):
        assert fill_up(at=TWO) == 0


def test_a_wave_that_closed_a_moment_before_gets_no_reserve(
    people: People, asked: SurveyWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = stratum_of(asked, people)
    end(rows[0], "unreachable")

    def slow(stored: Any) -> Design:
        SurveyWave.objects.unscoped("test").filter(pk=asked.pk).update(state="closed")
        return Design()

    monkeypatch.setattr("amends.apps.surveys.actions.replacing.read_design", slow)
    assert fill_up(at=TWO) == 0
    assert again(rows[2]).state == "reserve"


def test_no_more_is_replaced_than_the_plan_allows(people: People, asked: SurveyWave) -> None:
    rows = stratum_of(asked, people)
    end(rows[0], "unreachable")
    end(rows[1], "unreachable")
    assert fill_up(at=TWO) == 1  # a fifth of two, at least one


def test_a_number_that_the_gateway_refuses_ends_the_invitation(
    people: People, asked: SurveyWave, receiver: Receiver, settings: DjangoSettings
) -> None:
    settings.AMENDS_SMS_URL, receiver.status = receiver.url, 422
    row = waiting(asked, customer(people))
    send_due(at=TWO)
    deliver_texts(at=TWO, clock=lambda: TWO)
    assert [settle_lost(at=TWO + timedelta(minutes=1)), settle_lost(at=TWO + HOUR)] == [1, 0]
    assert again(row).state == "unreachable"


def _with_mail(people: People, code: str, mail: str | None) -> Customer:
    row = Customer.objects.create(code=code, unit=people.east_team, updated_at=NOON)
    sealed_identity(row.pk, code, Personal(number="13800001215", mail=mail), None).save()
    return row


def test_a_mail_goes_to_the_customers_own_address_else_to_the_mailbox_of_the_number(
    people: People, version: QuestionnaireVersion, settings: DjangoSettings, mailoutbox: list[Any]
) -> None:
    settings.AMENDS_URL, settings.AMENDS_NUMBER_MAIL = "https://a.example", "mail.example"
    by_mail = wave(version, people.east, way="email", words=WORDS, design=written(Design()))
    rows = [
        waiting(by_mail, _with_mail(people, code, mail))
        for code, mail in (("C-1", "li.jing@example.com"), ("C-2", None))
    ]
    assert send_due(at=TWO) == 2
    assert "example.com" not in str(Message.objects.values())  # it stands in no outbox
    assert deliver(at=TWO, clock=lambda: TWO) == 2
    assert [each.to for each in mailoutbox] == [["li.jing@example.com"], ["13800001215@mail.example"]]
    assert link_token(rows[0]) in mailoutbox[0].body


def test_who_has_no_address_is_not_reached_by_mail(
    people: People, version: QuestionnaireVersion, settings: DjangoSettings
) -> None:
    settings.AMENDS_URL, settings.AMENDS_NUMBER_MAIL = "https://a.example", ""
    by_mail = wave(version, people.east, way="email", words=WORDS, design=written(Design()))
    assert lacking("email")
    row = waiting(by_mail, _with_mail(people, "C-1", None))
    _with_mail(people, "C-2", "li.jing@example.com")
    assert not lacking("email")
    frame = FrameQuery(people.east, Design(rest_days=0), TWO, by_mail.pk, "email")
    assert frame.counted().excluded["no_channel"] == 1
    assert (
        FrameQuery(people.east, Design(rest_days=0), TWO, by_mail.pk, "sms").counted().excluded["no_channel"]
        == 0
    )
    send_due(at=TWO)
    assert deliver(at=TWO, clock=lambda: TWO) == 0
    assert settle_lost(at=TWO) == 1
    assert again(row).state == "unreachable"


def test_a_text_at_which_alone_the_gateway_fails_ends_its_invitation_with_the_reason(
    people: People, asked: SurveyWave, receiver: Receiver, settings: DjangoSettings
) -> None:
    settings.AMENDS_SMS_URL, settings.AMENDS_URL = receiver.url, "https://a.example"
    row, receiver.status = waiting(asked, customer(people)), 500
    send_due(at=TWO)
    bad = Message.objects.get()
    for tried in range(MOST_DELIVERIES):
        at = TWO + timedelta(minutes=15 * tried)
        other = Message.objects.create(
            channel="sms", filled_by="survey", key=f"x:{tried}", created_at=at, not_before=at, sent_at=at
        )
        Message.objects.filter(pk=bad.pk).update(not_before=at)  # as if its rest were over
        deliver_texts(at=at + timedelta(minutes=1), clock=lambda now=at: now)  # type: ignore[misc]
        assert other.sent_at
    assert Message.objects.get(pk=bad.pk).given_up_at is not None
    assert settle_lost(at=TWO + 3 * HOUR) == 1
    assert again(row).state == "unreachable"
    [event] = Event.objects.unscoped("test").filter(kind=EventKind.INVITATION_ENDED)
    assert event.payload == {"ended": True, "why": "answered 500"}
