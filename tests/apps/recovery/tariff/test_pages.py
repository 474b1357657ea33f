# SPDX-License-Identifier: Apache-2.0
"""Tariff pages: the Pareto of problems, the line of plans with those left in a gap, the trees of causes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models import Case, Intake
from amends.apps.cases.rules.states import Origin
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.catalogues import import_plans
from amends.apps.recovery.models import Plan
from amends.apps.recovery.queries.tariff.origins import origin_trees
from amends.apps.recovery.queries.tariff.plans import catalogue
from amends.apps.recovery.queries.tariff.problems import tariff_problems
from amends.apps.recovery.rules.tariff.lineage import Fault
from amends.apps.satisfaction.actions.importing import HandedOver
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.recovery.network.conftest import as_user
from tests.people import NOON, People

TODAY = date(2026, 11, 22)
HEADS = ("套餐编码", "套餐名称", "月费（元）", "上架日期", "下架日期", "接续套餐", "迁移路径")


def complain(
    people: People, code: str, topic: str, *, fee: int = 10_000, west: bool = False, **fields: Any
) -> Case:
    """A tariff complaint."""
    owner, unit = (people.charlie, people.west_team) if west else (people.alice, people.east_team)
    person, _made = Customer.objects.unscoped("test").get_or_create(
        code=code, defaults={"unit": unit, "plan_fee": fee, "updated_at": NOON, **fields}
    )
    arrival = Arrival("CH-HOTLINE", "complaint", taxonomy=topic, title="资费")
    return open_case(
        customer=person, origin=Origin.COMPLAINT, recovery_class=RecoveryClass.TARIFF, owner=owner, by=owner,
        at=NOON, arrival=arrival, story="资费太贵",
    )  # fmt: skip


@pytest.mark.requirement("S3-040")
def test_problems_are_ranked_with_their_numbers_within_the_units(people: People) -> None:
    for at in range(6):
        complain(people, f"C-{at}", "TF-01-01", fee=10_000)
    for at in range(3):
        complain(people, f"D-{at}", "TF-02-01", fee=5_000)
    complain(people, "W-1", "TF-03-01", west=True)
    rows = tariff_problems(people.bob.scope, at=NOON + timedelta(days=1)).rows
    told = [(each.problem.heard.code, each.problem.heard.complaints, each.problem.top) for each in rows]
    assert told == [("TF-01-01", 6, True), ("TF-02-01", 3, False)]
    assert rows[0].problem.importance == pytest.approx(6 * 10_000)
    later = tariff_problems(people.bob.scope, at=NOON + timedelta(days=91))
    assert later.rows == ()


def test_a_customer_who_complains_often_is_one_customer_with_one_fee(people: People) -> None:
    for topic in ("TF-01-01", "TF-01-01", "TF-01-01", "TF-02-01"):
        complain(people, "C-1", topic, fee=20_000)
    complain(people, "C-2", "TF-01-01", fee=10_000)
    found = tariff_problems(people.bob.scope, at=NOON + timedelta(days=1))
    assert (found.everybody.customers, found.everybody.mean_fee_fen) == (2, 15_000)
    told = [
        (each.problem.heard.complaints, each.problem.heard.customers, each.problem.fee_fen)
        for each in found.rows
    ]
    assert told == [(4, 2, 15_000), (1, 1, 20_000)]
    assert all(each.problem.at_risk is None for each in found.rows)


def handed(*rows: tuple[str, ...]) -> HandedOver:
    """A file of plans as its reader gives it."""
    return HandedOver(HEADS, [(at, row) for at, row in enumerate(rows, 2)], "plans.csv", "d" * 64)


OLD = ("P-1", "老套餐", "58", "2015-01-01", "2026-01-01", "", "")
LED = ("P-2", "畅享", "128", "2020/1/1", "2026-06-01", "P-3", "到期自动转，可退回")
NEW = ("P-3", "新畅享", "139.5", "2026-01-01", "", "", "")


@pytest.mark.requirement("S3-044")
def test_a_retired_plan_without_a_successor_is_listed_with_its_customers(people: People) -> None:
    import_plans(file=handed(OLD, LED, NEW), by=people.dora, at=NOON)
    for code, plan, state in (("C-1", "P-1", "active"), ("C-2", "P-1", "active"), ("C-3", "P-1", "closed"),
                              ("C-4", "P-2", "active"), ("C-5", "P-X", "active")):  # fmt: skip
        Customer.objects.create(
            code=code, unit=people.east_team, plan_code=plan, line_state=state, updated_at=NOON
        )
    found = catalogue(people.bob.scope, today=TODAY)
    assert [(each.plan.code, each.fault, each.customers) for each in found.gaps] == [
        ("P-1", Fault.NO_SUCCESSOR, 2)
    ]
    assert (found.left, found.unknown) == (2, (("P-X", 1),))
    assert [each.name for each in next(row for row in found.lines if row.plan.code == "P-2").following] == [
        "新畅享"
    ]
    assert catalogue(people.charlie.scope, today=TODAY).left == 0


def test_a_plan_that_will_end_is_told_before(people: People) -> None:
    import_plans(file=handed((*OLD[:4], "2027-01-01", "", "")), by=people.dora, at=NOON)
    (row,) = catalogue(people.bob.scope, today=TODAY).coming
    assert (row.plan.code, row.fault) == ("P-1", Fault.NO_SUCCESSOR)


def test_plans_come_again_are_the_same_and_wrong_rows_are_told(people: People) -> None:
    first = import_plans(file=handed(OLD, LED, NEW), by=people.dora, at=NOON)
    again = import_plans(file=handed(OLD, LED, NEW), by=people.dora, at=NOON)
    assert (first.new, again.same, again.corrected) == (3, 3, 0)
    assert Plan.objects.get(code="P-3").fee_fen == 13_950
    wrong = [("P-4", "x", "-1", "2026-01-01", "", "", ""), ("P-5", "x", "1", "2026-13-01", "", "", ""),
             ("P-6", "x", "1", "2026-01-01", "2025-01-01", "", ""), ("P-7", "x", "1", "2026-01-01", "", "P-7", ""),
             ("P-8", "x", "1", "2026-01-01", "", "P-404", ""), ("P-9", "x", "1" + "0" * 19, "2026-01-01", "", "", ""),
             ("P-10", "x", "9" * 400, "2026-01-01", "", "", "")]  # fmt: skip
    taken = import_plans(file=handed(*wrong), by=people.dora, at=NOON)
    assert sorted((each.row, each.column) for each in taken.problems) == [
        (2, "月费元"), (3, "上架日期"), (4, "下架日期"), (5, "接续套餐"), (6, "接续套餐"),
        (7, "月费元"), (8, "月费元"),
    ]  # fmt: skip
    assert taken.new == 0


def test_trees_count_what_was_found_and_leave_out_what_nobody_chose(people: People) -> None:
    for at, branch in enumerate(["td_complex", "td_complex", "td_unequal", ""]):
        case = complain(people, f"C-{at}", "TF-01-02")
        Intake.objects.unscoped("test").filter(case=case).update(root_branch=branch)
    design, billing = origin_trees(people.bob.scope, at=NOON + timedelta(days=1))
    assert (design.cases, design.known, billing.cases) == (4, 3, 0)
    assert [(each.branch.code, each.cases) for each in design.origins[:2]] == [
        ("td_complex", 2),
        ("td_unequal", 1),
    ]
    assert design.origins[0].share == pytest.approx(2 / 3)


def test_the_pages_show_it_in_few_queries(people: People, django_assert_max_num_queries: Any) -> None:
    client = as_user(people.bob)
    for name in ("tariff", "plans", "tariff_origins"):
        assert client.get(reverse(f"recovery:{name}")).status_code == 200
    import_plans(file=handed(OLD, LED, NEW), by=people.dora, at=NOON)
    case = complain(people, "C-1", "TF-01-02", plan_code="P-1")
    Case.objects.unscoped("test").update(received_at=timezone.now(), opened_at=timezone.now())
    Intake.objects.unscoped("test").filter(case=case).update(root_branch="td_complex")
    said = {
        "tariff": "套餐结构复杂看不明白",
        "plans": "没有接续套餐",
        "tariff_origins": "套餐结构复杂，客户算不清",
    }
    for name, words in said.items():
        with django_assert_max_num_queries(12):
            answer = client.get(reverse(f"recovery:{name}"))
        assert words in answer.content.decode()


def test_who_may_bring_in_plans(people: People) -> None:
    assert as_user(people.bob).get(reverse("recovery:plan_import")).status_code == 403
    answer = as_user(people.dora).get(reverse("recovery:plan_template"))
    assert answer.content.decode("utf-8-sig").startswith("套餐编码,套餐名称,月费元")
