# SPDX-License-Identifier: Apache-2.0
"""Made, enabled, kept: each promise has its maker, its enabler and its keeper, and says where it comes from."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Event, EventKind, Message
from amends.apps.promises.actions.enable import AlreadyEnabled, NotTheEnabler, enable_promise
from amends.apps.promises.actions.make import EnablerUnsuited, ProvenanceIncomplete, make_promise
from amends.apps.promises.jobs import late_promises
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.origins import Check, CheckKind, Origin, Provenance, check_of
from amends.apps.promises.rules.stages import enabling_due_at
from tests.apps.promises.conftest import BENEFIT, CALL_BACK, DAY, HOUR, REFUND, Make, stored
from tests.apps.promises.test_jobs import Clock
from tests.people import NOON, People


def _enable(promise: Promise, people: People, note: str = "资费代码已配置") -> None:
    enable_promise(promise=promise, version=promise.version, note=note, by=people.bob, at=NOON + HOUR)


@pytest.mark.requirement("S3-024")
def test_each_promise_has_maker_enabler_and_keeper(make: Make, people: People, customer: object) -> None:
    alone = make()
    assert (alone.made_by, alone.enabling_person, alone.owner) == (people.alice, people.alice, people.alice)
    helped = make_promise(
        customer=alone.customer, terms=REFUND, by=people.alice, at=NOON, owner=people.bob, enabler=people.dora
    )
    assert (helped.made_by, helped.enabling_person, helped.owner) == (people.alice, people.dora, people.bob)


@pytest.mark.requirement("S3-024")
def test_page_shows_the_three_stages_with_who_and_when(make: Make, people: People, client: Client) -> None:
    promise = make(enabler="计费支撑", due_at=NOON + 365 * DAY)
    client.force_login(people.alice)
    page = client.get(reverse("promises:detail", args=[promise.number])).content.decode()
    assert all(stage in page for stage in ("作出、落实、兑现", "待落实", "计费支撑", "待兑现"))
    _enable(promise, people)
    page = client.get(reverse("promises:detail", args=[promise.number])).content.decode()
    assert "已落实" in page
    assert "鲍勃" in page
    assert "待落实" not in page


def test_enabling_is_recorded_once_with_words_and_told_to_the_keeper(make: Make, people: People) -> None:
    promise = make(enabler="计费支撑")
    _enable(promise, people)
    row = stored(promise)
    assert (row.enabled_at, row.enabled_by, row.enabled_note) == (NOON + HOUR, people.bob, "资费代码已配置")
    assert not row.needs_enabling
    assert Message.objects.get().to == people.alice
    with pytest.raises(AlreadyEnabled):
        _enable(promise, people)


def test_enabling_leaves_the_state_alone(make: Make, people: People) -> None:
    promise = make(enabler="计费支撑")
    before = promise.state(NOON + HOUR)
    _enable(promise, people)
    assert stored(promise).state(NOON + HOUR) == before


def test_somebody_without_a_part_in_it_cannot_enable(make: Make, people: People) -> None:
    with pytest.raises(NotTheEnabler):
        enable_promise(promise=make(), version=1, note="好了", by=people.ed, at=NOON)


def test_enabler_who_cannot_see_the_customer_is_refused(make: Make, people: People) -> None:
    with pytest.raises(EnablerUnsuited):
        make_promise(customer=make().customer, terms=REFUND, by=people.alice, at=NOON, enabler=people.charlie)


def _told(at: object) -> list[str]:
    late_promises(Clock(at))  # type: ignore[arg-type]
    found = Message.objects.filter(subject__contains="条件还没有落实")
    return sorted(found.values_list("to__username", flat=True))


def test_department_is_warned_once_when_too_few_days_are_left(make: Make, people: People) -> None:
    promise = make_promise(
        customer=make().customer,
        terms=BENEFIT,
        by=people.alice,
        at=NOON - 9 * DAY,
        enabler=people.dora,
    )
    assert promise.due_at == NOON + DAY
    warned_from = enabling_due_at(promise.made_at, promise.due_at)
    assert warned_from == NOON - DAY
    assert _told(warned_from - HOUR) == []
    assert _told(warned_from) == ["dora"]
    assert _told(warned_from + HOUR) == ["dora"]


def test_owner_is_warned_where_nobody_answers_for_the_department(make: Make) -> None:
    make(enabler="计费支撑")
    assert _told(NOON + 13 * HOUR) == ["alice"]


def test_nobody_is_warned_when_it_is_enabled_or_needs_nobody(make: Make, people: People) -> None:
    make()
    _enable(make(enabler="计费支撑"), people)
    assert _told(NOON + 13 * HOUR) == []


def test_campaign_and_standing_commitment_must_be_named(make: Make, people: People) -> None:
    for origin in (Origin.CAMPAIGN, Origin.STANDING):
        with pytest.raises(ProvenanceIncomplete):
            make_promise(
                customer=make().customer, terms=CALL_BACK, by=people.alice, at=NOON, came=Provenance(origin)
            )


def test_form_keeps_where_the_promise_comes_from(make: Make, people: People, client: Client) -> None:
    client.force_login(people.alice)
    data = {
        "customer": make().customer.code,
        "kind": "benefit",
        "words": "活动送 10 元话费",
        "due_at": "2099-01-01T10:00",
        "channel": "hall",
        "amount": "10",
        "reason": "入网活动",
        "origin": "campaign",
        "reference": "HD-2026-11",
        "enabler_owner": "bob",
        "key": "k1",
    }
    answer = client.post(reverse("promises:make"), {**data, "due_at": "2027-01-01T10:00"})
    assert answer.status_code == 302, answer.content.decode()
    made = Promise.objects.unscoped("a test looks").get(reference="HD-2026-11")
    assert (made.origin, made.enabler_owner, made.check_kind, made.check_amount) == (
        "campaign",
        people.bob,
        "bill_credit",
        1_000,
    )


def test_check_follows_from_the_kind_unless_another_is_asked_for() -> None:
    assert check_of(Provenance(), REFUND) == Check(CheckKind.REFUND_PAID, 3_000)
    assert check_of(Provenance(), CALL_BACK) == Check(CheckKind.NONE)
    assert check_of(Provenance(check=Check(CheckKind.USAGE_BONUS, 1024)), BENEFIT) == Check(
        CheckKind.USAGE_BONUS, 1024
    )


@pytest.mark.parametrize(
    "bad",
    [
        {"origin": "campaign", "reference": ""},
        {"origin": "rumour"},
        {"enabled_at": NOON},
        {"check_kind": "bill_credit", "check_amount": None},
        {"check_kind": "none", "check_amount": 5},
        {"fact_seen_at": NOON, "fact_missing_at": NOON},
    ],
)
def test_database_refuses(make: Make, bad: dict[str, object]) -> None:
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.unscoped("a test").filter(pk=row.pk).update(**bad)


def test_database_makes_one_promise_of_a_source(make: Make, people: People) -> None:
    came, customer = Provenance(source="x:1"), make().customer
    make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, came=came)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, came=came)


def test_log_says_that_it_was_enabled(make: Make, people: People) -> None:
    _enable(make(enabler="计费支撑"), people)
    assert Event.objects.unscoped("a test").filter(kind=EventKind.PROMISE_ENABLED).count() == 1


def test_enabling_lead_is_half_of_a_short_time() -> None:
    assert enabling_due_at(NOON, NOON + DAY) == NOON + timedelta(hours=12)
