# SPDX-License-Identifier: Apache-2.0
"""The demo's waves begin on a day on which one may call: of one the cases stand at different steps, of the other they
came to their ends."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.publish import publish_run
from amends.apps.recovery.models import WaveMember
from amends.apps.recovery.rules.waves.words import WaveState
from amends.cli.demo import piloting, waving
from amends.cli.demo.desk import last_hour_of_work
from tests.apps.recovery.conftest import AS_OF, SUMMARY, found
from tests.people import NOON, People, make_people

WHY = "a test looks"


def _listed() -> People:
    """Sixteen customers of the eastern team on the list."""
    people = make_people()
    shown = {"name_shown": "王*明", "number_shown": "138****1215", "updated_at": NOON}
    codes = [f"C{number:02d}" for number in range(16)]
    Customer.objects.bulk_create(Customer(code=each, unit=people.east_team, **shown) for each in codes)
    rows = [found(each, people.east_team.code) for each in codes]
    publish_run(run_id="r" * 40, as_of=AS_OF, found=rows, summary=SUMMARY, by=people.dora, at=NOON)
    return people


@pytest.mark.django_db
def test_wave_of_the_demo_has_cases_at_several_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    people = _listed()
    monkeypatch.setattr(waving, "A_DAY", 8)
    wave = waving.run_a_wave(unit=people.east, by=people.dora, at=NOON)
    wave.refresh_from_db()
    assert wave.state == WaveState.RUNNING
    members = WaveMember.objects.unscoped(WHY).filter(wave=wave)
    assert members.filter(case__isnull=False).count() == 8
    assert members.filter(arm="control").exists()
    states = set(Case.objects.unscoped(WHY).values_list("state", flat=True))
    assert len(states) >= 3, states


@pytest.mark.django_db
def test_pilot_of_the_demo_came_to_every_end() -> None:
    people = _listed()
    wave = piloting.run_a_pilot(unit=people.east, by=people.dora, at=NOON + timedelta(days=30))
    assert wave.state == WaveState.FINISHED
    cases = Case.objects.unscoped(WHY)
    assert not cases.open().exists()
    states = set(cases.values_list("state", flat=True))
    assert states == {"recovered", "not_recovered", "unreachable", "refused"}


@pytest.mark.django_db
def test_wave_of_a_demo_without_a_list_stays_a_plan() -> None:
    people = make_people()
    assert waving.run_a_wave(unit=people.east, by=people.dora, at=NOON).state == WaveState.DRAFT


def test_wave_begins_before_a_holiday_and_not_in_it() -> None:
    after_the_national_day = datetime(2026, 10, 4, 5, tzinfo=UTC)
    assert last_hour_of_work(after_the_national_day) < datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("hour", range(24))
def test_wave_began_less_than_a_day_ago_and_not_just_now(hour: int) -> None:
    at = datetime(2026, 11, 18, hour, 30, tzinfo=UTC)
    assert timedelta(hours=2) <= at - last_hour_of_work(at) < timedelta(days=1)
