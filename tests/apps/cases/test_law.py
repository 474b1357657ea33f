# SPDX-License-Identifier: Apache-2.0
"""Limits that the law and a regulator set: from when they run, what ends them, and what corrects them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amends.apps.cases.actions.appealing import NothingOwed, NotThen, feed_back, set_regulator_date
from amends.apps.cases.actions.change import WordsMissing
from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.contacting import record_contact
from amends.apps.cases.actions.correcting import correct_intake
from amends.apps.cases.actions.handling import record_step
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.intake_texts import NotTaken
from amends.apps.cases.actions.milestones import Milestone, NothingBegun, reach_milestone
from amends.apps.cases.jobs import due_timers
from amends.apps.cases.models import Breach, Case, Note
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.rules.clocks import Clock
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import DAY, HOUR, REACHED, Opened, stored
from tests.apps.cases.course import step, through
from tests.apps.cases.test_api import Program
from tests.apps.cases.test_clocks import Later
from tests.people import NOON, People

WHY = "a test looks"
FEEDBACK, CITY, RURAL, RESTORE = (
    "ST-CN-APPEAL-FEEDBACK",
    "ST-CN-FAULT-CITY",
    "ST-CN-FAULT-RURAL",
    "ST-CN-RESTORE",
)
DOWN = {"taxonomy": "BB-02-01", "columns": {"area": "city"}, "story": "家里宽带断网了，一直亮红灯"}
Received = Callable[..., Case]


@pytest.fixture
def received(people: People, customer: Customer) -> Received:
    """`received(**changes)`: a complaint that Alice took by phone at noon."""

    def take(**changes: object) -> Case:
        usual: dict[str, object] = {
            "customer": customer,
            "channel": "CH-HOTLINE",
            "story": "上个月账单多扣了两笔钱，一直没有人管",
            "by": people.alice,
            "at": NOON,
        }
        return receive(**(usual | changes))  # type: ignore[arg-type]

    return take


@pytest.fixture
def appeal(received: Received) -> Case:
    """An appeal that the regulator sent on, with a date of their own: in six days."""
    return received(channel="CH-PCA", regulator_due_at=NOON + 6 * DAY)


def limit(case: Case, code: str, at: datetime = NOON) -> Clock | None:
    """The limit of a code, the last one; none where the case has none."""
    found = [each for each in clocks_of(case, at=at) if each.code == code]
    return found[-1] if found else None


def told(case: Case, people: People, at: datetime, **changes: Any) -> Case:
    """The case with the regulator told."""
    usual: dict[str, Any] = {"words": "已退费并致歉，客户认可", "reference": "回执 2026-31"}
    return feed_back(case=case, version=stored(case).version, by=people.alice, at=at, **(usual | changes))


def reached(case: Case, people: People, what: Milestone, at: datetime, **changes: Any) -> Case:
    """The case with a milestone."""
    usual: dict[str, Any] = {"words": "工单 7788 已回单", "what": what}
    return reach_milestone(
        case=case, version=stored(case).version, by=people.alice, at=at, **(usual | changes)
    )


def corrected(case: Case, people: People, at: datetime = NOON + HOUR, **changes: Any) -> Case:
    """The case with something of its intake put right."""
    usual: dict[str, Any] = {"facts": {}, "columns": {}}
    return correct_intake(
        case=case, version=stored(case).version, by=people.alice, at=at, **(usual | changes)
    )


@pytest.mark.requirement("S4-027")
def test_date_of_the_regulator_counts_where_it_is_the_earlier(appeal: Case, people: People) -> None:
    found = limit(appeal, FEEDBACK)
    assert found
    assert found.due_at == NOON + 6 * DAY
    sooner = set_regulator_date(
        case=appeal, version=appeal.version, due_at=NOON + 4 * DAY, by=people.alice, at=NOON + HOUR
    )
    assert limit(sooner, FEEDBACK).due_at == NOON + 4 * DAY  # type: ignore[union-attr]
    with pytest.raises(NotThen):
        set_regulator_date(case=sooner, version=sooner.version, due_at=NOON, by=people.alice, at=NOON + HOUR)


def test_date_of_the_regulator_before_the_receipt_is_refused(received: Received) -> None:
    with pytest.raises(NotTaken):
        received(channel="CH-PCA", regulator_due_at=NOON - HOUR)


@pytest.mark.requirement("S4-027")
def test_feedback_ends_the_limit_when_it_was_given_and_keeps_its_words(appeal: Case, people: People) -> None:
    case = told(appeal, people, NOON + 7 * DAY, told_at=NOON + 5 * DAY)  # typed in later than it was given
    found = limit(case, FEEDBACK, NOON + 7 * DAY)
    assert found
    assert (found.met_at, found.on_time) == (NOON + 5 * DAY, True)
    note = Note.objects.unscoped(WHY).get(case=case)
    assert note.text == "向监管反馈（回执 2026-31）：已退费并致歉，客户认可"
    assert note.facts["reference"] == "回执 2026-31"
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_FED_BACK, about="C-1").exists()
    assert not Breach.objects.unscoped(WHY).filter(case=case, kind="regulator").exists()
    with pytest.raises(NothingOwed):
        told(case, people, NOON + 7 * DAY)


def test_feedback_has_words_and_a_time_between_the_appeal_and_now(appeal: Case, people: People) -> None:
    with pytest.raises(WordsMissing):
        told(appeal, people, NOON + DAY, words=" ")
    for moment in (NOON - HOUR, NOON + 2 * DAY):
        with pytest.raises(NotThen):
            told(appeal, people, NOON + DAY, told_at=moment)


def test_appeal_that_is_closed_without_feedback_stays_owed(appeal: Case, people: People) -> None:
    closed = close_ineligible(
        case=appeal,
        version=appeal.version,
        reason="客户咨询办理流程",
        request_type="inquiry",
        by=people.alice,
        at=NOON + DAY,
    )
    assert not closed.is_open
    assert stored(closed).due_at == NOON + 6 * DAY
    due_timers(Later(NOON + 7 * DAY))
    assert Breach.objects.unscoped(WHY).filter(case=closed, kind="regulator").count() == 1
    assert Message.objects.filter(to=people.bob, subject__contains="已超时").exists()
    case = told(closed, people, NOON + 7 * DAY)
    assert stored(case).due_at is None


def test_complaint_owes_no_regulator_anything(received: Received, people: People) -> None:
    with pytest.raises(NothingOwed):
        told(received(regulator_due_at=NOON + DAY), people, NOON + HOUR)


@pytest.mark.peer("zammad #2949")
def test_fault_runs_from_when_the_letter_reached_us(received: Received) -> None:
    case = received(channel="CH-LETTER", received_at=NOON - 30 * HOUR, **DOWN)
    assert limit(case, CITY).due_at == NOON + 18 * HOUR  # type: ignore[union-attr]


def test_fault_that_is_found_at_the_step_runs_from_the_receipt(received: Received, people: People) -> None:
    case = received(at=NOON + 2 * HOUR, received_at=NOON, columns={"area": "city"}, story=DOWN["story"])
    assert limit(case, CITY) is None
    case = through(case, people, "explain")
    case = step(case, people, "classify", taxonomy_code="BB-02-01")
    assert limit(case, CITY).due_at == NOON + 48 * HOUR  # type: ignore[union-attr]


def test_fault_follows_the_topic_that_is_put_right(received: Received, people: People) -> None:
    case = corrected(received(columns={"area": "rural"}), people, leaf="BB-02-01")
    assert limit(case, RURAL).due_at == NOON + 72 * HOUR  # type: ignore[union-attr]
    case = corrected(case, people, leaf="TF-01-01")
    assert limit(case, RURAL) is None
    due_timers(Later(NOON + 80 * HOUR))
    assert not Breach.objects.unscoped(WHY).filter(case=case, clock__contains=RURAL).exists()


def test_area_that_is_put_right_changes_the_limit_and_not_its_start(
    received: Received, people: People
) -> None:
    case = corrected(received(**DOWN), people, columns={"area": "rural"})
    assert limit(case, CITY) is None
    assert limit(case, RURAL).due_at == NOON + 72 * HOUR  # type: ignore[union-attr]


def test_jurisdiction_that_is_put_right_brings_its_law(received: Received, people: People) -> None:
    case = received()
    assert limit(case, "ST-HA-REPLY") is None
    case = corrected(case, people, columns={"jurisdiction": "CN-HA"})
    found = limit(case, "ST-HA-REPLY")
    assert found
    assert (found.start, found.binding) == (NOON, True)
    for wrong in ({"jurisdiction": "CN-XX"}, {"area": "moon"}):
        with pytest.raises(NotTaken):
            corrected(case, people, columns=wrong)


def test_repair_in_time_is_no_breach_though_it_is_typed_in_late(received: Received, people: People) -> None:
    case = received(**DOWN)
    repaired = NOON + 47 * HOUR
    case = reached(case, people, Milestone.REPAIRED, NOON + 49 * HOUR, happened_at=repaired)
    found = limit(case, CITY, NOON + 60 * HOUR)
    assert found
    assert (found.met_at, found.on_time) == (repaired, True)
    due_timers(Later(NOON + 60 * HOUR))
    assert not Breach.objects.unscoped(WHY).filter(case=case, clock__contains=CITY).exists()
    assert "工单 7788" in Note.objects.unscoped(WHY).get(case=case).text


def test_line_is_restored_in_time_once_the_arrears_are_paid(received: Received, people: People) -> None:
    case = received()
    with pytest.raises(NothingBegun):
        reached(case, people, Milestone.RESTORED, NOON + HOUR)
    with pytest.raises(NothingBegun):
        reached(case, people, Milestone.REPAIRED, NOON + HOUR)
    case = reached(case, people, Milestone.ARREARS_PAID, NOON + 2 * HOUR, happened_at=NOON + HOUR)
    assert limit(case, RESTORE).due_at == NOON + 49 * HOUR  # type: ignore[union-attr]
    with pytest.raises(NotThen):
        reached(case, people, Milestone.RESTORED, NOON + 3 * HOUR, happened_at=NOON)
    case = reached(case, people, Milestone.RESTORED, NOON + 3 * HOUR)
    assert limit(case, RESTORE).met_at == NOON + 3 * HOUR  # type: ignore[union-attr]


def test_actions_of_a_playbook_have_the_hours_of_the_plan(
    opened: Opened, people: People, planned: Any
) -> None:
    case = planned(opened())
    first = [each for each in clocks_of(case, at=NOON) if each.kind == "step"]
    assert [each.code for each in first] == [str(each.order) for each in case.procedure.procedure.measures]
    assert first[0].due_at == NOON + case.procedure.procedure.measures[0].within
    at = NOON + 2 * HOUR
    case = record_contact(case=case, version=case.version, made=REACHED, by=people.alice, at=at)
    case = record_step(case=case, version=case.version, order=1, by=people.alice, at=at)
    assert limit(case, "1", at).met_at == at  # type: ignore[union-attr]


@pytest.fixture
def program(people: People) -> Program:
    """Alice's program."""
    return Program(people.alice)


def test_law_over_the_api(appeal: Case, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    now = NOON + DAY
    monkeypatch.setattr(timezone, "now", lambda: now)
    path, day = f"/{appeal.number}/transitions", (NOON + 3 * DAY).isoformat()
    dated = program.post(path, {"verb": "regulator_date", "until": day}, If_Match="*")
    assert dated.status_code == 200, dated.content
    assert limit(appeal, FEEDBACK).due_at == NOON + 3 * DAY  # type: ignore[union-attr]
    body = {"verb": "fed_back", "reason": "已退费", "reference": "2026-31", "happened_at": NOON.isoformat()}
    assert program.post(path, body, If_Match="*").status_code == 200
    assert limit(appeal, FEEDBACK).met_at == NOON  # type: ignore[union-attr]
    assert program.post(path, body, If_Match="*").status_code in {409, 422}
    paid = {"verb": "milestone", "milestone": "arrears_paid", "reason": "充值记录"}
    assert program.post(path, paid, If_Match="*").status_code == 200
    changed = program.patch(f"/{appeal.number}", {"jurisdiction": "CN-HA", "area": "rural"}, If_Match="*")
    assert changed.status_code == 200, changed.content
    assert changed.json()["intake"]["jurisdiction"] == "CN-HA"


def test_law_on_its_page(appeal: Case, people: People, client: Client) -> None:
    client.force_login(people.alice)
    here = f"/cases/{appeal.number}/law/"
    assert here in client.get(f"/cases/{appeal.number}/clocks/").text
    shown = client.get(here).text
    for words in ("登记向监管的反馈", "登记监管期限", "登记修复、补足欠费或恢复", "更正管辖地和城乡"):
        assert words in shown
    empty = client.post(f"{here}fed_back/", {"words": "", "version": appeal.version})
    assert empty.status_code == 422
    sent = {"words": "已退费并致歉", "reference": "2026-31", "version": appeal.version}
    assert client.post(f"{here}fed_back/", sent).status_code == 302
    assert "登记向监管的反馈" not in client.get(here).text
    moved = {"jurisdiction": "CN-HA", "area": "rural", "version": stored(appeal).version}
    assert client.post(f"{here}place/", moved).status_code == 302
    assert limit(appeal, "ST-HA-REPLY")
    assert client.post(f"{here}nothing/", {}).status_code == 404
    client.force_login(people.charlie)
    assert client.get(here).status_code == 404


def test_intake_page_takes_the_date_of_the_regulator(
    people: People, customer: Customer, client: Client
) -> None:
    client.force_login(people.alice)
    page = client.get("/cases/new/").text
    assert 'name="regulator_due_at"' in page
    due = timezone.localtime(timezone.now() + timedelta(days=5)).replace(second=0, microsecond=0)
    body = {
        "customer": customer.code,
        "channel": "CH-PCA",
        "request_type": "complaint",
        "story": "向通信管理局申诉：账单多扣两笔钱，一直没有人管",
        "thin": "on",
        "key": "law-1",
        "regulator_due_at": f"{due:%Y-%m-%dT%H:%M}",
        "do": "open",
    }
    client.post("/cases/new/", body)
    case = Case.objects.unscoped(WHY).get()
    assert limit(case, FEEDBACK, timezone.now()).due_at == due  # type: ignore[union-attr]
