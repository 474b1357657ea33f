# SPDX-License-Identifier: Apache-2.0
"""What complaints cost, and what they were worth."""

import re
from datetime import date

import pytest

from amends.apps.cases.models import Case, Remedy
from amends.apps.core.models import Unit
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms
from amends.apps.reports.actions.costing import NothingSaid, Spent, note_work
from amends.apps.reports.actions.measuring import Entry, NotYours, enter_figure
from amends.apps.reports.queries.costs import cost_of, cost_report, work_of
from amends.apps.reports.queries.measuring.spending import cost_of_cases
from amends.apps.reports.rules.costs import WorkKind
from amends.apps.reports.rules.figures import Entered
from tests.apps.reports.conftest import DAY, TODAY, as_user, make_case, make_customer
from tests.people import NOON, People

SINCE, UNTIL = TODAY - 90 * DAY, TODAY + DAY
HANDLING, REWORK = WorkKind.HANDLING, WorkKind.REWORK


def hour_costs(people: People, yuan: float = 60.0) -> None:
    entry = Entry(Entered.HOUR_COST, yuan, "财务部 2026 年 9 月", date(2026, 9, 30))
    enter_figure(unit=people.province, entry=entry, by=people.dora, at=NOON)


def given(people: People, case: Case, fen: int, state: str = "given") -> None:
    """Something that was given, or only proposed."""
    terms = Terms(PromiseKind.REFUND, "退还多收的", Channel.PHONE, amount=fen, due_at=NOON + DAY)
    promise = make_promise(customer=case.customer, terms=terms, by=people.alice, at=NOON)
    Remedy.objects.create(
        case=case, kind="goodwill", words="话费", amount=fen, reason="多收了", due_at=NOON + DAY, channel="sms",
        state=state, proposed_at=NOON, proposed_by=people.alice, given_at=NOON if state == "given" else None,
        proof="流水 1" if state == "given" else "", promise=promise,
    )  # fmt: skip


def spend(people: People, case: Case, kind: WorkKind, minutes: int, fen: int = 0) -> None:
    note_work(case=case, spent=Spent(kind, minutes, fen), by=people.alice, at=NOON)


@pytest.mark.requirement("S4-009")
def test_cost_of_a_case_sums_time_compensation_and_rework(people: People) -> None:
    hour_costs(people)
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    spend(people, case, HANDLING, 30, 250)
    spend(people, case, REWORK, 90)
    given(people, case, 5_000)
    given(people, case, 7_777, state="waiting")
    found = cost_of(case, work_of(case))
    assert (found.handling, found.compensation, found.rework) == (3_250, 5_000, 9_000)
    assert found.total == 17_250


def test_hour_keeps_the_cost_it_was_entered_at(people: People) -> None:
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    spend(people, case, HANDLING, 60)
    hour_costs(people)
    spend(people, case, HANDLING, 60)
    found = cost_of(case, work_of(case))
    assert (found.handling, found.unpriced) == (6_000, 60)


@pytest.mark.requirement("S4-009")
def test_report_tells_cost_and_value_by_class_and_unit(people: People) -> None:
    hour_costs(people)
    priced = make_case(people, make_customer(people.east_team), days_ago=5)
    spend(people, priced, HANDLING, 60)
    make_case(people, make_customer(people.east_team, plan_fee=3_900), days_ago=6)
    make_case(
        people, make_customer(people.west_team), days_ago=7, recovery_class="network", state="not_recovered"
    )
    by_class = {each.key: each for each in cost_report(people.province.scope, SINCE, UNTIL, by_unit=False)}
    tariff = by_class["tariff"]
    assert (tariff.ended, tariff.known, tariff.average, tariff.total) == (2, 1, 6_000, 6_000)
    assert (tariff.kept, tariff.kept_fees) == (2, 8_900)
    assert (by_class["network"].kept, by_class["network"].average) == (0, None)
    by_unit = [each.name for each in cost_report(people.province.scope, SINCE, UNTIL, by_unit=True)]
    assert by_unit == ["东市投诉组", "西市投诉组"]
    assert [each.name for each in cost_report(people.west.scope, SINCE, UNTIL, by_unit=True)] == [
        "西市投诉组"
    ]


def test_a_customer_recovered_twice_is_kept_once_and_units_of_one_name_stay_two(people: People) -> None:
    who = make_customer(people.east_team, plan_fee=10_000)
    for days in (5, 6):
        make_case(people, who, days_ago=days)
    make_case(people, make_customer(people.west_team), days_ago=7)
    (row,) = cost_report(people.east.scope, SINCE, UNTIL, by_unit=False)
    assert (row.ended, row.kept, row.kept_fees) == (2, 1, 10_000)
    Unit.objects.filter(pk=people.west_team.pk).update(name=people.east_team.name)
    rows = cost_report(people.province.scope, SINCE, UNTIL, by_unit=True)
    assert sorted((each.name, each.ended) for each in rows) == [("东市投诉组", 1), ("东市投诉组", 2)]


def test_report_leaves_out_what_nobody_could_price_and_says_so(people: People) -> None:
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    spend(people, case, HANDLING, 60)
    row = cost_report(people.province.scope, SINCE, UNTIL, by_unit=False)[0]
    assert (row.known, row.unpriced, row.average) == (0, 1, None)


def test_average_cost_is_told_of_thirty_cases(people: People) -> None:
    hour_costs(people)
    for at in range(30):
        spend(
            people,
            make_case(people, make_customer(people.east_team), days_ago=5),
            HANDLING,
            30 + 60 * (at % 2),
        )
    found = cost_of_cases(people.province.scope, SINCE, UNTIL)
    assert found.span is not None
    assert (found.span.value, found.n) == (60, 30)


@pytest.mark.parametrize("spent", [Spent(HANDLING, 0, 0), Spent(HANDLING, 6_001, 0), Spent(HANDLING, -1, 5)])
def test_work_that_says_nothing_is_refused(people: People, spent: Spent) -> None:
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    with pytest.raises(NothingSaid):
        note_work(case=case, spent=spent, by=people.alice, at=NOON)


def test_charlie_notes_no_work_of_another_unit(people: People) -> None:
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    with pytest.raises(NotYours):
        note_work(case=case, spent=Spent(HANDLING, 5, 0), by=people.charlie, at=NOON)
    assert as_user(people.charlie).get(f"/reports/cases/{case.number}/cost/").status_code == 404


@pytest.mark.requirement("S4-009")
def test_time_is_noted_on_the_page_of_the_case(people: People) -> None:
    hour_costs(people)
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    alice = as_user(people.alice)
    said = {"kind": "handling", "minutes": "45", "expenses": "2.50"}
    assert alice.post(f"/reports/cases/{case.number}/cost/note/", said).status_code == 302
    shown = alice.get(f"/reports/cases/{case.number}/cost/", headers={"HX-Request": "true"}).content.decode()
    assert "47.50 元" in shown
    assert alice.post(f"/reports/cases/{case.number}/cost/note/", {"kind": "handling"}).status_code == 422


def test_form_sent_twice_is_noted_once(people: People) -> None:
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    alice, address = as_user(people.alice), f"/reports/cases/{case.number}/cost/"
    shown = [alice.get(address, headers={"HX-Request": "true"}).content.decode() for _ in range(2)]
    keys = [re.findall(r'name="key" value="(\w+)"', each)[0] for each in shown]
    assert keys[0] != keys[1]
    for key in (keys[0], keys[0], keys[1]):
        said = {"kind": "handling", "minutes": "45", "key": key}
        assert alice.post(f"{address}note/", said).status_code == 302
    assert len(work_of(case)) == 2


def test_page_tells_costs_of_the_period(people: People, django_assert_max_num_queries: object) -> None:
    hour_costs(people)
    days = (date.today() - TODAY).days  # noqa: DTZ011
    case = make_case(people, make_customer(people.east_team), days_ago=5 - days)
    spend(people, case, HANDLING, 30)
    dora = as_user(people.dora)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        shown = dora.get("/reports/worth/costs/?days=30").content.decode()
    assert "30.00 元" in shown
    assert "没有结案的投诉" in as_user(people.dora).get("/reports/worth/costs/?unit=G-P-W").content.decode()
