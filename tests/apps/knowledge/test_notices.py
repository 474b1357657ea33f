# SPDX-License-Identifier: Apache-2.0
"""Notices before something starts: who is asked, who has read, which share of each channel, who is reminded."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, Message, Unit
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.notices import (
    ChannelsMissing,
    NotAsked,
    ReadTooLate,
    Telling,
    publish_notice,
    read_notice,
    remind_due,
    remind_unread,
    withdraw_notice,
)
from amends.apps.knowledge.actions.refusals import NotYourUnit, RightMissing
from amends.apps.knowledge.models import Notice, NoticePlace, NoticeReading
from amends.apps.knowledge.queries.articles import uses_of
from amends.apps.knowledge.queries.notices import (
    MOST,
    asked_people,
    read_share,
    standing,
    unread_by,
    unread_within,
)
from amends.apps.promises.models.campaigns import Campaign
from tests.apps.knowledge.written import LATER, TODAY, Editors, approved, drafted, make_editors
from tests.people import NOON, PASSWORD, People

WHY = "a test looks at all"
DAY = timedelta(days=1)
FIELDS = {
    "title": "新套餐", "text": "说明", "channels": ["hotline"], "due_date": "2026-11-05",
    "effective_date": "2026-11-06",
}  # fmt: skip


@pytest.fixture
def editors(people: People) -> Editors:
    clerk = {"username": "clerk", "name": "营业员", "role": Role.HALL_CLERK, "unit": people.west_team}
    add_user(password=PASSWORD, by=None, at=NOON, **clerk)  # type: ignore[arg-type]
    return make_editors(people)


@pytest.fixture
def told(people: People, editors: Editors) -> Callable[..., Notice]:
    """`told(channels=…)`: a notice of the province."""

    def tell(**changes: object) -> Notice:
        values: dict[str, object] = {
            "unit": people.province, "title": "流量包涨价", "text": "十二月起每月加一元。", "subject": "data-pack",
            "channels": ["hotline", "hall"], "effective": TODAY + 10 * DAY, "due": TODAY + 5 * DAY,
        }  # fmt: skip
        return publish_notice(telling=Telling(**values | changes), by=editors.fang, at=NOON)  # type: ignore[arg-type]

    return tell


Told = Callable[..., Notice]


def _names(notice: Notice) -> set[str]:
    return {each.username for each in asked_people(notice)}


def test_people_of_the_channels_and_places_are_asked(told: Told, people: People) -> None:
    assert _names(told()) == {"hua", "clerk"}
    assert _names(told(places=[people.east])) == {"hua"}
    assert _names(told(channels=["complaint", "leader"])) == {"alice", "bob", "charlie"}
    assert Message.objects.filter(to__username="alice", subject__contains="流量包涨价").count() == 1


def test_notice_is_refused_where_it_reaches_nobody_or_too_late(
    told: Told, people: People, editors: Editors
) -> None:
    with pytest.raises(ChannelsMissing):
        told(channels=[])
    with pytest.raises(ReadTooLate):
        told(due=TODAY + 11 * DAY)
    with pytest.raises(NotYourUnit):
        told(unit=people.east, places=[people.west])
    notice = told()
    rows = Notice.objects.unscoped(WHY).filter(pk=notice.pk)
    with pytest.raises(IntegrityError, match="notice_read_before_start"), transaction.atomic():
        rows.update(due_date=TODAY + 11 * DAY)
    with pytest.raises(IntegrityError, match="notice_goes_to_somebody"), transaction.atomic():
        rows.update(channels=[])


@pytest.mark.requirement("S3-064")
def test_reading_is_pressed_by_each_and_counted_once(told: Told, people: People, editors: Editors) -> None:
    notice = told()
    assert [each.pk for each in unread_by(editors.hua)] == [notice.pk]
    for _time in range(2):
        read_notice(notice=notice, by=editors.hua, at=LATER)
    assert NoticeReading.objects.unscoped(WHY).count() == 1
    assert not unread_by(editors.hua)
    assert standing(notice, people.dora).shares == {"hotline": (1, 1), "hall": (0, 1)}
    with pytest.raises(NotAsked):
        read_notice(notice=notice, by=people.alice, at=LATER)


def test_what_one_is_asked_is_not_lost_behind_what_others_are(
    told: Told, people: People, editors: Editors
) -> None:
    many = [_other_notice(people, editors, n) for n in range(MOST)]
    places = [NoticePlace(notice=each, unit=people.province) for each in Notice.objects.bulk_create(many)]
    NoticePlace.objects.bulk_create(places)
    mine = told()
    assert unread_by(editors.hua) == [mine]


def _other_notice(people: People, editors: Editors, n: int) -> Notice:
    return Notice(
        unit=people.province, title=f"{n}", text="x", channels=["leader"], effective_date=TODAY, due_date=TODAY,
        published_by=editors.fang, published_at=NOON,
    )  # fmt: skip


@pytest.mark.requirement("S3-064")
def test_share_of_a_campaign_counts_who_read_all_of_it(told: Told, people: People, editors: Editors) -> None:
    first, _second = told(), told(title="更正")
    told(subject="other")
    read_notice(notice=first, by=editors.hua, at=LATER)
    assert read_share("data-pack", people.province, LATER) == {"hotline": (0, 1), "hall": (0, 1)}
    read_notice(notice=unread_by(editors.hua)[0], by=editors.hua, at=LATER)
    read_notice(notice=unread_by(editors.hua)[0], by=editors.hua, at=LATER)
    assert read_share("data-pack", people.province, LATER) == {"hotline": (1, 1), "hall": (0, 1)}
    assert read_share("data-pack", people.east, LATER) == {"hotline": (1, 1)}
    assert read_share("data-pack", people.province, NOON)["hotline"] == (0, 1)
    assert read_share("", people.province, LATER) == {}


@pytest.mark.requirement("S3-064")
def test_campaign_shows_the_share_by_channel_before_its_launch(
    told: Told, people: People, editors: Editors, client: Client
) -> None:
    read_notice(notice=told(), by=editors.hua, at=LATER)
    campaign = _campaign(people.province, people)
    client.force_login(people.dora)
    page = client.get(reverse("promises:campaign", args=[campaign.code])).content.decode()
    panel = reverse("knowledge:campaign_panel", args=[campaign.code])
    assert panel in page
    shown = client.get(panel, headers={"HX-Request": "true"}).content.decode()
    assert "热线" in shown
    assert "1 / 1" in shown
    assert "营业厅" in shown
    assert "0 / 1" in shown


def _campaign(unit: Unit, people: People) -> Campaign:
    return Campaign.objects.create(
        code="data-pack", name="流量包", unit=unit, owner=people.dora, made_by=people.dora, made_at=NOON
    )


def test_leader_sees_who_of_theirs_has_not_read_and_reminds_them(
    told: Told, people: People, editors: Editors
) -> None:
    notice = told()
    assert [each.username for each in unread_within(notice, people.bob.scope)] == ["hua"]
    for _time in range(2):
        assert remind_unread(notice=notice, by=people.bob, at=LATER) == 1
    assert Message.objects.filter(to=editors.hua, subject__contains="还没有读").count() == 1
    assert not Message.objects.filter(to__username="clerk", subject__contains="还没有读").exists()
    with pytest.raises(RightMissing):
        remind_unread(notice=notice, by=editors.hua, at=LATER)


def test_reminders_go_out_from_the_day_before(told: Told, editors: Editors) -> None:
    notice = told()
    assert remind_due(at=NOON) == 0
    assert remind_due(at=NOON + 4 * DAY) == 2
    read_notice(notice=notice, by=editors.hua, at=NOON + 4 * DAY)
    assert remind_due(at=NOON + 5 * DAY) == 1
    assert remind_due(at=NOON + 11 * DAY) == 0


def test_withdrawn_notice_asks_nobody(told: Told, people: People, editors: Editors) -> None:
    notice = told()
    withdraw_notice(notice=notice, reason="推迟", by=editors.gao, at=LATER)
    assert not unread_by(editors.hua)
    assert read_share("data-pack", people.province, LATER) == {}
    with pytest.raises(NotAsked):
        withdraw_notice(notice=notice, reason="再来", by=editors.gao, at=LATER)


def test_nobody_is_reminded_of_a_withdrawn_notice(told: Told, people: People, editors: Editors) -> None:
    notice = told()
    withdraw_notice(notice=notice, reason="推迟", by=editors.gao, at=LATER)
    assert notice.withdrawn_at is None  # as a page has it that was opened before
    with pytest.raises(NotAsked):
        remind_unread(notice=notice, by=people.bob, at=LATER)
    with pytest.raises(NotAsked):
        read_notice(notice=notice, by=editors.hua, at=LATER)
    assert remind_due(at=NOON + 5 * DAY) == 0
    assert not Message.objects.filter(subject__contains="还没有读").exists()
    assert not NoticeReading.objects.unscoped(WHY).exists()


def test_reading_again_notes_nothing(told: Told, editors: Editors) -> None:
    notice = told()
    for _time in range(2):
        read_notice(notice=notice, by=editors.hua, at=LATER)
    read = Event.objects.unscoped(WHY).filter(kind=EventKind.KNOWLEDGE_NOTICE_READ)
    assert read.count() == 1


def test_page_sent_twice_publishes_once(people: People, editors: Editors, client: Client) -> None:
    client.force_login(editors.fang)
    place = reverse("knowledge:notice_new")
    key = re.search(r'name="key" value="(\w{32})"', client.get(place).content.decode())
    assert key
    fields = {**FIELDS, "unit": people.province.pk, "key": key[1]}
    first, second = (client.post(place, fields) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Notice.objects.unscoped(WHY).count() == 1
    client.post(place, fields | {"key": "another"})
    client.force_login(editors.gao)
    client.post(place, fields)  # a key is its writer's: nobody is led to the notice of somebody else
    assert Notice.objects.unscoped(WHY).count() == 3


def test_notice_hides_numbers_of_people_and_is_checked_as_it_is_typed(
    people: People, editors: Editors, client: Client
) -> None:
    client.force_login(editors.fang)
    place = reverse("knowledge:notice_new")
    assert client.get(place).content.decode().count("wording-check") == 2  # title and text
    words = {"title": "客户138-1234-1215问过", "text": "请回电 138 1234 1215。"}
    client.post(place, {**FIELDS, "unit": people.province.pk, **words})
    notice = Notice.objects.unscoped(WHY).get()
    assert (notice.title, notice.text) == ("客户138****1215问过", "请回电 138****1215。")


def test_notice_leads_only_to_what_is_approved(people: People, editors: Editors, client: Client) -> None:
    client.force_login(editors.east)
    draft, there = drafted(editors.fang).article, approved(editors.fang, editors.gao, "另一条")
    fields = {**FIELDS, "unit": people.east.pk}
    assert client.post(reverse("knowledge:notice_new"), fields | {"article": draft.code}).status_code == 422
    fields |= {"article": there.code, "subject": "data-pack"}
    assert client.post(reverse("knowledge:notice_new"), fields).status_code == 302
    assert [(each.kind, each.reference) for each in uses_of(there, people.alice.scope)] == [
        ("campaign", "data-pack")
    ]


def test_notice_on_pages(told: Told, people: People, editors: Editors, client: Client) -> None:
    client.force_login(editors.fang)
    fields = {**FIELDS, "unit": people.province.pk}
    assert client.post(reverse("knowledge:notice_new"), fields).status_code == 302
    assert (
        client.post(reverse("knowledge:notice_new"), fields | {"due_date": "2026-11-07"}).status_code == 422
    )
    notice = Notice.objects.unscoped(WHY).get()
    place = reverse("knowledge:notice", args=[notice.pk])
    client.force_login(editors.hua)
    assert "新套餐" in client.get(reverse("knowledge:notices")).content.decode()
    assert (
        "华话务" not in client.get(place).content.decode().split("<main")[1]
    )  # no list of colleagues for them
    client.post(reverse("knowledge:notice_read", args=[notice.pk]))
    assert "您已读并看懂" in client.get(place).content.decode()
    client.force_login(people.bob)
    assert client.post(reverse("knowledge:notice_remind", args=[notice.pk])).status_code == 302
    client.force_login(editors.gao)
    assert (
        client.post(reverse("knowledge:notice_withdraw", args=[notice.pk]), {"reason": "改期"}).status_code
        == 302
    )
    assert "改期" in client.get(place).content.decode()
