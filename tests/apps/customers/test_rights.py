# SPDX-License-Identifier: Apache-2.0
"""What a person may ask of us: one next action each, a clock that never pauses, and what stands in the way."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings as DjangoSettings

from amends.apps.core.models import Event, EventKind, JobRun, Message
from amends.apps.customers.actions import rights
from amends.apps.customers.actions.copying import (
    NoCopy,
    copy_place,
    fetch_copy,
    remove_old_copies,
    write_copy,
)
from amends.apps.customers.actions.forgetting import begin_forgetting, forget_files
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer, Forgotten, RightsRequest
from amends.apps.customers.queries.rights import in_words, standing
from amends.apps.customers.rules.rights import Hold, Kind, State
from amends.apps.recovery.models import PublishedRun, Target
from tests.apps.cases.course import complaint
from tests.people import NOON, People

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: DjangoSettings, tmp_path: Path) -> None:
    """Copies of other tests lie elsewhere."""
    settings.AMENDS_DATA = tmp_path


@pytest.fixture
def known(people: People) -> Customer:
    """A customer with a name and a number, of Alice's team."""
    row = {"customer_id": "C-1", "unit_code": people.east_team.code}
    upsert_profiles([row], {"C-1": Personal("张明明", "13800001215")}, by=None, at=NOON)
    return Customer.objects.unscoped("a test").select_related("unit").get(code="C-1")


def _asked(known: Customer, people: People, kind: Kind = Kind.COPY) -> RightsRequest:
    return rights.ask(customer=known, kind=kind, channel="hall", words="请给我一份", by=people.alice, at=NOON)


def _identified(known: Customer, people: People, kind: Kind = Kind.COPY) -> RightsRequest:
    row = _asked(known, people, kind)
    return rights.identify(request=row, version=1, means="id_card", by=people.alice, at=NOON)


def test_clock_runs_from_the_receipt_by_the_pack(known: Customer, people: People) -> None:
    assert _asked(known, people).due_at == NOON + 15 * DAY


def test_nothing_is_done_before_it_is_sure_who_asks(known: Customer, people: People) -> None:
    row = _asked(known, people)
    with pytest.raises(rights.NotIdentified):
        rights.grant(request=row, version=row.version, by=people.alice, at=NOON)
    with pytest.raises(rights.NotIdentified):
        rights.identify(request=row, version=row.version, means="他自己说的", by=people.alice, at=NOON)


def test_same_thing_is_asked_once_at_a_time(known: Customer, people: People) -> None:
    _asked(known, people)
    with pytest.raises(rights.AskedAlready):
        _asked(known, people)


def test_colleague_of_another_city_may_not(known: Customer, people: People) -> None:
    with pytest.raises(rights.NotAllowed):
        rights.ask(customer=known, kind=Kind.COPY, channel="hall", by=people.charlie, at=NOON)


def test_second_press_on_an_old_page_does_nothing(known: Customer, people: People) -> None:
    row = _identified(known, people)
    rights.grant(request=row, version=row.version, by=people.alice, at=NOON)
    with pytest.raises(rights.ChangedMeanwhile):
        rights.grant(request=row, version=row.version, by=people.alice, at=NOON)


def test_open_case_postpones_forgetting_and_says_so(known: Customer, people: People) -> None:
    case = complaint(people, known)
    row = _identified(known, people, Kind.DELETE)
    after = rights.grant(request=row, version=row.version, by=people.alice, at=NOON)
    assert (after.state, after.postponed_until) == (State.POSTPONED, None)
    assert case.number in after.outcome
    assert not Forgotten.objects.exists()


def test_closed_case_may_be_disputed_for_five_months(known: Customer, people: People) -> None:
    case = complaint(people, known)
    type(case).objects.unscoped("a test").filter(pk=case.pk).update(
        state="unreachable", is_open=False, closed_at=NOON, outcome="unreachable", next_kind="", next_text="",
        next_due_at=None, next_owner=None,
    )  # fmt: skip
    (found,) = standing(known, today=NOON.date() + DAY)
    assert (found.hold, str(found.until)) == (Hold.DISPUTE, "2027-04-02")
    assert case.number in in_words(found)
    assert standing(known, today=NOON.date() + 152 * DAY) == []


def test_nothing_in_the_way_queues_forgetting_and_stops_imports(known: Customer, people: People) -> None:
    row = _identified(known, people, Kind.DELETE)
    rights.grant(request=row, version=row.version, by=people.alice, at=NOON)
    assert JobRun.objects.unscoped("a test").filter(job="forget_customers").count() == 1
    assert Forgotten.objects.get().customer == known


def test_refusing_needs_a_reason(known: Customer, people: People) -> None:
    row = _asked(known, people)
    with pytest.raises(rights.SaysNothing):
        rights.refuse(request=row, version=row.version, reason=" ", by=people.alice, at=NOON)
    after = rights.refuse(request=row, version=row.version, reason="不是本人", by=people.alice, at=NOON)
    assert (after.state, after.outcome) == (State.REFUSED, "不是本人")


def test_copy_holds_what_is_theirs_and_is_fetched_by_its_owner(known: Customer, people: People) -> None:
    complaint(people, known, story="宽带一直断")
    row = _identified(known, people)
    row = rights.grant(request=row, version=row.version, by=people.alice, at=NOON)
    write_copy(request=row, by=people.alice, at=NOON)
    row.refresh_from_db()
    with zipfile.ZipFile(fetch_copy(request=row, by=people.alice, at=NOON)) as packed:
        content, page = json.loads(packed.read("data.json")), packed.read("index.html").decode()
    assert content["account"] == [{"code": "C-1", "name": "张明明", "number": "13800001215", "mail": ""}]
    assert "宽带一直断" in json.dumps(content["cases.case"], ensure_ascii=False)
    assert "13800001215" in page
    assert "宽带一直断" in page
    assert Event.objects.unscoped("a test").filter(kind=EventKind.RIGHTS_FETCHED, about="C-1").count() == 1
    for who, at in ((people.bob, NOON), (people.alice, NOON + 8 * DAY)):
        with pytest.raises(NoCopy):
            fetch_copy(request=row, by=who, at=at)
    assert remove_old_copies(at=NOON + DAY) == 0
    assert remove_old_copies(at=NOON + 8 * DAY) == 1
    assert not copy_place(row).exists()
    assert str(copy_place(row)).startswith(str(settings.AMENDS_DATA))


def test_copy_goes_with_the_person(known: Customer, people: People) -> None:
    row = _identified(known, people)
    write_copy(request=row, by=people.alice, at=NOON)
    forgotten = begin_forgetting(customer=known, request=None, by=None, at=NOON)
    assert forget_files(customer=known, row=forgotten, at=NOON) >= 1
    assert not copy_place(row).exists()


def test_pages_lead_from_the_customer_to_the_copy(known: Customer, people: People) -> None:
    browser = Client()
    browser.force_login(people.alice)
    asked = browser.post("/customers/of/C-1/rights/", {"kind": "copy", "channel": "hotline", "words": ""})
    row = RightsRequest.objects.unscoped("a test").get()
    assert asked.status_code == 302
    browser.post(f"/customers/rights/{row.pk}/identify/", {"version": 1, "means": "counter"})
    assert "同意办理" in browser.get(f"/customers/rights/{row.pk}/").content.decode()
    browser.post(f"/customers/rights/{row.pk}/grant/", {"version": 2})
    row.refresh_from_db()
    assert row.state == State.WORKING
    assert browser.get(f"/customers/rights/{row.pk}/copy/").status_code == 404
    assert "张*明" in browser.get("/customers/rights/").content.decode()
    stranger = Client()
    stranger.force_login(people.charlie)
    assert stranger.get(f"/customers/rights/{row.pk}/").status_code == 404
    assert stranger.get(f"/customers/rights/{row.pk}/copy/").status_code == 404


def test_list_asks_the_database_the_same_however_long(
    known: Customer, people: People, django_assert_max_num_queries: object
) -> None:
    _asked(known, people)
    _asked(known, people, Kind.EXPLAIN)
    browser = Client()
    browser.force_login(people.alice)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert browser.get("/customers/rights/").status_code == 200


def test_explanation_says_how_each_score_came(known: Customer, people: People) -> None:
    run = PublishedRun.objects.create(
        run_id="r1", as_of=NOON.date(), published_at=NOON, listed=1,
        summary={"model": {"kind": "learnt", "threshold": 0.4, "secret": 1}},
    )  # fmt: skip
    Target.objects.create(
        run=run, customer=known, unit=known.unit, rank=1, priority=1.0, evidence="model", probability=0.7,
        main_cause="tariff", reasons=["三个月超出套餐 4 次"], list_date=NOON.date(),
    )  # fmt: skip
    row = _identified(known, people, Kind.EXPLAIN)
    row = rights.grant(request=row, version=row.version, by=people.alice, at=NOON)
    write_copy(request=row, by=people.alice, at=NOON, facts={"scores": [{"x": 1.0}], "bills": [{"y": 2}]})
    with zipfile.ZipFile(copy_place(row)) as packed:
        content = json.loads(packed.read("data.json"))
    (told,) = content["explanations"]
    assert (told["不满意概率"], told["依据"]) == (0.7, ["三个月超出套餐 4 次"])
    assert told["模型"] == {"kind": "learnt", "threshold": 0.4}
    assert "由人决定" in told["谁来决定"]
    assert set(content) == {"account", "explanations", "feeds.scores"}


def test_owner_is_told_before_and_after_the_limit_once_each(known: Customer, people: People) -> None:
    _asked(known, people)
    assert [rights.remind(at=NOON + days * DAY) for days in (5, 13, 13.5, 16, 17)] == [0, 1, 0, 1, 0]
    told = Message.objects.filter(to=people.alice, key__startswith="rights:").order_by("pk")
    assert [each.key.rpartition(":")[2] for each in told if each.key] == ["soon", "late"]


def test_owner_is_told_when_what_stood_in_the_way_has_gone(known: Customer, people: People) -> None:
    row = _identified(known, people, Kind.DELETE)
    RightsRequest.objects.unscoped("a test").filter(pk=row.pk).update(
        state=State.POSTPONED, outcome="争议期", postponed_until=NOON.date() + 2 * DAY
    )
    assert [rights.remind(at=NOON + days * DAY) for days in (1, 2, 3)] == [0, 1, 0]
