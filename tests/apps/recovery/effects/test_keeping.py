# SPDX-License-Identifier: Apache-2.0
"""Effects are kept whole, once a wave; again is the same; the database refuses what cannot be."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from amends.apps.core.models import Event, EventKind
from amends.apps.recovery.models import RecoveryWave, WaveEffect
from amends.apps.recovery.queries.effects import effect_of, settled_date, waves_to_measure
from amends.apps.recovery.rules.waves.words import WaveState
from tests.apps.recovery.effects.conftest import AS_OF, Measure, past_wave
from tests.apps.recovery.waves import wave
from tests.people import NOON, People


def _kept() -> list[tuple[str, str, str, object]]:
    rows = WaveEffect.objects.unscoped("test").order_by("outcome", "segment_kind", "segment")
    return [(row.outcome, row.segment_kind, row.segment, row.figures) for row in rows]


def test_measuring_again_the_same_day_changes_nothing(made: RecoveryWave, measure: Measure) -> None:
    measure(made, classes=("tariff", "network"))
    first = _kept()
    assert {"repeat_complaint", "sample_ratio", "ranking"} <= {row[0] for row in first}
    measure(made, classes=("tariff", "network"))
    assert _kept() == first
    logged = Event.objects.unscoped("test").filter(kind=EventKind.WAVE_EFFECT_MEASURED)
    assert {event.payload["final"] for event in logged} == {True}


def test_later_day_replaces_and_an_earlier_one_does_not(made: RecoveryWave, measure: Measure) -> None:
    measure(made)
    measure(made, seed=6, as_of=settled_date(made))
    later = _kept()
    measure(made, seed=7, as_of=AS_OF)
    assert _kept() == later
    assert set(WaveEffect.objects.unscoped("test").values_list("as_of", flat=True)) == {settled_date(made)}


def test_figures_stay_once_late_facts_have_had_their_time(made: RecoveryWave, measure: Measure) -> None:
    settled = settled_date(made)
    assert list(waves_to_measure(settled)) == [made]  # never measured: still to do
    measure(made)
    assert list(waves_to_measure(AS_OF)) == list(waves_to_measure(settled - timedelta(days=1))) == []
    assert list(waves_to_measure(settled)) == [made]
    measure(made, as_of=settled)
    assert list(waves_to_measure(settled + timedelta(days=1))) == []


def test_drafts_and_cancelled_waves_are_not_measured(people: People) -> None:
    wave(people.east_team, people.dora)
    wave(people.east_team, people.dora, state=WaveState.CANCELLED)
    assert list(waves_to_measure(AS_OF)) == []


def test_each_wave_has_its_own_rows(people: People, made: RecoveryWave, measure: Measure) -> None:
    other = past_wave(people, "另一波")
    measure(made, other)
    one, two = effect_of(made, "churn"), effect_of(other, "churn")
    assert one is not None
    assert two is not None
    assert one.figures["value"] != two.figures["value"]


@pytest.mark.parametrize(
    "wrong",
    [{"outcome": ""}, {"segment_kind": "unit"}, {"segment": "G-P-E-T"}],
)
def test_database_refuses_an_effect_of_nothing(made: RecoveryWave, wrong: dict[str, str]) -> None:
    row = {"wave": made, "outcome": "churn", "as_of": AS_OF, "figures": {}, "computed_at": NOON} | wrong
    with pytest.raises(IntegrityError):
        WaveEffect.objects.create(**row)


def test_database_refuses_the_same_effect_twice_a_day(made: RecoveryWave) -> None:
    row = {"wave": made, "outcome": "churn", "as_of": AS_OF, "figures": {}, "computed_at": NOON}
    WaveEffect.objects.create(**row)
    with pytest.raises(IntegrityError):
        WaveEffect.objects.create(**row)
