# SPDX-License-Identifier: Apache-2.0
"""Benefits by rule: the day's reading where the customer lives, years with us; once a customer and day; no scores."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.core.actions.accounts import change_user
from amends.apps.core.models import Message
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.benefits import (
    RuleDraft,
    RuleRefused,
    define_rule,
    enter_readings,
    grant_some,
    keep_shown,
    stop_rule,
)
from amends.apps.promises.benefit_jobs import grant_benefits
from amends.apps.promises.jobs import late_promises
from amends.apps.promises.models import BenefitGrant, BenefitRule, DailyReading, Promise
from amends.apps.promises.rules.benefits import (
    Basis,
    Comparison,
    LineUnreadable,
    ReadingLine,
    UnitReading,
    joined_by,
    read_lines,
    spans,
)
from tests.apps.promises.conftest import DAY, make_customer
from tests.apps.promises.test_jobs import Clock
from tests.people import NOON, People

TODAY = date(2026, 11, 2)
HOT = Decimal("36.5")


@pytest.fixture
def dora(people: People) -> Any:
    """Dora runs the province, and may give this much."""
    change_user(
        user=people.dora, role=Role.CITY_MANAGER, unit=people.province, is_active=True, by=people.ed, at=NOON
    )
    return people.dora


def _draft(people: People, **changes: Any) -> RuleDraft:
    draft = RuleDraft(
        code="HEAT",
        name="高温关怀",
        unit=people.province,
        words="今天高温，送您一元话费",
        amount=100,
        due_days=31,
        start_date=TODAY - timedelta(days=3),
        end_date=TODAY + timedelta(days=3),
        keeper=people.dora,
        reading="气温",
        comparison=Comparison.ABOVE,
        threshold=Decimal(30),
    )
    return replace(draft, **changes)


def _rule(people: People, **changes: Any) -> BenefitRule:
    return define_rule(draft=_draft(people, **changes), by=people.dora, at=NOON)


def _read(people: People, unit: str = "G-P-E", value: Decimal = HOT, day: date = TODAY) -> None:
    enter_readings(lines=[ReadingLine(unit, "气温", day, value)], by=people.dora, at=NOON)


def _customer(code: str, people: People, joined: date = date(2020, 1, 1), west: bool = False) -> Customer:
    made = make_customer(code, people, west=west)
    Customer.objects.unscoped("a test").filter(pk=made.pk).update(joined_date=joined)
    return made


def _run(at: Any = NOON) -> dict[str, int]:
    return grant_benefits(Clock(at))


def _whose() -> list[str]:
    return sorted(Promise.objects.unscoped("a test").values_list("customer__code", flat=True))


@pytest.mark.requirement("S1-025")
def test_benefit_is_granted_once_per_day_and_customer_while_the_condition_is_true(
    people: People, dora: Any
) -> None:
    _customer("C-1", people)
    _rule(people)
    assert _run()["granted"] == 0  # nobody has read the temperature
    _read(people)
    assert _run()["granted"] == 1
    assert _run()["granted"] == 0
    assert _run(NOON + DAY)["granted"] == 0  # tomorrow is not known to be hot
    _read(people, day=TODAY + timedelta(days=1))
    assert _run(NOON + DAY)["granted"] == 1
    assert _whose() == ["C-1", "C-1"]


@pytest.mark.requirement("S1-025")
def test_condition_must_be_true_where_the_customer_lives(people: People, dora: Any) -> None:
    _customer("C-1", people)
    _customer("W-1", people, west=True)
    _rule(people)
    _read(people, "G-P", HOT)
    _read(people, "G-P-W", Decimal(30))  # not above
    _run()
    assert _whose() == ["C-1"]


def test_only_those_are_entitled_who_are_long_enough_with_us(people: People, dora: Any) -> None:
    _customer("OLD", people, joined=date(2024, 11, 2))
    _customer("NEW", people, joined=date(2024, 11, 3))
    _rule(people, tenure_years=2)
    _read(people)
    _run()
    assert _whose() == ["OLD"]


def test_years_alone_can_be_the_condition_up_to_the_most(people: People, dora: Any) -> None:
    _customer("OLD", people)
    changes = {"basis": Basis.TENURE, "reading": "", "comparison": None, "threshold": None}
    _rule(people, tenure_years=2, most=1, **changes)
    assert _run()["granted"] == 1
    assert _run(NOON + DAY)["granted"] == 0


def test_nothing_is_granted_outside_the_period_or_after_the_stop(people: People, dora: Any) -> None:
    customer, early = _customer("C-1", people), TODAY - timedelta(days=4)
    rule = _rule(people)
    _read(people, day=early)
    _read(people)
    assert grant_some(rule=rule, day=early, at=NOON) == 0
    stop_rule(rule=rule, by=people.dora, at=NOON)
    assert _run() == {"granted": 0, "late": 0}
    assert grant_some(rule=rule, day=TODAY, at=NOON) == 0
    assert customer.promises.within(people.east.scope).count() == 0


def test_grant_is_a_promise_of_the_keeper_with_its_rule_and_its_check(people: People, dora: Any) -> None:
    _customer("C-1", people)
    _rule(people)
    _read(people)
    _run()
    made = Promise.objects.unscoped("a test").select_related("owner", "made_by").get()
    assert (made.origin, made.reference, made.owner, made.amount) == ("rule", "HEAT", people.dora, 100)
    assert (made.check_kind, made.check_amount, made.reason) == ("bill_credit", 100, "气温高于 30")


def test_keeper_hears_once_a_day_of_all_that_is_late_and_not_of_each(people: People, dora: Any) -> None:
    for number in range(3):
        _customer(f"C-{number}", people)
    rule = _rule(people)
    _read(people)
    _run()
    late = NOON + 40 * DAY
    late_promises(Clock(late))
    assert not Message.objects.exists()
    for _ in range(2):
        assert _run(late)["late"] == 3
    assert Message.objects.get().to == people.dora
    assert rule.name in Message.objects.get().subject


def test_keeper_keeps_all_that_bills_show_with_one_press(people: People, dora: Any, client: Client) -> None:
    _customer("C-1", people)
    rule = _rule(people)
    _read(people)
    _run()
    rows = Promise.objects.unscoped("a test")
    assert keep_shown(rule=rule, by=people.dora, at=NOON + DAY) == 0
    rows.update(fact_seen_at=NOON + DAY, fact_month=date(2026, 11, 1), fact_found=100)
    with pytest.raises(RuleRefused):
        keep_shown(rule=rule, by=people.alice, at=NOON + DAY)
    client.force_login(people.dora)
    client.post(reverse("promises:benefit_keep", args=["HEAT"]))
    assert rows.get().proof == "2026-11 账期已见账单减免 1.00 元"


def test_authority_holds_for_all_that_one_customer_can_get_in_ninety_days(people: People, dora: Any) -> None:
    long = {"end_date": TODAY + timedelta(days=200), "amount": 600}  # 90 times 6 yuan; 500 is her limit
    with pytest.raises(RuleRefused):
        _rule(people, **long)
    assert _rule(people, **long, most=80).most == 80


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 10_000_000},
        {"end_date": TODAY - timedelta(days=9)},
        {"threshold": None},
        {"basis": Basis.TENURE},
    ],
)
def test_rule_that_says_too_little_or_gives_too_much_is_refused(
    people: People, dora: Any, change: dict[str, Any]
) -> None:
    with pytest.raises(RuleRefused):
        _rule(people, **change)


def test_keeper_must_see_everybody_and_codes_are_used_once(people: People, dora: Any) -> None:
    with pytest.raises(RuleRefused):
        _rule(people, keeper=people.alice)
    _rule(people)
    with pytest.raises(RuleRefused):
        _rule(people)


def test_readings_are_for_units_of_ones_own(people: People) -> None:
    with pytest.raises(RuleRefused):
        enter_readings(lines=[ReadingLine("G-P-W", "气温", TODAY, HOT)], by=people.bob, at=NOON)
    assert not DailyReading.objects.unscoped("a test").exists()


def test_readings_pay_money_and_are_not_entered_by_just_anybody(people: People) -> None:
    with pytest.raises(RuleRefused, match="录入读数"):
        enter_readings(
            lines=[ReadingLine(people.east_team.code, "气温", TODAY, HOT)], by=people.alice, at=NOON
        )
    assert not DailyReading.objects.unscoped("a test").exists()


def test_pages_define_a_rule_and_enter_readings(people: People, dora: Any, client: Client) -> None:
    client.force_login(people.dora)
    assert "还没有优惠规则" in client.get(reverse("promises:benefits")).content.decode()
    data = {
        "code": "HEAT",
        "name": "高温关怀",
        "unit": "G-P",
        "words": "送您一元",
        "amount": "1",
        "due_days": "31",
    }
    data |= {"basis": "reading", "reading": "气温", "comparison": "above", "threshold": "30"}
    data |= {"start_date": "2026-11-01", "end_date": "2026-11-30", "keeper": "dora"}
    answer = client.post(reverse("promises:benefit_define"), data)
    assert answer.status_code == 302, answer.content.decode()
    entered = client.post(reverse("promises:benefits"), {"lines": "G-P-E 气温 2026-11-02 36.5"})
    assert entered.status_code == 302
    page = client.get(reverse("promises:benefits")).content.decode()
    assert "气温高于 30" in page
    assert "36.5" in page
    assert "高温关怀" in client.get(reverse("promises:benefit", args=["HEAT"])).content.decode()
    wrong = client.post(reverse("promises:benefits"), {"lines": "G-P-E 气温 昨天 36.5"})
    assert (wrong.status_code, "第 1 行读不懂" in wrong.content.decode()) == (422, True)


def test_rule_of_others_is_not_there(people: People, dora: Any, client: Client) -> None:
    _rule(people)
    client.force_login(people.charlie)
    assert client.get(reverse("promises:benefit", args=["HEAT"])).status_code == 404


def test_rules_know_no_score(people: People) -> None:
    names = {field.name for field in BenefitRule._meta.get_fields()}
    assert not {each for each in names if "score" in each or "probab" in each or "satisf" in each}


def test_database_grants_once_a_day(people: People, dora: Any) -> None:
    _customer("C-1", people)
    _rule(people)
    _read(people)
    _run()
    grant = BenefitGrant.objects.unscoped("a test").get()
    again = BenefitGrant(rule=grant.rule, customer=grant.customer, day=grant.day, promise=grant.promise)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.parametrize(
    "bad",
    [
        {"amount": 0},
        {"words": ""},
        {"end_date": date(2020, 1, 1)},
        {"threshold": None},
        {"basis": "tenure"},
        {"stopped_at": NOON},
    ],
)
def test_database_refuses_a_rule(people: People, dora: Any, bad: dict[str, Any]) -> None:
    rule = _rule(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        BenefitRule.objects.unscoped("a test").filter(pk=rule.pk).update(**bad)


def test_database_keeps_one_reading_a_day(people: People, dora: Any) -> None:
    _read(people)
    _read(people, value=Decimal(20))
    row = DailyReading.objects.unscoped("a test").get()
    assert row.value == 20
    with pytest.raises(IntegrityError), transaction.atomic():
        DailyReading(unit=row.unit, name=row.name, day=row.day, value=1, by=row.by, at=NOON).save()


def test_nearest_reading_counts() -> None:
    told = [UnitReading(1, 9, True), UnitReading(3, 6, False), UnitReading(4, 4, True)]
    assert spans(told) == [(1, 2), (4, 4), (7, 9)]
    assert spans([]) == []


def test_whole_years_end_on_the_day_before_leap_day() -> None:
    assert joined_by(date(2028, 2, 29), 1) == date(2027, 2, 28)
    assert joined_by(TODAY, 2) == date(2024, 11, 2)


@pytest.mark.parametrize(
    "text", ["a b", "G 气温 2026-13-01 1", "G 气温 2026-11-01 nan", "G 气温 2026-11-01 1e9"]
)
def test_line_that_is_no_reading_is_named(text: str) -> None:
    with pytest.raises(LineUnreadable):
        read_lines(f"\nG 气温，2026-11-01\t5\n{text}")
