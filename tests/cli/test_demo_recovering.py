# SPDX-License-Identifier: Apache-2.0
"""The past waves of the demo: the feed gets the numbers of the waves, and the desk gets their members as they were."""

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pytest_django import Settings as DjangoSettings

from amends.apps.recovery.exports import wave_table
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.cli.demo.recovering import PAST, draw_the_past, enter_the_past, plan_the_past
from amends.pipeline.arrow import feed_table
from amends.pipeline.feeds import feed_files
from amends.pipeline.sources.waves import WAVES
from tests.apps.recovery.waves import customer
from tests.people import NOON, make_people

DRAWN = datetime.fromisoformat("2026-06-09T01:00")


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    """The feed as the generator writes it: of each wave one approached, one whose day never came, one held out."""
    rows = [
        {
            "wave_id": str(wave.number),
            "customer_id": f"C{wave.number}{arm}",
            "account": f"C{wave.number}{arm}",
            "arm": "control" if arm == 2 else "treated",
            "stratum": "",
            "recovery_class": "tariff",
            "unit_code": "G-P-E-T",
            "probability": 0.6,
            "assigned_at": DRAWN,
            "horizon_at": DRAWN + timedelta(days=60),
            "approached_at": DRAWN + timedelta(days=3) if arm == 0 else None,
        }
        for wave in PAST
        for arm in range(3)
    ]
    file = tmp_path / "waves.parquet"
    pq.write_table(feed_table(WAVES, rows), file)
    return file


@pytest.mark.django_db
def test_past_waves_are_entered_as_their_feed_says(
    generated: Path, tmp_path: Path, settings: DjangoSettings
) -> None:
    settings.AMENDS_DATA, people = tmp_path, make_people()
    for row in pq.read_table(generated)["customer_id"].to_pylist():
        customer(row, people.east_team)
    plan_the_past(generated, by=people.dora, at=NOON)
    waves = RecoveryWave.objects.unscoped("test")
    assert set(waves.values_list("name", flat=True)) == {wave.name for wave in PAST}
    (kept,) = feed_files(tmp_path, "waves")
    assert set(pq.read_table(kept)["wave_id"].to_pylist()) == {str(wave.pk) for wave in waves}
    enter_the_past(generated, by=people.dora, at=NOON)
    members = WaveMember.objects.unscoped("test")
    assert sorted(members.values_list("arm", "skipped_reason").distinct()) == [
        ("control", ""),
        ("treated", ""),
        ("treated", "wave_ended"),
    ]
    again = wave_table().sort_by([("wave_id", "ascending"), ("customer_id", "ascending")])
    assert again.equals(pq.read_table(kept).sort_by([("wave_id", "ascending"), ("customer_id", "ascending")]))


def test_draw_gives_each_customer_one_wave_and_about_the_share_held_out() -> None:
    drawn = draw_the_past(20_000)
    assert drawn["i"].to_pylist() == list(range(20_000))
    treated = sum(drawn["treated"].to_pylist()) / drawn.num_rows
    assert treated == pytest.approx(0.7, abs=0.01)
    assert draw_the_past(50_000).num_rows == 20_000
