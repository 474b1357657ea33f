# SPDX-License-Identifier: Apache-2.0
"""A late promise becomes a case, once, with somebody who tells the customer."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from amends.apps.cases.models import Case, Task
from amends.apps.core.actions.accounts import change_user
from amends.apps.core.models import Message
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.benefits import define_rule
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import BenefitRule, Promise
from amends.apps.promises.rules.origins import Origin, Provenance
from amends.apps.promises.rules.terms import PromiseKind
from amends.apps.recovery.jobs.promises import open_late_promises
from amends.apps.recovery.rules.late_promises import class_of
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.promises.conftest import BENEFIT, CALL_BACK, DAY, HOUR, make_customer
from tests.apps.promises.test_benefits import _draft
from tests.apps.promises.test_jobs import Clock
from tests.people import NOON, People

LATE = NOON + DAY + HOUR


@pytest.fixture
def customer(people: People) -> Customer:
    return make_customer("C-1", people)


def _promise(people: People, customer: Customer, came: Provenance = Provenance()) -> Promise:  # noqa: B008
    return make_promise(customer=customer, terms=CALL_BACK, by=people.alice, at=NOON, came=came)


def _run(at: datetime = LATE) -> dict[str, int]:
    return open_late_promises(Clock(at))


def _cases() -> list[Case]:
    return list(Case.objects.unscoped("a test").order_by("pk"))


@pytest.mark.requirement("S3-073")
def test_late_promise_opens_one_case_of_its_owner_with_a_notice_to_the_customer(
    people: People, customer: Customer
) -> None:
    promise = _promise(people, customer)
    assert _run(NOON + DAY) == {}
    assert _run() == {"opened": 1}
    assert _run() == {}
    (case,) = _cases()
    assert (case.key, case.origin, case.owner) == (f"promise:{promise.pk}", "promise", people.alice)
    task = Task.objects.unscoped("a test").get(case=case)
    assert (task.kind, task.owner) == ("progress_notice", people.alice)
    assert promise.number in task.text


def test_job_killed_before_the_mark_makes_no_second_case(people: People, customer: Customer) -> None:
    promise = _promise(people, customer)
    _run()
    Promise.objects.unscoped("a test").filter(pk=promise.pk).update(followed_late_at=None)
    assert _run() == {"opened": 1}
    assert len(_cases()) == 1
    assert Task.objects.unscoped("a test").count() == 1


def test_promise_kept_in_the_meantime_opens_nothing(people: People, customer: Customer) -> None:
    promise = _promise(people, customer)
    keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=LATE)
    assert _run() == {}


def test_customer_who_refuses_contact_is_not_called(people: People, customer: Customer) -> None:
    Customer.objects.unscoped("a test").filter(pk=customer.pk).update(do_not_contact=True, refused_at=NOON)
    _promise(people, customer)
    assert _run() == {"opened": 1}
    assert not Task.objects.unscoped("a test").exists()


def test_leader_takes_it_where_the_owner_has_left(people: People, customer: Customer) -> None:
    _promise(people, customer)
    change_user(
        user=people.alice,
        role=Role.COMPLAINT_OFFICER,
        unit=people.east_team,
        is_active=False,
        by=people.ed,
        at=NOON,
    )
    _run()
    assert _cases()[0].owner == people.bob


def test_promise_made_in_an_open_case_goes_back_to_that_case(people: People, customer: Customer) -> None:
    first = _promise(people, customer)
    _run()
    (case,) = _cases()
    second = _promise(people, customer, Provenance(Origin.REMEDY, reference=case.number))
    assert _run() == {"joined": 1}
    assert len(_cases()) == 1
    told = Task.objects.unscoped("a test").filter(case=case)
    assert sorted(task.key or "" for task in told) == sorted(
        f"promise_notice:{each.pk}" for each in (first, second)
    )


def test_what_we_published_is_a_matter_of_publicity() -> None:
    assert class_of(PromiseKind.REFUND, Origin.CAMPAIGN) is RecoveryClass.PUBLICITY
    assert class_of(PromiseKind.REPAIR, Origin.STANDING) is RecoveryClass.PUBLICITY
    assert class_of(PromiseKind.REFUND, Origin.SPOKEN) is RecoveryClass.TARIFF
    assert class_of(PromiseKind.REPAIR, Origin.SPOKEN) is RecoveryClass.NETWORK
    assert class_of(PromiseKind.CALL_BACK, Origin.SPOKEN) is RecoveryClass.COMPLAINT


def test_campaign_benefit_that_is_late_is_of_publicity(people: People, customer: Customer) -> None:
    terms = replace(BENEFIT, due_at=NOON + DAY)
    came = Provenance(Origin.CAMPAIGN, reference="HD-1")
    make_promise(customer=customer, terms=terms, by=people.alice, at=NOON, came=came)
    _run()
    assert _cases()[0].recovery_class == RecoveryClass.PUBLICITY


def _missed(people: People, customers: int) -> BenefitRule:
    """A rule of a yuan a day whose benefits of two days are late and on nobody's bill."""
    rule = define_rule(draft=_draft(people), by=people.dora, at=NOON)
    for number in range(customers):
        who = make_customer(f"R-{number}", people)
        for day in (1, 2):
            came = Provenance(Origin.RULE, reference=rule.code, source=f"rule:{rule.pk}:{day}:{who.pk}")
            make_promise(customer=who, terms=BENEFIT, by=people.dora, at=NOON, came=came)
    _promises().update(due_at=NOON + DAY)
    return rule


def _promises() -> Any:
    return Promise.objects.unscoped("a test")


def test_benefits_of_a_rule_that_no_bill_shows_are_one_case_a_customer(people: People) -> None:
    _missed(people, 2)
    assert _run() == {}, "late by the clock alone is the keeper's daily line"
    _promises().update(fact_missing_at=NOON + DAY)
    assert _run() == {"opened": 2, "joined": 2}
    assert _run() == {}
    assert {each.customer.code for each in _cases()} == {"R-0", "R-1"}
    assert {each.recovery_class for each in _cases()} == {"publicity"}


def test_rule_that_failed_many_is_told_once_a_day_and_opens_no_flood(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.recovery.queries.late_promises.BY_CASE", 1)
    _missed(people, 2)
    _promises().update(fact_missing_at=NOON + DAY)
    for _ in range(2):
        assert _run()["told"] == 1
    assert _cases() == []
    assert "2" in Message.objects.get(to=people.dora).subject


def test_promises_that_nobody_can_take_keep_newer_ones_from_nothing(
    people: People, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.promises.queries.warnings.AT_ONCE", 1)
    for minutes in (2, 1):
        made = _promise(people, customer)
        _promises().filter(pk=made.pk).update(due_at=NOON + DAY - timedelta(minutes=minutes))
    monkeypatch.setattr("amends.apps.recovery.actions.late_promises._owner", lambda _row: None)
    assert _run() == {"nobody": 2}
