# SPDX-License-Identifier: Apache-2.0
"""The database refuses rows that must not be."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.recovery.models import (
    ActionSite,
    CasePlace,
    FixNotice,
    HotSpot,
    HotSpotCase,
    NetworkAction,
    Plan,
    Site,
)
from tests.apps.recovery.network.conftest import Ground, action, complaint_at, site
from tests.people import NOON

LATER = date(2026, 11, 3)


def refused(make: Callable[[], Any]) -> str:
    """The name of the constraint that a row breaks."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return str(error.value)


def spot(ground: Ground, **fields: Any) -> HotSpot:
    """A hot spot in the east."""
    usual = {"unit": ground.people.east, "lat": 30.0, "lon": 120.0, "radius_m": 300, "first_at": NOON,
             "last_at": NOON, "found_at": NOON}  # fmt: skip
    return HotSpot.objects.create(**usual | fields)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"lat": 91.0}, "site_is_on_earth"),
        ({"lon": -180.5}, "site_is_on_earth"),
        ({"kind": "moon"}, "site_kind_known"),
        ({"level": "street"}, "site_level_known"),
        ({"name": ""}, "site_is_named"),
    ],
)
def test_site(ground: Ground, changes: dict[str, Any], name: str) -> None:
    assert name in refused(lambda: site(ground.people.east, "S-9", **changes))


def test_site_code_stands_once(ground: Ground) -> None:
    assert refused(lambda: Site.objects.create(**{**_site(ground), "code": "S-1"}))


def _site(ground: Ground) -> dict[str, Any]:
    return {"name": "x", "level": "cell", "kind": "town", "unit": ground.people.east, "lat": 1.0, "lon": 1.0,
            "updated_at": NOON}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "case_place_is_somewhere"),
        ({"lat": 30.0}, "case_place_has_both"),
        ({"lat": 95.0, "lon": 120.0}, "case_place_is_on_earth"),
        ({"words": "东门", "down_mbps": 3.0}, "case_place_test_has_time"),
        ({"words": "东门", "down_mbps": -3.0, "tested_at": NOON}, "case_place_measures_not_negative"),
    ],
)
def test_place_of_a_case(ground: Ground, fields: dict[str, Any], name: str) -> None:
    case = complaint_at(ground, "C-1")
    CasePlace.objects.unscoped("test").filter(case=case).delete()
    assert name in refused(lambda: CasePlace.objects.create(case=case, at=NOON, **fields))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "hot", "moved_at": NOON}, "hot_spot_state_known"),
        ({"last_at": NOON - timedelta(days=1)}, "hot_spot_lasts"),
        ({"state": "handled"}, "hot_spot_moved_has_time"),
        ({"lat": -90.5}, "hot_spot_is_on_earth"),
    ],
)
def test_hot_spot(ground: Ground, fields: dict[str, Any], name: str) -> None:
    assert name in refused(lambda: spot(ground, **fields))


def test_a_case_belongs_to_one_hot_spot(ground: Ground) -> None:
    case = complaint_at(ground, "C-1")
    HotSpotCase.objects.create(spot=spot(ground), case=case, joined_at=NOON)
    assert refused(lambda: HotSpotCase.objects.create(spot=spot(ground), case=case, joined_at=NOON))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": ""}, "network_action_is_named"),
        ({"done_date": date(2026, 10, 1)}, "network_action_done_after_start"),
        ({"telling_at": NOON, "words": "好了"}, "network_action_told_when_done"),
    ],
)
def test_action(ground: Ground, fields: dict[str, Any], name: str) -> None:
    assert name in refused(lambda: action(ground, **fields))


def test_an_action_asks_when_it_is_done(ground: Ground) -> None:
    rows = NetworkAction.objects.unscoped("test").filter(pk=action(ground).pk)
    assert "network_action_asked_when_done" in refused(lambda: rows.update(wave=1))


def test_a_site_stands_once_in_an_action_and_a_customer_is_told_once(ground: Ground) -> None:
    row, case = action(ground), complaint_at(ground, "C-1")
    assert "action" in refused(lambda: ActionSite.objects.create(action=row, site=ground.site))
    told = {"action": row, "customer": case.customer, "unit": case.unit, "made_at": NOON}
    FixNotice.objects.create(**told)
    assert "notice" in refused(lambda: FixNotice.objects.create(**told))
    other = {**told, "action": action(ground, title="另一个"), "left_out": "rain"}
    assert "fix_notice_reason_known" in refused(lambda: FixNotice.objects.create(**other))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": ""}, "plan_is_named"),
        ({"retired_date": date(2026, 1, 1)}, "plan_retires_after_start"),
        ({"pk": 7, "successor_id": 7}, "plan_does_not_follow_itself"),
    ],
)
def test_plan(fields: dict[str, Any], name: str) -> None:
    usual = {"code": "P-1", "name": "畅享", "on_sale_date": date(2026, 1, 1), "updated_at": NOON}
    assert name in refused(lambda: Plan.objects.create(**usual | fields))
