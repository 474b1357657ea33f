# SPDX-License-Identifier: Apache-2.0
"""The pack's limits can be read, say what the issue asks for, and a wrong file is refused with its field."""

from collections.abc import Callable
from importlib import resources
from typing import Any, cast

import pytest
import yaml

from amends.apps.cases.rules.clocks import ClockKind, PolicyMalformed, read_policy
from amends.packs import load, thawed
from tests.apps.cases.test_rules_clocks import CALENDARS, POLICY

Change = Callable[[dict[str, Any]], object]


def test_pause_rules_are_those_of_the_policy() -> None:
    assert set(POLICY.pauses.reasons) == {"customer_material", "customer_reschedule"}
    assert POLICY.pauses.total_days == 5
    assert not POLICY.pauses.kinds & {ClockKind.STATUTORY, ClockKind.REGULATOR, ClockKind.PROMISED}


def test_every_calendar_and_channel_that_the_policy_names_exists() -> None:
    version = CALENDARS.latest()
    assert version[POLICY.statutory_calendar].heeds_holidays
    for each in POLICY.priorities.values():
        assert version[each.calendar]
    channels = cast(tuple[dict[str, object], ...], load("channels_and_roles")["channels"])
    assert set(POLICY.first_contact_by_channel) <= {str(each["code"]) for each in channels}


def test_roles_that_are_called_exist() -> None:
    roles = cast(tuple[dict[str, object], ...], load("channels_and_roles")["roles"])
    called = {each.role for each in POLICY.warnings} | {each.role for each in POLICY.rungs}
    assert called <= {"owner", *(str(each["code"]) for each in roles)}


def _spoilt(change: Change) -> dict[str, Any]:
    content = cast(dict[str, Any], thawed(load("sla_policies")))
    change(content)
    return content


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda c: c.pop("version"), "version"),
        (lambda c: c.pop("pauses"), "pauses"),
        (lambda c: c["calendar"].update(timezone="Asia/Atlantis"), "calendar.timezone"),
        (lambda c: c["calendar"].pop("statutory"), "calendar.statutory"),
        (lambda c: c.update(default_priority="p9"), "default_priority"),
        (lambda c: c["priorities"][1].pop("resolve_hours"), "priorities[1].resolve_hours"),
        (lambda c: c["priorities"][1].update(resolve_hours="48"), "priorities[1].resolve_hours"),
        (lambda c: c["priorities"][1].update(resolve_hours=0), "priorities[1].resolve_hours"),
        (lambda c: c["priorities"][1].update(resolve_hours=-1), "priorities[1].resolve_hours"),
        (lambda c: c["ageing_weight"]["base"].pop("p4"), "ageing_weight.base.p4"),
        (lambda c: c["statutory"][0].update(day_type="lunar_day"), "statutory[0].day_type"),
        (lambda c: c["statutory"][0].update(days=1.5), "statutory[0].days"),
        (lambda c: c["statutory"][0].update(days=0), "statutory[0].days"),
        (lambda c: c["statutory"][0].pop("starts_on"), "statutory[0].starts_on"),
        (lambda c: c["statutory"][0].update(met_by=["prayed"]), "statutory[0].met_by"),
        (lambda c: c["statutory"][0].update(met_by="replied"), "statutory[0].met_by"),
        (lambda c: c["pauses"]["clocks"].append("statutory"), "pauses.clocks"),
        (lambda c: c["pauses"]["clocks"].append("regulator"), "pauses.clocks"),
        (lambda c: c["warnings"][0].pop("left_share"), "warnings[0]"),
        (lambda c: c["warnings"][0].update(left_minutes=60), "warnings[0]"),
        (lambda c: c["warnings"][0].update(left_share=1), "warnings[0].left_share"),
        (lambda c: c["escalation"]["levels"][0].update(clocks=["x"]), "escalation.levels[0].clocks"),
        (lambda c: c["priority_matrix"]["low"].pop("high"), "priority_matrix.low.high"),
        (lambda c: c["channel_levels"]["rows"][0].update(at_least="p0"), "channel_levels.rows[0].at_least"),
        (lambda c: c["statutory"].append("x"), "statutory[12]"),
    ],
)
def test_wrong_field_is_named(change: Change, field: str) -> None:
    with pytest.raises(PolicyMalformed) as refused:
        read_policy(_spoilt(change))
    assert refused.value.field == field


class _Strict(yaml.SafeLoader):
    """A loader that refuses what the usual one swallows: a name that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(names) == len(set(names)), f"{names} at {node.start_mark}"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("name", ["sla_policies.yaml", "working_calendar.yaml", "contact_policy.yaml"])
def test_no_name_stands_twice(name: str) -> None:
    text = (resources.files("amends.packs") / "telecom" / name).read_text(encoding="utf-8")
    assert yaml.load(text, _Strict)["version"]
