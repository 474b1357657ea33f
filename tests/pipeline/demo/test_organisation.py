# SPDX-License-Identifier: Apache-2.0
"""The demo operator's tree and staff hang together."""

import pytest

from amends.pipeline.demo.organisation import DEMO_STAFF, DEMO_UNITS, homes

ROLES = {
    "hotline_agent", "hall_clerk", "complaint_officer", "team_leader", "city_manager",
    "province_manager", "qa_reviewer", "analyst", "recovery_manager", "trainer", "knowledge_editor", "administrator",
}  # fmt: skip


def test_units_form_one_tree_listed_from_the_top() -> None:
    seen: set[str | None] = {None}
    for unit in DEMO_UNITS:
        assert unit.parent_code in seen, unit
        seen.add(unit.code)
    assert [unit.kind for unit in DEMO_UNITS].count("group") == 1
    assert [unit.kind for unit in DEMO_UNITS].count("city") == 3
    assert len(seen) == len(DEMO_UNITS) + 1


def test_staff_have_every_role_and_a_unit_that_exists() -> None:
    assert {person.role for person in DEMO_STAFF} == ROLES
    assert {person.unit_code for person in DEMO_STAFF} <= {unit.code for unit in DEMO_UNITS}
    assert len({person.username for person in DEMO_STAFF}) == len(DEMO_STAFF)


def test_staff_have_agents_in_every_city() -> None:
    agents = {person.unit_code[:2] for person in DEMO_STAFF if person.role == "hotline_agent"}
    assert agents == {unit.code for unit in DEMO_UNITS if unit.kind == "city"}


def test_homes_are_the_leaves_and_share_out_everybody() -> None:
    places = homes(DEMO_UNITS)
    assert sum(place.share for place in places) == pytest.approx(1)
    assert {place.unit_code for place in places} == {
        unit.code for unit in DEMO_UNITS if unit.kind in {"team", "hall"}
    }


def test_homes_in_a_county_are_mostly_rural() -> None:
    assert all((place.rural_share > 0.5) == place.region.endswith("县") for place in homes(DEMO_UNITS))
