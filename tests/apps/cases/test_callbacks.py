# SPDX-License-Identifier: Apache-2.0
"""Calls, messages and visits: what a contact leaves to be done, and what is agreed with the customer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.translation import override

from amends.apps.cases.actions.contacting import ContactMade, ContactRefused, record_contact
from amends.apps.cases.actions.effects import NotPromised
from amends.apps.cases.actions.firing import fire
from amends.apps.cases.actions.following_up import TaskSettled, finish_task
from amends.apps.cases.actions.visits import (
    SlotNotOffered,
    VisitOver,
    agree_visit,
    arrive,
    confirm_visit,
    move_visit,
)
from amends.apps.cases.models import Case, Task, Timer
from amends.apps.cases.models.words import next_said
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.policy import contact_rules
from amends.apps.cases.queries.preparation import preparation
from amends.apps.cases.queries.tasks import hung_up_first, my_tasks, tasks_of, visit_kit
from amends.apps.cases.rules.clocks import ClockKind
from amends.apps.cases.rules.contact import Channel, ResultCode, obstacle
from amends.apps.cases.rules.visits import is_confirmed, offered_slots, reminder_at, third_party_message
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.end import break_promise
from amends.apps.promises.models import Promise
from amends.kernel.periods import DailyWindow
from tests.apps.cases.conftest import DAY, HOUR, TWO, Brought, make_customer, stored
from tests.apps.cases.course import complaint as course_complaint
from tests.apps.cases.course import handled, through
from tests.apps.cases.test_clocks import complain
from tests.people import NOON, People

WHY = "a test looks"
ZONE = ZoneInfo("Asia/Shanghai")
TUESDAY_3PM = datetime(2026, 11, 3, 15, 0, tzinfo=ZONE)


@pytest.fixture
def complaint(people: People, customer: Customer) -> Case:
    return complain(people, customer)


def call(case: Case, people: People, result: ResultCode, at: datetime = TWO, **more: object) -> Case:
    made = ContactMade(result, **more)  # type: ignore[arg-type]
    return record_contact(case=case, version=stored(case).version, made=made, by=people.alice, at=at)


def task(case: Case, kind: str) -> Task:
    return Task.objects.unscoped(WHY).get(case=case, kind=kind)


def windows(channel: Channel) -> tuple[DailyWindow, ...]:
    return contact_rules("complaint").windows[channel]


@pytest.mark.django_db
@pytest.mark.requirement("S2-033")
def test_dropped_line_is_redialled_by_who_was_speaking(complaint: Case, people: People) -> None:
    case = call(complaint, people, ResultCode.DROPPED)
    redial = task(case, "redial")
    assert (redial.owner, redial.due_at) == (people.alice, TWO + timedelta(minutes=5))
    call(case, people, ResultCode.REACHED, TWO + timedelta(minutes=2), inbound=True)
    assert task(case, "redial").done_at == TWO + timedelta(minutes=2)


@pytest.mark.django_db
@pytest.mark.requirement("S2-032")
def test_wrong_number_is_put_right_before_anyone_dials_it_again(complaint: Case, people: People) -> None:
    case = call(complaint, people, ResultCode.WRONG_NUMBER)
    with pytest.raises(ContactRefused):
        call(case, people, ResultCode.NO_ANSWER, TWO + DAY)
    fix = task(case, "fix_number")
    case = finish_task(
        case=case,
        version=stored(case).version,
        task=fix,
        result="新号码已核对",
        by=people.alice,
        at=TWO + HOUR,
    )
    call(case, people, ResultCode.REACHED, TWO + DAY)
    with pytest.raises(TaskSettled):
        finish_task(
            case=case, version=stored(case).version, task=fix, result="x", by=people.alice, at=TWO + DAY
        )


@pytest.mark.django_db
@pytest.mark.requirement("S4-045")
def test_silence_raises_a_progress_call_inside_the_window(complaint: Case, people: People) -> None:
    call(
        complaint, people, ResultCode.REACHED, NOON, inbound=True
    )  # until the first word there is nothing to go on from
    clock = next(each for each in clocks_of(complaint, at=NOON) if each.kind is ClockKind.NEXT_PROGRESS)
    timer = Timer.objects.get(case=complaint, clock=clock.key, level="breach")
    fire(timer=timer, at=clock.due_at + timedelta(seconds=1))
    progress = task(complaint, "progress_notice")
    assert progress.owner == people.alice
    assert obstacle(progress.due_at, [], contact_rules("complaint")) is None
    call(complaint, people, ResultCode.REACHED, progress.due_at)
    assert task(complaint, "progress_notice").done_at == progress.due_at


@pytest.mark.requirement("S2-051")
def test_visits_are_not_offered_at_starting_eating_and_leaving_time() -> None:
    slots = offered_slots(date(2026, 11, 3), windows(Channel.VISIT), like=TUESDAY_3PM)
    offered = {f"{each:%H:%M}" for each in slots}
    assert {"09:00", "11:00", "14:00", "16:30"} <= offered
    assert not {"08:30", "11:30", "12:00", "13:30", "17:00", "17:30"} & offered


@pytest.mark.requirement("S2-050")
def test_last_confirmation_comes_two_to_three_hours_before_outside_quiet_hours() -> None:
    phone = windows(Channel.PHONE)
    at_four = reminder_at(TUESDAY_3PM.replace(hour=17), phone)
    assert timedelta(hours=2) <= TUESDAY_3PM.replace(hour=17) - at_four <= timedelta(hours=3)
    at_noon = reminder_at(TUESDAY_3PM, phone)  # 12:30 is quiet
    assert (at_noon.hour, at_noon.minute) == (11, 45)
    early = reminder_at(TUESDAY_3PM.replace(hour=9), phone)  # 06:30 is night
    assert any(early in window for window in phone)


@pytest.mark.django_db
@pytest.mark.requirement("S2-049", "S2-089")
def test_visit_is_agreed_with_purpose_and_unconfirmed_until_its_day(complaint: Case, people: People) -> None:
    case = agree_visit(
        case=complaint,
        version=complaint.version,
        visit_at=TUESDAY_3PM,
        purpose="测试室内信号",
        by=people.alice,
        at=NOON,
    )
    [row] = [each for each in tasks_of(case, people.east.scope) if each.confirmed is not None]
    assert row.confirmed is False
    case = confirm_visit(case=case, version=case.version, task=row.task, by=people.alice, at=NOON + HOUR)
    assert not _confirmed(case, people)  # that was the day before
    morning = TUESDAY_3PM.replace(hour=9)
    case = confirm_visit(case=case, version=case.version, task=row.task, by=people.alice, at=morning)
    assert _confirmed(case, people)
    on_site = next(each for each in clocks_of(case, at=NOON) if each.kind is ClockKind.ON_SITE)
    assert on_site.due_at == TUESDAY_3PM
    late = TUESDAY_3PM + timedelta(minutes=10)
    case = arrive(case=case, version=case.version, task=row.task, result="已换天线", by=people.alice, at=late)
    arrived = next(each for each in clocks_of(case, at=late) if each.kind is ClockKind.ON_SITE)
    assert arrived.met_at == late
    with pytest.raises(VisitOver):
        arrive(case=case, version=case.version, task=row.task, result="x", by=people.alice, at=late)


def _confirmed(case: Case, people: People) -> bool | None:
    return next(each.confirmed for each in tasks_of(case, people.east.scope) if each.confirmed is not None)


def test_confirmation_counts_on_the_day_of_the_visit_only() -> None:
    assert is_confirmed([TUESDAY_3PM - 2 * HOUR], TUESDAY_3PM)
    assert not is_confirmed([TUESDAY_3PM - DAY], TUESDAY_3PM)


@pytest.mark.django_db
def test_visit_outside_the_slots_needs_the_customers_wish(complaint: Case, people: People) -> None:
    visit_at = TUESDAY_3PM.replace(hour=12, minute=30)

    def agree(wish: str) -> Case:
        return agree_visit(
            case=complaint,
            version=complaint.version,
            visit_at=visit_at,
            purpose="测信号",
            wish=wish,
            by=people.alice,
            at=NOON,
        )

    with pytest.raises(SlotNotOffered):
        agree("")
    assert task(agree("我只有午休在家"), "visit").due_at == visit_at


@pytest.mark.django_db
@pytest.mark.parametrize("visit_at", ["2026-11-02T09:00", "9999-12-31T23:59"])
def test_visit_that_the_ledger_refuses_is_refused_in_words(
    complaint: Case, people: People, client: Client, visit_at: str
) -> None:
    client.force_login(people.alice)
    form = {"visit_at": visit_at, "purpose": "测信号", "wish": "我只有这时在家", "version": complaint.version}
    answer = client.post(f"/cases/{complaint.number}/tasks/visit/", form)
    assert answer.status_code == 422
    assert "到期时间" in answer.content.decode()
    assert not Task.objects.unscoped(WHY).filter(kind="visit").exists()


@pytest.mark.django_db
def test_visit_whose_promise_has_ended_is_made_all_the_same(complaint: Case, people: People) -> None:
    doing: dict[str, Any] = {"by": people.alice, "at": NOON}
    case = agree_visit(
        case=complaint, version=complaint.version, visit_at=TUESDAY_3PM, purpose="测信号", **doing
    )
    promise = Promise.objects.unscoped(WHY).get(kind="visit")
    break_promise(promise=promise, version=promise.version, reason="师傅请假", told="已致歉", **doing)
    with pytest.raises(NotPromised):  # what ended is not moved
        move_visit(
            case=case, version=case.version, task=task(case, "visit"),
            visit_at=TUESDAY_3PM + DAY, told="已说明", **doing,
        )  # fmt: skip
    arrive(case=case, version=case.version, task=task(case, "visit"), result="已换天线", **doing)
    assert task(case, "visit").done_at == NOON
    assert Promise.objects.unscoped(WHY).get(pk=promise.pk).kept_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["9" * 5_000, "x", "", "-1"])
def test_version_that_no_page_showed_changes_nothing(
    complaint: Case, people: People, client: Client, version: str
) -> None:
    client.force_login(people.alice)
    answer = client.post(
        f"/cases/{complaint.number}/withdraw/", {"version": version, "words": "算了", "freely": "on"}
    )
    assert answer.status_code in {409, 422}
    assert stored(complaint).is_open


@pytest.mark.django_db
@pytest.mark.requirement("S2-052")
@pytest.mark.parametrize(("told", "broken"), [("已提前电话告知，客户同意", 0), ("", 1)])
def test_visit_moved_without_a_word_is_a_broken_promise(
    complaint: Case, people: People, told: str, broken: int
) -> None:
    case = agree_visit(
        case=complaint,
        version=complaint.version,
        visit_at=TUESDAY_3PM,
        purpose="测信号",
        by=people.alice,
        at=NOON,
    )
    case = move_visit(
        case=case,
        version=case.version,
        task=task(case, "visit"),
        visit_at=TUESDAY_3PM + DAY,
        told=told,
        by=people.alice,
        at=NOON + HOUR,
    )
    promises = Promise.objects.unscoped(WHY)
    assert promises.filter(broken_at__isnull=False).count() == broken
    assert promises.get(broken_at__isnull=True).due_at == TUESDAY_3PM + DAY
    assert task(case, "visit").due_at == TUESDAY_3PM + DAY


@pytest.mark.requirement("S2-053")
def test_visit_shows_what_to_take_along() -> None:
    assert len(visit_kit()) >= 5


@pytest.mark.requirement("S2-034")
def test_message_left_with_others_says_nothing_of_the_matter() -> None:
    left = third_party_message(company="示例公司", name="工号 1001", number="10086")
    assert left == "示例公司工号 1001来电，请本人方便时回电 10086。"


@pytest.mark.django_db
@pytest.mark.requirement("S2-025")
def test_callback_says_the_result_before_the_reason(complaint: Case, people: People) -> None:
    lines = preparation(complaint, people.east.scope, by=people.alice).lines
    assert [line[:2] for line in lines[1:3]] == ["结果", "原因"]
    assert complaint.story not in lines[0]


@pytest.mark.django_db
@pytest.mark.requirement("S2-023", "S2-024")
def test_matter_is_shown_only_after_the_person_was_checked(
    complaint: Case, people: People, client: Client
) -> None:
    client.force_login(people.alice)
    before = client.get(f"/cases/{complaint.number}/prepare/").text
    assert "结果：" not in before
    assert "查看" in before  # the number is dialled from the card, where looking is logged
    assert "结果：" in client.get(f"/cases/{complaint.number}/prepare/", {"identity": "yes"}).text


@pytest.mark.django_db
@pytest.mark.requirement("S2-026")
def test_calls_that_we_ended_first_are_counted_where_it_is_known(complaint: Case, people: People) -> None:
    call(complaint, people, ResultCode.REACHED, TWO, hung_up_first=True)
    call(complaint, people, ResultCode.REACHED, TWO + HOUR, hung_up_first=False, inbound=True)
    call(complaint, people, ResultCode.REACHED, TWO + 2 * HOUR, inbound=True)
    assert hung_up_first(people.east.scope, NOON, NOON + DAY) == (1, 2)


@pytest.mark.django_db
def test_tasks_panel_settles_and_shows_mine(complaint: Case, people: People, client: Client) -> None:
    case = call(complaint, people, ResultCode.WRONG_NUMBER)
    assert [each.kind for each in my_tasks(people.alice)] == ["fix_number"]
    client.force_login(people.alice)
    here = f"/cases/{case.number}/tasks/"
    assert "核对客户的联系号码" in client.get(here).text
    fix = task(case, "fix_number")
    empty = client.post(f"{here}{fix.pk}/finish/", {"result": "", "version": case.version})
    assert empty.status_code == 422
    client.post(f"{here}{fix.pk}/finish/", {"result": "已核对", "version": case.version})
    assert task(case, "fix_number").done_at is not None
    client.force_login(people.charlie)
    assert client.get(here).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("last", ["ask", "act", "progress"])
def test_unanswered_call_is_made_again_on_another_day_by_its_owner(
    people: People, customer: Customer, last: str
) -> None:
    case = through(course_complaint(people, customer), people, last)
    Task.objects.unscoped(WHY).filter(case=case).update(due_at=TWO + 5 * DAY)
    case = call(case, people, ResultCode.NO_ANSWER, TWO + HOUR)
    assert (case.next_kind, case.next_owner) == ("contact_again", people.alice)
    assert case.next_action == "再次联系客户，最早 11-03 08:00"
    # an answer was promised for 20:00 on the day before: then the call is due as soon as it may be made
    assert case.next_due_at == datetime(2026, 11, 3, 16 if last == "ask" else 8, 0, tzinfo=ZONE)
    case = call(case, people, ResultCode.REACHED, TWO + DAY)
    assert case.next_kind == "do"


@pytest.mark.django_db
def test_work_that_is_due_before_the_customer_may_be_called_comes_first(
    people: People, customer: Customer
) -> None:
    case = through(course_complaint(people, customer), people, "progress")
    case = call(case, people, ResultCode.NO_ANSWER, TWO + HOUR)
    assert case.next_text == "补退第二笔"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["complaint", "recovery"])
def test_wrong_number_is_put_right_before_the_next_call(
    people: People, customer: Customer, brought: Brought, kind: str
) -> None:
    recovery = kind == "recovery"
    case = brought("contacting") if recovery else through(course_complaint(people, customer), people, "ask")
    case = call(case, people, ResultCode.WRONG_NUMBER, TWO + DAY)
    fix = task(case, "fix_number")
    assert (case.next_kind, case.next_text, case.next_due_at) == ("do", fix.text, fix.due_at)
    finish_task(case=case, version=case.version, task=fix, result="已核对", by=people.alice, at=TWO + DAY)
    assert stored(case).next_kind == "contact_again"


@pytest.mark.django_db
def test_next_action_is_read_in_the_readers_language_whoever_set_it(
    people: People, customer: Customer, client: Client
) -> None:
    with override("en"):  # whoever calls reads English
        again = call(
            handled(course_complaint(people, customer), people), people, ResultCode.NO_ANSWER, TWO + 2 * HOUR
        )
        fix = call(
            complain(people, make_customer(people, "C-2")), people, ResultCode.WRONG_NUMBER, TWO + 2 * HOUR
        )
    assert again.next_text == datetime(2026, 11, 3, 8, 0, tzinfo=ZONE).astimezone(UTC).isoformat()
    words = {
        "zh-hans": ("再次联系客户，最早 11-03 08:00", "打错了号码：向对方致歉"),
        "en": ("not before 11-03 08:00", "Wrong number"),
    }
    client.force_login(people.alice)
    for language, (of_call, of_number) in words.items():
        client.cookies["django_language"] = language
        listed = client.get("/cases/?desk=mine").content.decode()
        page = client.get(f"/cases/{again.number}/").content.decode()
        tasks = client.get(f"/cases/{fix.number}/tasks/").content.decode()
        assert (of_call in listed, of_number in listed) == (True, True), language
        assert (of_call in page, of_number in tasks) == (True, True), language


def test_next_action_from_before_it_was_a_moment_is_read_as_it_was_kept() -> None:
    old = "Contact the customer again, not before 11-03 08:00"
    assert next_said("contact_again", old) == old
    assert next_said("contact_again", "") == "再次联系客户"
    assert next_said("other", "同意") == "同意"  # somebody's own words


@pytest.mark.django_db
def test_callback_that_was_not_answered_is_the_next_action(people: People, customer: Customer) -> None:
    case = handled(course_complaint(people, customer), people)
    case = call(case, people, ResultCode.NO_ANSWER, TWO + 2 * HOUR)
    assert (case.next_kind, case.next_action) == ("contact_again", "再次联系客户，最早 11-03 08:00")


@pytest.mark.django_db
def test_retry_is_said_at_once_and_stands_on_the_page_the_home_and_the_list(
    people: People, customer: Customer, client: Client
) -> None:
    case = course_complaint(people, customer)
    client.force_login(people.alice)
    said = {"version": case.version, "channel": "phone", "result": "no_answer"}
    with patch("django.utils.timezone.now", return_value=TWO + HOUR):
        page = client.post(f"/cases/{case.number}/contact/", said, follow=True).text
        assert "下一步：再次联系客户，最早 11-03 08:00，由 艾丽 办理" in page
        for path in (f"/cases/{case.number}/", "/cases/mine/", "/cases/?tab=mine"):
            assert "再次联系客户，最早 11-03 08:00" in client.get(path).text
