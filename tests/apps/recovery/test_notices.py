# SPDX-License-Identifier: Apache-2.0
"""Customers are told of works before they begin, of faults while they last, of risen bills: once each, by day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import JobRun, Message
from amends.apps.core.rules.outgoing import CalledOff, HeldBack
from amends.apps.customers.actions.identity import Personal, sealed_identity
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.notices.outages import (
    NotYoursToAnnounce,
    Outage,
    OutageRefused,
    announce,
    call_off,
    make_outage,
)
from amends.apps.recovery.actions.notices.telling import list_bills, settle_notices, tell_bills, tell_outages
from amends.apps.recovery.models import PlannedOutage, ProactiveNotice
from amends.apps.recovery.queries.notices.outgoing import filled
from amends.apps.recovery.queries.notices.segment import reach
from amends.apps.recovery.queries.notices.standing import results_of
from amends.apps.recovery.rules.notices import NoticeState, OutageKind, Why
from tests.apps.cases.conftest import make_customer
from tests.people import NOON, People

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = NOON + 10 * HOUR  # 22:00 in Shanghai
OCTOBER = date(2026, 10, 1)
NUMBER = "13800001215"


def reachable(people: People, code: str, **fields: object) -> Customer:
    """A customer in the east whose number is known."""
    west = bool(fields.pop("west", False))
    customer = make_customer(people, code, west=west, **({"region": "东市"} | fields))
    sealed_identity(customer.pk, code, Personal(number=NUMBER), None).save(force_insert=True)
    return customer


def works(people: People, **changes: object) -> PlannedOutage:
    """Works in the east, tomorrow at noon, for two hours."""
    usual: dict[str, object] = {
        "name": "割接", "kind": OutageKind.PLANNED, "place": "老城区", "starts_at": NOON + DAY,
        "ends_at": NOON + DAY + 2 * HOUR,
    }  # fmt: skip
    outage = Outage(**(usual | changes))  # type: ignore[arg-type]
    return make_outage(outage=outage, unit=people.east, by=people.dora, at=NOON)


def messages() -> Iterator[Message]:
    """The texts in the outbox."""
    return Message.objects.filter(channel="sms").order_by("pk").iterator()


def told(people: People, outage: PlannedOutage, at: datetime = NOON) -> list[Message]:
    """Announce it and let the job write."""
    announce(outage=outage, by=people.dora, at=at)
    tell_outages(at=at)
    return list(messages())


@pytest.mark.requirement("S2-083")
def test_planned_works_are_told_to_whom_they_reach_before_they_begin(people: People) -> None:
    reachable(people, "C-1")
    reachable(people, "C-2", region="南县")
    reachable(people, "W-1", west=True)
    outage = works(people, regions=["东市"])
    assert list(messages()) == []  # a draft tells nobody
    (message,) = told(people, outage)
    leaves = filled(message, NOON)
    assert leaves.address == NUMBER
    assert "老城区" in leaves.body
    assert "11月3日12:00" in leaves.body
    assert NUMBER not in message.body
    with pytest.raises(CalledOff, match=Why.TOO_LATE):
        filled(message, outage.starts_at)


def test_nobody_is_told_twice_however_often_the_job_runs(people: People) -> None:
    reachable(people, "C-1")
    told(people, works(people))
    PlannedOutage.objects.unscoped("test").update(told_to=0, all_told_at=None)
    with pytest.raises(Exception, match=r"(?i)unique|notice_once"):
        tell_outages(at=NOON)  # even where the mark was lost the database refuses a second one
    assert len(list(messages())) == 1


def test_the_job_goes_on_where_it_stood(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.apps.recovery.actions.notices.telling.PORTION", 1)
    for code in ("C-1", "C-2", "C-3"):
        reachable(people, code)
    announce(outage=works(people), by=people.dora, at=NOON)
    assert [tell_outages(at=NOON, most=2) for _time in range(3)] == [2, 1, 0]
    assert len(list(messages())) == 3


def test_who_cannot_or_will_not_be_told_is_counted_with_the_reason(people: People) -> None:
    reachable(people, "C-1")
    reachable(people, "CLOSED", line_state="closed")
    reachable(people, "REFUSES", do_not_contact=True)
    make_customer(people, "NUMBERLESS", region="东市")
    fault = works(people, kind=OutageKind.FAULT, starts_at=NOON - HOUR, ends_at=NOON + HOUR)
    before = reach(fault)
    told(people, fault)
    results = results_of(fault)
    reasons = {("skipped", str(why)): 1 for why in (Why.LINE_NOT_ACTIVE, Why.DECLINED, Why.NO_NUMBER)}
    assert dict(results.reasons) == reasons
    assert (before.people, before.told) == (4, results.states[NoticeState.LEFT]) == (4, 1)


def test_works_are_told_by_law_also_to_who_declined_contact(people: People) -> None:
    reachable(people, "REFUSES", do_not_contact=True)
    (message,) = told(people, works(people))
    assert filled(message, NOON).address == NUMBER


def test_a_text_waits_for_the_morning(people: People) -> None:
    reachable(people, "C-1")
    (message,) = told(people, works(people, starts_at=NOON + DAY, ends_at=NOON + DAY + HOUR))
    with pytest.raises(HeldBack) as held:
        filled(message, NIGHT)
    assert held.value.until == NOON + 20 * HOUR  # 08:00


def test_a_text_that_would_arrive_behind_the_beginning_never_leaves(people: People) -> None:
    reachable(people, "C-1")
    soon = {"starts_at": NIGHT + 6 * HOUR, "ends_at": NIGHT + 7 * HOUR}  # four in the morning
    (message,) = told(people, works(people, **soon))
    with pytest.raises(CalledOff, match=Why.TOO_LATE):
        filled(message, NIGHT)


def test_what_was_called_off_leaves_no_more(people: People) -> None:
    reachable(people, "C-1")
    outage = works(people)
    (message,) = told(people, outage)
    call_off(outage=outage, by=people.dora, at=NOON)
    with pytest.raises(CalledOff, match=Why.CANCELLED):
        filled(message, NOON)


def test_what_came_of_each_text_is_kept(people: People) -> None:
    for code in ("C-1", "C-2", "C-3", "C-4"):
        reachable(people, code)
    outage = works(people)
    sent, late, refused, _waits = told(people, outage)
    Message.objects.filter(pk=sent.pk).update(sent_at=NOON)
    Message.objects.filter(pk=late.pk).update(given_up_at=NOON, error=str(Why.TOO_LATE))
    Message.objects.filter(pk=refused.pk).update(given_up_at=NOON, error="422 bad number")
    assert settle_notices(at=NOON) == 3
    assert settle_notices(at=NOON) == 0
    results = results_of(outage)
    counts = [results.states[each] for each in (NoticeState.SENT, NoticeState.FAILED, NoticeState.LEFT)]
    assert counts == [1, 2, 1]
    assert set(results.reasons) == {("failed", "too_late"), ("failed", "gateway")}


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": NOON},
        {"starts_at": NOON - HOUR, "ends_at": NOON + HOUR},
        {"words": "施工期间办理新套餐享优惠"},
        {"words": "收到请给我们打满分"},
        {"words": "【时间】施工"},
    ],
    ids=["ends before it begins", "has begun", "sells", "begs", "has a place to fill in"],
)
def test_what_may_not_be_told_is_refused(people: People, changes: dict[str, object]) -> None:
    with pytest.raises(OutageRefused):
        works(people, **changes)


def test_who_does_not_manage_recovery_there_announces_nothing(people: People) -> None:
    outage = works(people)
    for person in (people.alice, people.charlie):
        with pytest.raises(NotYoursToAnnounce):
            announce(outage=outage, by=person, at=NOON)


def test_a_bill_over_five_times_the_usual_is_listed_once_and_told_when_somebody_says_so(
    people: People,
) -> None:
    for code in ("C-1", "C-2"):
        reachable(people, code)
    rose = [("C-1", 6.04, 210.0), ("C-2", 5.0, 90.0), ("UNKNOWN", 9.0, 10.0)]
    assert list_bills(rose=rose, month=OCTOBER, at=NOON) == 1
    assert list_bills(rose=rose, month=OCTOBER, at=NOON) == 0
    assert tell_bills(month=OCTOBER, by=people.charlie, at=NOON) == 0  # not his units
    assert tell_bills(month=OCTOBER, by=people.dora, at=NOON) == 1
    assert tell_bills(month=OCTOBER, by=people.dora, at=NOON) == 0
    (message,) = messages()
    assert "10月" in filled(message, NOON).body
    assert "210" not in message.body
    notice = ProactiveNotice.objects.unscoped("test").get()
    assert (notice.customer.code, notice.facts) == ("C-1", {"times": 6.0, "yuan": 210.0})


def test_a_manager_goes_from_form_to_result(
    client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    customer = reachable(people, "C-1")
    client.force_login(people.dora)
    start = datetime.now(tz=NOON.tzinfo) + DAY
    form = {
        "name": "割接", "kind": "planned", "place": "老城区", "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + 12 * HOUR:%Y-%m-%dT%H:%M}", "unit": people.east.pk, "codes": "C-1\nC-1，X",
    }  # fmt: skip
    refused = client.post(reverse("recovery:outage_new"), form | {"words": "抽奖"})
    assert refused.status_code == 422
    assert "抽奖" in refused.content.decode()
    page = client.post(reverse("recovery:outage_new"), form, follow=True).content.decode()
    assert "没有这个编号" in page
    row = PlannedOutage.objects.unscoped("test").get()
    assert row.codes == ["C-1", "X"]
    client.post(reverse("recovery:outage_do", args=[row.pk, "announce"]))
    tell_outages(at=datetime.now(tz=NOON.tzinfo))
    assert ProactiveNotice.objects.unscoped("test").get().customer == customer
    with django_assert_max_num_queries(10):
        assert "发送中" in client.get(reverse("recovery:outage", args=[row.pk])).content.decode()
    with django_assert_max_num_queries(10):
        assert "割接" in client.get(reverse("recovery:notices")).content.decode()


def test_the_month_of_bills_is_told_by_a_job_that_is_queued_once(client: Client, people: People) -> None:
    reachable(people, "C-1")
    list_bills(rose=[("C-1", 6.0, 210.0)], month=OCTOBER, at=NOON)
    client.force_login(people.dora)
    page = client.get(reverse("recovery:bills", args=["2026-10"])).content.decode()
    assert "210.00" in page
    for _time in range(2):
        client.post(reverse("recovery:bills_tell", args=["2026-10"]))
    assert JobRun.objects.unscoped("test").filter(job="tell_risen_bills").count() == 1
    assert client.get(reverse("recovery:bills", args=["2026-09"])).status_code == 404
    assert client.get(reverse("recovery:bills", args=["lately"])).status_code == 404


def test_others_see_no_outage_of_units_that_are_not_theirs(client: Client, people: People) -> None:
    outage = works(people)
    client.force_login(people.charlie)
    assert client.get(reverse("recovery:outage", args=[outage.pk])).status_code == 404
    assert client.post(reverse("recovery:outage_do", args=[outage.pk, "announce"])).status_code == 403
