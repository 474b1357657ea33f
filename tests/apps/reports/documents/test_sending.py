# SPDX-License-Identifier: Apache-2.0
"""Reports that go out by themselves: on their day, once, only to who may have them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import JobRun, Message, User
from amends.apps.core.rules.roles import Role
from amends.apps.core.worker import work_once
from amends.apps.reports.actions.documents.making import NotYours
from amends.apps.reports.actions.documents.sending import (
    NobodyReads,
    Order,
    ReaderRefused,
    WrongDay,
    end_schedule,
    queue_due_reports,
    send_due,
    set_schedule,
)
from amends.apps.reports.models import Report, ReportDelivery, ReportSchedule
from amends.apps.reports.rules.documents import paper
from amends.apps.reports.rules.documents.composition import Kind
from amends.apps.reports.rules.documents.due import Every
from tests.apps.reports.conftest import WHY, as_user
from tests.people import NOON, People

SET = NOON - timedelta(days=10)  # 23 October
DUE = date(2026, 11, 2)


def order(*readers: User, day: int = 2, kind: Kind = Kind.BOARD, every: Every = Every.MONTH) -> Order:
    return Order(kind, every, day, "zh-hans", readers)


@pytest.fixture
def scheduled(month: People) -> ReportSchedule:
    """The board paper of the east, on the second of each month, to Bob and Dora."""
    User.objects.filter(pk=month.bob.pk).update(email="bob@example.org")
    return set_schedule(unit=month.east, order=order(month.bob, month.dora), by=month.dora, at=SET)


def run_all(at_most: int = 10) -> None:
    for _each in range(at_most):
        if not work_once(worker="w", clock=lambda: NOON, keep_alive=False):
            return


def deliveries() -> list[ReportDelivery]:
    return list(ReportDelivery.objects.unscoped(WHY).order_by("pk"))


def test_report_goes_out_once_on_its_day_with_a_link(month: People, scheduled: ReportSchedule) -> None:
    assert queue_due_reports(at=NOON - timedelta(days=1)) == 0
    for _twice in range(2):
        queue_due_reports(at=NOON)
        run_all()
    assert [(each.to.name, each.state) for each in deliveries()] == [("鲍勃", "sent"), ("朵拉", "sent")]
    report = Report.objects.unscoped(WHY).get()
    assert (report.first_date, report.until_date) == (date(2026, 10, 1), date(2026, 11, 1))
    (mail,) = Message.objects.filter(channel="email")
    assert (mail.address, f"https://amends.example/reports/documents/{report.pk}/" in mail.body) == (
        "bob@example.org",
        True,
    )
    assert Message.objects.filter(channel="notice", link=f"/reports/documents/{report.pk}/").count() == 2


def test_worker_killed_between_readers_doubles_nothing(month: People, scheduled: ReportSchedule) -> None:
    send_due(schedule=scheduled, due=DUE, at=NOON)
    ReportDelivery.objects.unscoped(WHY).filter(to=month.dora).delete()  # as if it had died before her
    assert send_due(schedule=scheduled, due=DUE, at=NOON) == {"sent": 1, "refused": 0}
    assert Report.objects.unscoped(WHY).count() == 1
    assert Message.objects.filter(channel="email").count() == 1


def test_who_lost_the_scope_gets_nothing_and_the_page_says_so(
    month: People, scheduled: ReportSchedule
) -> None:
    User.objects.filter(pk=month.bob.pk).update(unit=month.west)
    send_due(schedule=scheduled, due=DUE, at=NOON)
    assert [(each.to.name, each.state, each.why) for each in deliveries()] == [
        ("鲍勃", "refused", "out_of_scope"),
        ("朵拉", "sent", ""),
    ]
    assert not Message.objects.filter(to=month.bob).exists()
    assert not Message.objects.filter(channel="email").exists()
    assert "不再管辖这个机构" in as_user(month.dora).get("/reports/schedules/").content.decode()


def test_failure_stands_on_the_page_and_may_be_tried_again(
    month: People, scheduled: ReportSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.families.cache_clear()
    monkeypatch.setattr(paper, "HAN", ("No Such Font",))
    today = as_user(month.dora)
    queue_due_reports(at=NOON)
    run_all()
    (run,) = JobRun.objects.unscoped(WHY).filter(job="send_report")
    assert (run.state, deliveries()) == ("failed", [])
    assert "中文字体" in run.error
    monkeypatch.undo()
    paper.families.cache_clear()
    assert today.post(f"/reports/schedules/{scheduled.pk}/send/").status_code in {302, 404}
    send_due(schedule=scheduled, due=DUE, at=NOON)
    assert len(deliveries()) == 2


def test_mail_that_nobody_took_is_shown(month: People, scheduled: ReportSchedule) -> None:
    send_due(schedule=scheduled, due=DUE, at=NOON)
    Message.objects.filter(channel="email").update(error="550 no such mailbox")
    assert "550 no such mailbox" in as_user(month.dora).get("/reports/schedules/").content.decode()


def test_schedule_is_refused_for_wrong_readers_days_and_people(month: People) -> None:
    with pytest.raises(ReaderRefused, match="查理"):
        set_schedule(unit=month.east, order=order(month.charlie), by=month.dora, at=SET)
    with pytest.raises(NobodyReads):
        set_schedule(unit=month.east, order=order(), by=month.dora, at=SET)
    with pytest.raises(WrongDay):
        set_schedule(unit=month.east, order=order(month.dora, day=8, every=Every.WEEK), by=month.dora, at=SET)
    with pytest.raises(NotYours):
        set_schedule(unit=month.east, order=order(month.bob), by=month.bob, at=SET)


def test_ended_schedule_sends_nothing(month: People, scheduled: ReportSchedule) -> None:
    end_schedule(schedule=scheduled, by=month.dora, at=SET)
    assert queue_due_reports(at=NOON) == 0
    assert "还没有定时报告" in as_user(month.dora).get("/reports/schedules/").content.decode()


def test_form_offers_only_who_may_have_it(month: People) -> None:
    User.objects.filter(pk=month.charlie.pk).update(role=Role.TEAM_LEADER)
    client = as_user(month.dora)
    page = client.get("/reports/schedules/new/?unit=G-P-E").content.decode()
    assert "鲍勃" in page
    assert "查理" not in page
    said = {"kind": "board", "every": "week", "day": 1, "language": "en", "readers": [month.bob.pk]}
    assert client.post("/reports/schedules/new/?unit=G-P-E", said).status_code == 302
    row = ReportSchedule.objects.unscoped(WHY).get()
    assert (row.unit, row.every, [*row.readers.all()]) == (month.east, "week", [month.bob])
    assert as_user(month.bob).get("/reports/schedules/new/").status_code == 403


def test_neighbour_sees_no_schedule(month: People, scheduled: ReportSchedule) -> None:
    User.objects.filter(pk=month.charlie.pk).update(role=Role.CITY_MANAGER)
    charlie = as_user(User.objects.get(pk=month.charlie.pk))
    assert "东市" not in charlie.get("/reports/schedules/").content.decode().split("<main")[1]
    assert charlie.post(f"/reports/schedules/{scheduled.pk}/stop/").status_code == 404


@pytest.mark.parametrize("wrong", [{"day": 29}, {"every": "week", "day": 8}, {"kind": "wave"}])
def test_database_refuses_what_never_falls_due(people: People, wrong: dict[str, object]) -> None:
    usual = {"kind": "board", "every": "month", "day": 3, "language": "en", "made_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportSchedule.objects.create(unit=people.east, made_by=people.dora, **{**usual, **wrong})


def test_page_asks_the_same_however_many_schedules_there_are(
    month: People, scheduled: ReportSchedule, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    set_schedule(unit=month.east, order=order(month.bob, day=1), by=month.dora, at=SET)
    set_schedule(unit=month.province, order=order(month.dora, day=1), by=month.dora, at=SET)
    send_due(schedule=scheduled, due=DUE, at=NOON)
    client = as_user(month.dora)
    client.get("/reports/schedules/")
    with django_assert_max_num_queries(11):
        client.get("/reports/schedules/")
