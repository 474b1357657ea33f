# SPDX-License-Identifier: Apache-2.0
"""Robots of group chats: a group hears for whom reminders wait, once each and nothing of what they say; what a
messenger refuses is never called sent."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from amends.apps.core.actions.messengers.counting import count_for_groups
from amends.apps.core.actions.messengers.keeping import (
    Group,
    add_messenger,
    change_messenger,
    send_test,
    switch_off,
    switch_on,
)
from amends.apps.core.actions.messengers.telling import tell_groups
from amends.apps.core.actions.outbox import notify, read_notices
from amends.apps.core.models import Event, EventKind, Message, Messenger, Unit, User
from amends.apps.core.rules.messengers import (
    MOST_LINES,
    MessengerKind,
    check_address,
    counted,
    is_night,
    posted,
    read_answer,
)
from amends.apps.core.rules.queue import MOST_DELIVERIES
from amends.apps.core.rules.webhooks import AddressRefused
from tests.apps.core.webhooks.conftest import Receiver, receiver
from tests.people import NOON, People

__all__ = ["receiver"]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = NOON + 6 * MINUTE
OK = b'{"errcode":0,"errmsg":"ok"}'
SECRET = "SEC-of-the-robot"
MakeRobot = Callable[..., Messenger]


@pytest.fixture
def robot_of(people: People, receiver: Receiver) -> MakeRobot:
    """Makes robots whose messenger is the server of the test; it takes everything."""
    receiver.answer = OK

    def make(unit: Unit | None = None, **changes: Any) -> Messenger:
        group = Group("客服群", MessengerKind.WECOM, unit or people.group, url=f"{receiver.url}/send?key=K")
        return add_messenger(group=replace(group, **changes), by=people.ed, at=NOON - HOUR)

    return make


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(receiver: Receiver) -> list[str]:
    return [json.loads(each.body)["text"]["content"] for each in receiver.received]


def run(at: datetime = LATER) -> int:
    count_for_groups(at=at)
    return tell_groups(at=at, clock=lambda: at)


@pytest.mark.django_db
class TestCounting:
    def test_group_hears_who_has_how_many_and_nothing_else(
        self, people: People, robot_of: MakeRobot, receiver: Receiver
    ) -> None:
        robot_of()
        for number in range(2):
            notify(to=people.alice, subject="案件 C1 客户王秀英", at=NOON, key=f"a{number}")
        notify(to=people.bob, subject="您的一次服务已质检：61 分", at=NOON)
        assert run() == 1
        [words] = told(receiver)
        assert f"{people.alice}：2 条" in words
        assert f"{people.bob}：1 条" in words
        assert not [each for each in ("C1", "王秀英", "61", "质检") if each in words]

    def test_each_is_told_once_and_what_was_read_never(
        self, people: People, robot_of: MakeRobot, receiver: Receiver
    ) -> None:
        robot_of()
        notify(to=people.alice, subject="一", at=NOON)
        notify(to=people.bob, subject="二", at=NOON)
        read_notices(user=people.bob, at=NOON + MINUTE)
        assert [run(NOON + 4 * MINUTE), run(), run(LATER + MINUTE)] == [0, 1, 0]
        assert str(people.bob) not in told(receiver)[0]

    def test_nearest_robot_above_the_reader_tells(self, people: People, robot_of: MakeRobot) -> None:
        whole, east = robot_of(), robot_of(people.east, name="东区群")
        for reader in (people.alice, people.dora):
            notify(to=reader, subject="提醒", at=NOON)
        count_for_groups(at=LATER)
        bodies = {each.messenger_id: each.body for each in Message.objects.filter(channel="group")}
        assert people.alice.unit is not None
        assert people.east.number <= people.alice.unit.number <= people.east.last
        assert str(people.alice) in bodies[east.pk]
        assert str(people.alice) not in bodies[whole.pk]
        assert str(people.dora) in bodies[whole.pk]

    def test_what_came_before_the_robot_or_while_it_was_off_is_not_told(
        self, people: People, robot_of: MakeRobot, receiver: Receiver
    ) -> None:
        robot = robot_of()
        notify(to=people.alice, subject="早", at=NOON - 2 * HOUR)
        switch_off(row=robot, by=people.ed, at=NOON - MINUTE)
        notify(to=people.alice, subject="停", at=NOON)
        assert run() == 0
        switch_on(row=robot, by=people.ed, at=LATER)
        assert run(LATER + HOUR) == 0
        notify(to=people.alice, subject="新", at=LATER + MINUTE)
        assert run(LATER + HOUR) == 1
        assert "1 条" in told(receiver)[0]

    def test_night_is_gathered_till_morning_unless_the_group_works_then(
        self, people: People, robot_of: MakeRobot
    ) -> None:
        by_day = robot_of()
        evening = NOON.replace(hour=14)  # 22 o'clock in China
        notify(to=people.alice, subject="夜", at=evening)
        assert run(evening + HOUR) == 0
        assert run(evening + 10 * HOUR + MINUTE) == 1, "eight in the morning"
        change_messenger(row=by_day, group=Group("群", MessengerKind.WECOM, by_day.unit, by_night=True), by=people.ed,
                         at=evening + 11 * HOUR)  # fmt: skip
        next_evening = evening + timedelta(days=1)
        notify(to=people.alice, subject="夜", at=next_evening)
        assert run(next_evening + HOUR) == 1

    def test_no_robot_costs_one_query(self, people: People, django_assert_num_queries: Any) -> None:
        notify(to=people.alice, subject="提醒", at=NOON)
        with django_assert_num_queries(1):
            assert count_for_groups(at=LATER) == 0

    def test_row_says_whose_group(self, people: People) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(channel="group", subject="x", created_at=NOON, not_before=NOON)


@pytest.mark.django_db
class TestTelling:
    def test_refusal_in_a_200_is_no_success(
        self, people: People, robot_of: MakeRobot, receiver: Receiver
    ) -> None:
        robot = robot_of()
        receiver.answer = b'{"errcode":93000,"errmsg":"invalid webhook url"}'
        notify(to=people.alice, subject="提醒", at=NOON)
        assert run() == 0
        message = Message.objects.get(messenger=robot)
        assert (message.sent_at, message.error) == (None, "93000 invalid webhook url")
        assert message.given_up_at is not None, "the key will not be right the next time"
        assert Message.objects.get(to=people.ed).link == "/messengers/"

    def test_too_often_is_tried_again(self, people: People, robot_of: MakeRobot, receiver: Receiver) -> None:
        robot = robot_of()
        receiver.answer = b'{"errcode":45009,"errmsg":"api freq out of limit"}'
        notify(to=people.alice, subject="提醒", at=NOON)
        assert run() == 0
        receiver.answer = OK
        assert run(LATER + HOUR) == 1
        assert Message.objects.get(messenger=robot).sent_at == LATER + HOUR
        assert len(told(receiver)) == 2

    def test_dead_messenger_is_given_up_after_its_tries(self, people: People, robot_of: MakeRobot) -> None:
        robot = robot_of(url="http://127.0.0.1:9/x")
        send_test(row=robot, by=people.ed, at=NOON)
        for turn in range(MOST_DELIVERIES + 2):
            at = NOON + turn * HOUR
            assert tell_groups(at=at, clock=lambda at=at: at) == 0  # type: ignore[misc]
        message = Message.objects.get(messenger=robot)
        assert message.attempts == MOST_DELIVERIES
        assert message.given_up_at is not None

    def test_address_and_key_are_sealed_and_stand_nowhere(
        self, people: People, robot_of: MakeRobot, receiver: Receiver
    ) -> None:
        robot = robot_of(secret=SECRET, kind=MessengerKind.DINGTALK)
        assert b"key=K" not in bytes(robot.url)
        assert SECRET.encode() not in bytes(robot.secret)
        logged = str(list(Event.objects.unscoped("the test reads all").values_list("payload", flat=True)))
        assert "key=K" not in logged
        assert SECRET not in logged
        page = as_user(people.ed).get(f"/messengers/{robot.pk}/").content.decode()
        assert "key=K" not in page
        assert SECRET not in page
        send_test(row=robot, by=people.ed, at=NOON)
        assert tell_groups(at=NOON, clock=lambda: NOON) == 1
        asked = parse_qs(urlsplit(receiver.received[0].path).query)
        signed = f"{asked['timestamp'][0]}\n{SECRET}".encode()
        assert base64.b64decode(asked["sign"][0]) == hmac.digest(SECRET.encode(), signed, hashlib.sha256)


@pytest.mark.django_db
class TestPages:
    def test_added_changed_tested_and_switched_by_its_administrator(
        self, people: People, receiver: Receiver
    ) -> None:
        receiver.answer = OK
        client = as_user(people.ed)
        sent = {
            "name": "客服群",
            "kind": "wecom",
            "url": f"{receiver.url}/send?key=K",
            "unit": people.east.pk,
        }
        assert client.post("/messengers/new/", sent).status_code == 302
        row = Messenger.objects.get()
        assert client.post(f"/messengers/{row.pk}/", {**sent, "url": "", "name": "新群"}).status_code == 302
        for verb in ("test", "off", "on"):
            assert client.post(f"/messengers/{row.pk}/{verb}/").status_code == 302
        assert "新群" in client.get("/messengers/").content.decode()
        kinds = (
            Event.objects.unscoped("the test reads all")
            .filter(subject=f"core.messenger:{row.pk}")
            .values_list("kind", flat=True)
        )
        assert list(kinds) == [
            EventKind.MESSENGER_ADDED, EventKind.MESSENGER_CHANGED, EventKind.MESSENGER_TESTED,
            EventKind.MESSENGER_SWITCHED_OFF, EventKind.MESSENGER_SWITCHED_ON,
        ]  # fmt: skip

    def test_foreign_unit_and_foreign_host_are_refused(
        self, people: People, robot_of: MakeRobot, settings: Any
    ) -> None:
        robot = robot_of(people.west)
        assert as_user(people.dora).get("/messengers/").status_code == 403
        settings.AMENDS_WEBHOOK_PRIVATE = False
        sent = {
            "name": "群",
            "kind": "wecom",
            "url": "https://elsewhere.example/send",
            "unit": people.east.pk,
        }
        client = as_user(people.ed)
        refused = client.post("/messengers/new/", sent)
        assert "不是所选软件的机器人地址" in refused.content.decode()
        assert Messenger.objects.count() == 1
        people.ed.unit = people.east
        people.ed.save()
        assert as_user(people.ed).get(f"/messengers/{robot.pk}/").status_code == 404

    def test_list_asks_as_often_for_many(
        self, people: People, robot_of: MakeRobot, django_assert_max_num_queries: Any
    ) -> None:
        for _time in range(9):
            robot_of()
        client = as_user(people.ed)
        client.get("/messengers/")
        with django_assert_max_num_queries(8):
            client.get("/messengers/")


@pytest.mark.parametrize(
    ("kind", "host"),
    [
        (MessengerKind.WECOM, "qyapi.weixin.qq.com"),
        (MessengerKind.DINGTALK, "oapi.dingtalk.com"),
        (MessengerKind.FEISHU, "open.feishu.cn"),
    ],
)
def test_robots_live_with_their_makers(kind: MessengerKind, host: str) -> None:
    assert check_address(kind, f"https://{host}/x", private=False)
    with pytest.raises(AddressRefused):
        check_address(kind, f"https://{host}.evil.example/x", private=False)
    assert check_address(kind, "http://10.0.0.8/x", private=True), "an operator's own installation"


def test_feishu_signs_in_the_body() -> None:
    told_ = json.loads(posted(MessengerKind.FEISHU, "u", SECRET, "话", at=NOON).body)
    stamp = str(int(NOON.timestamp()))
    assert told_["timestamp"] == stamp
    key = f"{stamp}\n{SECRET}".encode()
    assert base64.b64decode(told_["sign"]) == hmac.digest(key, b"", hashlib.sha256)
    assert told_["content"] == {"text": "话"}


@pytest.mark.parametrize(
    ("kind", "status", "answer", "taken", "again"),
    [
        (MessengerKind.WECOM, 200, OK, True, False),
        (MessengerKind.WECOM, 200, b'{"errcode":45009}', False, True),
        (MessengerKind.DINGTALK, 200, b'{"errcode":310000,"errmsg":"sign not match"}', False, False),
        (MessengerKind.DINGTALK, 200, b'{"errcode":130101,"errmsg":"send too fast"}', False, True),
        (MessengerKind.FEISHU, 200, b'{"StatusCode":0,"code":0}', True, False),
        (MessengerKind.FEISHU, 200, b'{"code":11232,"msg":"frequency limited"}', False, True),
        (MessengerKind.FEISHU, 200, b'{"code":9499,"msg":"Bad Request"}', False, False),
        (MessengerKind.FEISHU, 200, b'{"code":19021,"msg":"sign match fail"}', False, False),
        (MessengerKind.FEISHU, 200, b"<html>a proxy</html>", False, True),
        (MessengerKind.WECOM, 200, b"[]", False, True),
        (MessengerKind.SLACK, 200, b"ok", True, False),
        (MessengerKind.SLACK, 404, b"no_team", False, False),
        (MessengerKind.SLACK, 429, b"", False, True),
        (MessengerKind.WECOM, 502, b"", False, True),
        (MessengerKind.WECOM, None, b"", False, True),
    ],
)
def test_what_an_answer_means(
    kind: MessengerKind, status: int | None, answer: bytes, taken: bool, again: bool
) -> None:
    found = read_answer(kind, status, answer)
    assert (found.taken, found.again) == (taken, again)
    assert taken or found.error


def test_twenty_people_fit_the_smallest_message() -> None:
    longest = "\n".join(["某某某某（某某市某某营业厅）：9999 条"] * MOST_LINES)
    assert len(longest.encode()) < 2_048 - 300


def test_night_and_order() -> None:
    assert [hour for hour in range(24) if not is_night(hour)] == list(range(8, 21))
    assert counted(["乙", "甲", "乙"]) == [("乙", 2), ("甲", 1)]
