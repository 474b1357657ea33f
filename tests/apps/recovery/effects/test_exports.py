# SPDX-License-Identifier: Apache-2.0
"""What of waves leaves for the pipeline: both arms of frozen waves, and nobody else."""

from datetime import UTC, timedelta

from amends.apps.recovery.exports import wave_table
from amends.apps.recovery.rules.waves.words import Arm, WaveState
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.sources.waves import WAVES
from tests.apps.recovery.waves import customer, frozen_wave, member, wave
from tests.people import NOON, People


def test_both_arms_leave_with_the_moments_of_their_wave(people: People) -> None:
    one, two, three, four = (customer(f"C{n}", people.east_team) for n in range(4))
    made = frozen_wave(people.east_team, people.dora, control=[two], universal=[three])
    member(made, one, approached_at=NOON + timedelta(days=1))
    member(made, four, arm="", blocked_reason="do_not_contact")
    table = wave_table()
    assert table.schema == arrow_schema(WAVES)
    rows = {row["customer_id"]: row for row in table.to_pylist()}
    assert {code: row["arm"] for code, row in rows.items()} == {"C0": "treated", "C1": "control"}
    plain = NOON.astimezone(UTC).replace(tzinfo=None)
    assert rows["C0"]["assigned_at"] == rows["C1"]["assigned_at"] == plain
    assert rows["C0"]["horizon_at"] == plain + timedelta(days=60)
    assert rows["C0"]["approached_at"] == plain + timedelta(days=1)
    assert rows["C1"]["approached_at"] is None
    assert (rows["C1"]["wave_id"], rows["C1"]["account"]) == (str(made.pk), "C1")


def test_drafts_and_cancelled_waves_stay(people: People) -> None:
    for number, state in enumerate((WaveState.DRAFT, WaveState.CANCELLED)):
        made = wave(people.east_team, people.dora, state=state)
        member(made, customer(f"C{number}", people.east_team), arm=Arm.CONTROL)
    assert wave_table().num_rows == 0
