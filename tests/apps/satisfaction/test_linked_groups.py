# SPDX-License-Identifier: Apache-2.0
"""The links of satisfaction are drawn by unit and by group, where neither is too small nor given away."""

import pytest
from django.core.cache import cache
from django.utils.timezone import localdate

from amends.apps.customers.models import Customer
from amends.apps.satisfaction.queries.linkage import Group, linkage, linked_groups
from amends.apps.surveys.models import Response, SurveyWave
from tests.apps.satisfaction.conftest import answered, as_user, make_wave
from tests.people import NOON, People

WHY = "a test makes its rows"
PAGE = "/satisfaction/linkage/"


@pytest.fixture
def two_groups(people: People) -> SurveyWave:
    """A wave of sixty happy customers of the country and sixty unhappy ones of the town, of whom forty left."""
    cache.clear()
    wave = make_wave(people)
    answered(wave, 60, seed=1, means={"satisfaction": 90.0}, rows=False)
    answered(wave, 60, seed=2, means={"satisfaction": 25.0}, rows=False)
    keys = list(
        Response.objects.unscoped(WHY).filter(wave=wave).order_by("pk").values_list("customer_id", flat=True)
    )
    everybody = Customer.objects.unscoped(WHY)
    everybody.filter(pk__in=keys).update(plan_fee=5900, customer_kind="personal", value_tier="")
    everybody.filter(pk__in=keys[:60]).update(settlement="rural")
    everybody.filter(pk__in=keys[60:]).update(settlement="urban")
    everybody.filter(pk__in=keys[60:100]).update(line_state="closed")
    return wave


def test_a_group_has_its_own_figures(two_groups: SurveyWave, people: People) -> None:
    groups = {each.value: each for each in linked_groups(two_groups, people.province.scope)}
    assert (groups["urban"], groups["rural"]) == (
        Group("settlement", "urban", 60),
        Group("settlement", "rural", 60),
    )
    report = linkage(two_groups, people.province.scope, localdate(NOON), groups["urban"])
    assert report is not None
    assert report.n == 60
    whole = linkage(two_groups, people.province.scope, localdate(NOON))
    assert whole is not None
    assert whole.n == 120


def test_a_group_that_subtraction_gives_away_is_not_offered(two_groups: SurveyWave, people: People) -> None:
    few = Customer.objects.unscoped(WHY).filter(settlement="rural").values_list("pk", flat=True)[:50]
    Customer.objects.unscoped(WHY).filter(pk__in=list(few)).update(settlement="urban")
    cache.clear()
    offered = {each.value for each in linked_groups(two_groups, people.province.scope)}
    assert not offered & {"urban", "rural"}


def test_page_offers_units_and_groups_and_draws_each_link_with_interval_and_n(
    two_groups: SurveyWave, people: People
) -> None:
    dora = as_user(people.dora)
    page = dora.get(PAGE, {"group": "settlement:urban"}).content.decode()
    assert '<option value="settlement:urban" selected>' in page
    assert '<select name="unit">' in page
    assert "n = 60" in page
    whole = dora.get(PAGE).content.decode()
    assert "n = 120" in whole
    assert "不证明哪件是因" in whole


def test_a_unit_with_too_few_draws_nothing(two_groups: SurveyWave, people: People) -> None:
    dora = as_user(people.dora)
    page = dora.get(PAGE, {"unit": people.west_team.code}).content.decode()
    assert "n = " not in page
    assert dora.get(PAGE, {"unit": people.group.code}).status_code == 404
