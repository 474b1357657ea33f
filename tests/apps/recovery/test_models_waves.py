# SPDX-License-Identifier: Apache-2.0
"""The database refuses waves and members that do not make sense, whoever writes them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.rules.waves.words import Arm, WaveState
from tests.apps.recovery.waves import customer, member, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db

WAVES: list[tuple[str, dict[str, Any]]] = [
    ("recovery_wave_is_named", {"name": ""}),
    ("recovery_wave_has_salt", {"salt": ""}),
    ("recovery_wave_state_known", {"state": "asleep"}),
    ("recovery_wave_purpose_known", {"purpose": "begging"}),
    ("recovery_wave_source_known", {"source": "hearsay"}),
    ("recovery_wave_frozen_has_time", {"state": "frozen", "frozen_at": None}),
    ("recovery_wave_frozen_has_time", {"state": "frozen", "horizon_at": None}),
    ("recovery_wave_started_has_time", {"state": "running", "started_at": None}),
    ("recovery_wave_started_has_time", {"state": "paused", "started_at": None}),
    ("recovery_wave_end_has_time", {"state": "finished", "ended_at": None}),
    ("recovery_wave_end_has_time", {"state": "running", "ended_at": NOON}),
    ("recovery_wave_horizon_follows", {"horizon_at": NOON}),
]


@pytest.mark.parametrize(("constraint", "values"), WAVES)
def test_database_refuses_a_bad_wave(people: People, constraint: str, values: dict[str, Any]) -> None:
    fitting: dict[str, Any] = {"started_at": NOON, "frozen_at": NOON, "horizon_at": NOON + timedelta(days=60)}
    row = wave(people.province, people.dora, **fitting)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RecoveryWave.objects.unscoped("test").filter(pk=row.pk).update(**values)


CONTROL = {"arm": Arm.CONTROL}
MEMBERS: list[tuple[str, dict[str, Any]]] = [
    ("wave_member_arm_known", {"arm": "maybe"}),
    ("wave_member_blocked_or_drawn", {"arm": "", "blocked_reason": ""}),
    ("wave_member_blocked_or_drawn", {"blocked_reason": "refused"}),
    ("wave_member_only_treated_are_approached", {**CONTROL, "planned_date": NOON.date()}),
    ("wave_member_only_treated_are_approached", {**CONTROL, "approached_at": NOON}),
    ("wave_member_only_treated_are_approached", {**CONTROL, "skipped_reason": "refused"}),
    ("wave_member_only_treated_are_approached", {"arm": Arm.UNIVERSAL, "planned_date": NOON.date()}),
    ("wave_member_approached_or_skipped", {"approached_at": NOON, "skipped_reason": "refused"}),
    ("wave_member_has_account", {"account": ""}),
]


@pytest.mark.parametrize(("constraint", "values"), MEMBERS)
def test_database_refuses_a_bad_member(people: People, constraint: str, values: dict[str, Any]) -> None:
    row = member(wave(people.province, people.dora), customer("C1", people.east_team))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WaveMember.objects.unscoped("test").filter(pk=row.pk).update(**values)


def test_database_refuses_a_case_without_an_approach(people: People) -> None:
    from amends.apps.cases.actions import open_case
    from amends.apps.cases.rules.states import Origin
    from amends.kernel.recovery_class import RecoveryClass

    who = customer("C1", people.east_team)
    row = member(wave(people.province, people.dora), who)
    case = open_case(
        customer=who,
        origin=Origin.RECOVERY,
        recovery_class=RecoveryClass.TARIFF,
        owner=people.alice,
        by=None,
        at=NOON,
    )
    with pytest.raises(IntegrityError, match="wave_member_case_is_approach"), transaction.atomic():
        WaveMember.objects.unscoped("test").filter(pk=row.pk).update(case=case)


def test_database_refuses_a_customer_twice_in_a_wave(people: People) -> None:
    of, who = wave(people.province, people.dora), customer("C1", people.east_team)
    member(of, who)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        member(of, who, arm=Arm.CONTROL)


@pytest.mark.parametrize("state", list(WaveState))
def test_wave_of_every_state_can_be_kept(people: People, state: WaveState) -> None:
    assert wave(people.province, people.dora, state=state).state == state
