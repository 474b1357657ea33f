# SPDX-License-Identifier: Apache-2.0
"""Improvements: owned together, told once to who complained; demands that come again open a review of the standard."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import RightMissing, WordsMissing
from amends.apps.cases.actions.improvements import (
    DepartmentsMissing,
    ImprovementChanged,
    OnlyOneDepartment,
    Plan,
    change_improvement,
    close_improvement,
    link_case,
    open_improvement,
    review_standards,
)
from amends.apps.cases.models import Case, Improvement, ImprovementCase, Intake, Task
from amends.apps.cases.models.governance_words import ImprovementState
from amends.apps.cases.queries.improvements import improvements, repeated_demands
from amends.apps.cases.rules.improvements import needs_more_departments
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import User
from amends.apps.customers.models import Consent, Customer
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer
from tests.people import NOON, People

WHY = "a test looks"


def _plan(people: People, **fields: Any) -> Plan:
    usual: dict[str, Any] = {
        "title": "账单改成看得懂的话",
        "departments": ["marketing", "it"],
        "owner": people.bob,
        "due_date": date(2026, 12, 1),
    }
    return Plan(**(usual | fields))


def _open(people: People, *cases: Case, by: User | None = None, **fields: Any) -> Improvement:
    plan = _plan(people, **fields)
    return open_improvement(plan=plan, unit=people.east, cases=cases, by=by or people.bob, at=NOON)


def _close(found: Improvement, by: User, **more: Any) -> Improvement:
    usual: dict[str, Any] = {"done": True, "effect": "咨询量降三成", "told": "账单已改版", "at": NOON + DAY}
    return close_improvement(improvement=found, version=found.version, by=by, **(usual | more))


@pytest.mark.requirement("S3-025")
def test_one_department_alone_on_gap_four_warns(people: People) -> None:
    with pytest.raises(OnlyOneDepartment):
        _open(people, departments=["marketing"], gap=4)
    assert _open(people, departments=["marketing"], gap=4, warned=True).departments == ["marketing"]
    assert _open(people, departments=["hr", "marketing", "operations"], gap=4).gap == 4
    assert _open(people, departments=["marketing"], gap=3).gap == 3


@pytest.mark.requirement("S3-025")
def test_the_same_department_twice_is_one() -> None:
    assert needs_more_departments(4, ["it", "it"], at_least=2)
    assert not needs_more_departments(None, ["it"], at_least=2)


def test_improvement_needs_known_departments_words_and_the_right(people: People) -> None:
    with pytest.raises(DepartmentsMissing):
        _open(people, departments=[])
    with pytest.raises(DepartmentsMissing):
        _open(people, departments=["kitchen"])
    with pytest.raises(WordsMissing):
        _open(people, title=" ")
    with pytest.raises(RightMissing):
        _open(people, by=people.alice)


@pytest.mark.requirement("S0-086")
def test_customers_of_a_closed_improvement_are_told_once_consent_permitting(
    opened: Opened, people: People, customer: Customer
) -> None:
    quiet = make_customer(people, "Q-1", do_not_contact=True)
    refused = make_customer(people, "R-1")
    Consent.objects.create(
        customer=refused, purpose="survey", decision="refused", initiative="customer",
        channel="phone", wording_version="1", decided_at=NOON,
    )  # fmt: skip
    first = opened()
    second = opened(recovery_class=RecoveryClass.NETWORK)
    others = [opened(customer=each) for each in (quiet, refused)]
    found = _open(people, first, second, *others)
    _close(found, people.bob)
    task = Task.objects.unscoped(WHY).get(kind="feedback")
    assert (task.case, task.owner) == (first, people.alice)
    assert "账单已改版" in task.text
    rows = ImprovementCase.objects.unscoped(WHY).order_by("pk")
    assert [row.feedback for row in rows] == ["task", "elsewhere", "not_wanted", "not_wanted"]
    with pytest.raises(ImprovementChanged):
        _close(found, people.bob)
    assert Task.objects.unscoped(WHY).filter(kind="feedback").count() == 1


def test_dropped_improvement_tells_nobody_but_needs_its_reason(opened: Opened, people: People) -> None:
    found = _open(people, opened())
    with pytest.raises(WordsMissing):
        _close(found, people.bob, done=False, effect="")
    with pytest.raises(WordsMissing):
        _close(found, people.bob, told="")
    assert _close(found, people.bob, done=False, effect="并入另一项").state == "dropped"
    assert not Task.objects.unscoped(WHY).exists()


def test_change_is_refused_to_others_and_on_an_old_version(people: People) -> None:
    found = _open(people)
    with pytest.raises(RightMissing):
        _change(found, people, people.alice)
    assert _change(found, people, people.bob).state == "doing"
    with pytest.raises(ImprovementChanged):
        _change(found, people, people.bob)


def _change(found: Improvement, people: People, by: User) -> Improvement:
    state = ImprovementState.DOING
    return change_improvement(
        improvement=found, version=found.version, plan=_plan(people), state=state, by=by, at=NOON
    )


def test_case_is_linked_once_and_only_by_who_sees_it(opened: Opened, people: People) -> None:
    case, found = opened(), _open(people)
    first = link_case(improvement=found, case=case, by=people.alice, at=NOON)
    assert link_case(improvement=found, case=case, by=people.alice, at=NOON) == first
    with pytest.raises(RightMissing):
        link_case(improvement=found, case=case, by=people.charlie, at=NOON)


def test_charlie_does_not_see_what_the_east_improves(people: People) -> None:
    _open(people)
    assert len(improvements(people.alice.scope)) == 0  # Bob's is of the city, Alice's team stands below it
    assert len(improvements(people.dora.scope)) == 1
    assert improvements(people.charlie.scope) == []


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("improvement_closed_says_effect", {"state": "done"}),
        ("improvement_closed_says_effect", {"state": "done", "closed_at": NOON}),
        ("improvement_gap_1_to_4", {"gap": 5}),
        ("improvement_has_title", {"title": ""}),
        ("improvement_kind_known", {"kind": "x"}),
    ],
)
def test_database_refuses_an_improvement(people: People, constraint: str, values: dict[str, Any]) -> None:
    _open(people)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Improvement.objects.unscoped(WHY).update(**values)


def _demanded(opened: Opened, people: People, n: int, words: str = "当天上门", **more: Any) -> Case:
    customer = make_customer(people, f"D-{n}-{words}")
    case = opened(customer=customer, origin=Origin.COMPLAINT, **more)
    Intake.objects.unscoped(WHY).filter(case=case).update(cause="beyond_standard", demand=words)
    return case


@pytest.mark.requirement("S0-053")
def test_three_of_the_same_demand_open_one_review_of_the_standard(opened: Opened, people: People) -> None:
    _demanded(opened, people, 1)
    _demanded(opened, people, 2, "当天 上门。")
    _demanded(opened, people, 3, "另一件事")
    assert review_standards(demands=repeated_demands(at=NOON + HOUR), at=NOON + HOUR) == 0
    _demanded(opened, people, 4)
    assert review_standards(demands=repeated_demands(at=NOON + HOUR), at=NOON + HOUR) == 1
    found = Improvement.objects.unscoped(WHY).get()
    assert (found.kind, found.opened_by) == ("standard", None)
    assert "当天上门" in found.title
    _demanded(opened, people, 5)
    assert review_standards(demands=repeated_demands(at=NOON + DAY), at=NOON + DAY) == 0
    assert ImprovementCase.objects.unscoped(WHY).filter(improvement=found).count() == 4


@pytest.mark.requirement("S0-053")
def test_old_demands_do_not_count(opened: Opened, people: People) -> None:
    for n in range(3):
        _demanded(opened, people, n)
    assert len(repeated_demands(at=NOON + HOUR)) == 1
    assert repeated_demands(at=NOON + timedelta(days=400)) == []
