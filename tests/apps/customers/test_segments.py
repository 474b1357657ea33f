# SPDX-License-Identifier: Apache-2.0
"""Segments: membership follows from the definition, the same for one customer as for all."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Unit
from amends.apps.customers.actions.contact import note_need, note_personal_need
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.actions.segments import CodeTaken, OutsideScope, define_segment, retire_segment
from amends.apps.customers.models import CommunicationNeed, Customer, Segment
from amends.apps.customers.queries.segments import members, segments_of, segments_within
from amends.apps.customers.rules.needs import Need
from amends.apps.customers.rules.segments import ConditionNotUnderstood, Dimension, conditions
from tests.apps.customers.conftest import LI, WANG
from tests.people import NOON, People

TODAY = date(2026, 11, 2)
ALL = "a test"


def _one(attribute: str, operator: str, *values: str) -> dict[str, object]:
    return {"attribute": attribute, "operator": operator, "values": list(values)}


DEFINITIONS: list[list[dict[str, object]]] = [
    [_one("region", "one_of", "东市"), _one("plan_code", "one_of", "P59", "P99")],
    [_one("plan_fee", "at_least", "5900")],
    [_one("plan_fee", "below", "5900")],
    [_one("tenure_months", "at_least", "12")],
    [_one("tenure_months", "below", "12")],
    [_one("tenure_months", "at_least", "0")],
    [_one("need", "one_of", "large_print", "home_visit")],
    [_one("unit", "one_of", "G-P-W-T"), _one("value_tier", "one_of", "silver")],
    [_one("settlement", "one_of", "rural")],
]


def _define(
    people: People, definition: list[dict[str, object]], unit: Unit | None = None, code: str = "s"
) -> Segment:
    return define_segment(
        code=code,
        name="某群",
        dimension=Dimension.REGION,
        definition=definition,
        unit=unit or people.group,
        by=people.ed,
        at=NOON,
    )


@pytest.fixture
def several(people: People) -> list[Customer]:
    rows: list[dict[str, Any]] = [
        WANG,
        LI,
        WANG | {"customer_id": "C-3", "plan_fee": None, "joined_date": None},
        WANG
        | {"customer_id": "C-4", "plan_fee": 3_900, "joined_date": date(2025, 11, 30), "plan_code": "P39"},
        WANG | {"customer_id": "C-5", "joined_date": date(2025, 12, 1), "region": "", "plan_code": "P99"},
        WANG | {"customer_id": "C-6", "joined_date": date(2026, 11, 1)},
    ]
    upsert_profiles(rows, {}, by=None, at=NOON)
    customers = list(Customer.objects.unscoped(ALL).select_related("unit").order_by("code"))
    note_need(customer=customers[0], need=Need.LARGE_PRINT, agreed=True, by=people.ed, at=NOON)
    note_need(customer=customers[1], need=Need.HOME_VISIT, agreed=True, by=people.ed, at=NOON)
    return customers


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.requirement("S0-011")
def test_one_customer_and_all_customers_are_judged_alike_twice(
    people: People, several: list[Customer], definition: list[dict[str, object]]
) -> None:
    segment = _define(people, definition)
    listed = [each.code for each in members(segment, people.ed.scope, TODAY)]
    needs = {each.pk: list(CommunicationNeed.objects.unscoped(ALL).filter(customer=each)) for each in several}
    judged = [each.code for each in several if segments_of(each, needs[each.pk], [segment], TODAY)]
    assert listed == judged
    assert listed == [each.code for each in members(segment, people.ed.scope, TODAY)]


def test_definitions_do_not_all_mean_everybody_or_nobody(people: People, several: list[Customer]) -> None:
    counts = [
        members(_define(people, each, code=f"s{n}"), people.ed.scope, TODAY).count()
        for n, each in enumerate(DEFINITIONS)
    ]
    assert counts == [3, 4, 1, 3, 2, 5, 2, 1, 0]


@pytest.mark.requirement("S0-012")
def test_personal_need_changes_no_segment(people: People, several: list[Customer]) -> None:
    segment = _define(people, DEFINITIONS[0])
    before = [each.code for each in members(segment, people.ed.scope, TODAY)]
    note_personal_need(customer=several[1], text="喜欢东市的套餐 P59", by=people.ed, at=NOON)
    assert [each.code for each in members(segment, people.ed.scope, TODAY)] == before


def test_members_stay_within_the_scope_and_the_segments_unit(people: People, several: list[Customer]) -> None:
    everybody = [_one("line_state", "one_of", "active")]
    whole = _define(people, everybody)
    west = _define(people, everybody, people.west, "w")
    assert [each.code for each in members(whole, people.charlie.scope, TODAY)] == ["C-2"]
    assert [each.code for each in members(west, people.ed.scope, TODAY)] == ["C-2"]
    assert west not in segments_within(people.alice.scope)
    assert whole in segments_within(people.alice.scope)


@pytest.mark.parametrize(
    "definition",
    [
        [],
        [_one("looks", "one_of", "x")],
        [_one("region", "at_least", "3")],
        [_one("plan_fee", "one_of", "3")],
        [_one("plan_fee", "below", "x")],
        [_one("plan_fee", "below", "1", "2")],
        [_one("region", "one_of")],
        [_one("region", "like", "x")],
    ],
)
def test_definition_that_cannot_be_judged_is_refused(definition: list[dict[str, object]]) -> None:
    with pytest.raises(ConditionNotUnderstood):
        conditions(definition)


def test_definition_needs_a_free_code_and_a_unit_in_scope(people: People) -> None:
    _define(people, DEFINITIONS[0])
    with pytest.raises(CodeTaken):
        _define(people, DEFINITIONS[1])
    with pytest.raises(OutsideScope):
        define_segment(
            code="x",
            name="x",
            dimension=Dimension.REGION,
            definition=DEFINITIONS[0],
            unit=people.west,
            by=people.bob,
            at=NOON,
        )


def test_retired_definition_is_out_of_use(people: People) -> None:
    segment = _define(people, DEFINITIONS[0])
    retire_segment(segment=segment, by=people.ed, at=NOON)
    assert segments_within(people.ed.scope) == []


def test_segment_is_defined_shown_and_retired_on_its_pages(
    people: People, several: list[Customer], client: Client
) -> None:
    client.force_login(people.dora)
    given = {"name": "东市", "code": "east", "dimension": "region", "unit": people.province.pk}
    given |= {
        "attribute_1": "region",
        "operator_1": "one_of",
        "values_1": "东市，南市",
        "operator_2": "one_of",
    }
    answer = client.post(reverse("customers:segment_new"), given | {"operator_3": "one_of"}, follow=True)
    words = answer.content.decode()
    assert "地区 是其中之一 东市、南市" in words
    assert "C-1" in words
    assert "C-2" not in words
    assert "东市" in client.get(reverse("customers:segments")).content.decode()
    client.post(reverse("customers:segment_retire", args=["east"]))
    assert segments_within(people.dora.scope) == []


def test_condition_that_makes_no_sense_is_said_at_the_form(people: People, client: Client) -> None:
    client.force_login(people.dora)
    given = {"name": "x", "code": "x", "dimension": "region", "unit": people.province.pk, "values_1": "x"}
    given |= {
        "attribute_1": "plan_fee",
        "operator_1": "at_least",
        "operator_2": "below",
        "operator_3": "below",
    }
    assert "条件无法理解" in client.post(reverse("customers:segment_new"), given).content.decode()


def test_code_of_another_unit_answers_like_one_that_is_not_there(people: People, client: Client) -> None:
    define_segment(
        code="west",
        name="西市老客户",
        dimension=Dimension.REGION,
        definition=DEFINITIONS[0],
        unit=people.west,
        by=people.ed,
        at=NOON,
    )
    client.force_login(people.alice)
    answers = [client.get(reverse("customers:segment", args=[code])) for code in ("west", "nowhere")]
    assert [each.status_code for each in answers] == [404, 404]
    client.force_login(people.charlie)
    assert client.get(reverse("customers:segment", args=["west"])).status_code == 200
