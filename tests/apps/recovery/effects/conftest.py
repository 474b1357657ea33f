# SPDX-License-Identifier: Apache-2.0
"""A wave of the east whose rows of the mart lie in a data home, and its measurement."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from amends.apps.recovery.jobs.effects import measure_waves
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.rules.waves.design import Design
from amends.apps.recovery.rules.waves.words import WaveState
from tests.apps.recovery.effects.outcomes import DRAWN, outcomes
from tests.apps.recovery.waves import wave
from tests.people import NOON, People

RUN = "2026-11-02-abc"
AS_OF = date(2026, 9, 15)
Measure = Callable[..., RecoveryWave]


@pytest.fixture
def made(people: People) -> RecoveryWave:
    """A wave of the east team, drawn in July, whose sixty days are over."""
    return past_wave(people, "七月资费修复")


def past_wave(people: People, name: str) -> RecoveryWave:
    """A finished wave of the east team that held out a fifth."""
    return wave(
        people.east_team,
        people.dora,
        name=name,
        state=WaveState.FINISHED,
        design=Design(holdout=0.2),
        at=datetime.combine(DRAWN.date(), DRAWN.time(), UTC),
    )


@pytest.fixture
def measure(people: People, tmp_path: Path) -> Measure:
    """A function that writes the outcomes of waves into a home and measures them."""

    def measured(
        *waves: RecoveryWave, seed: int = 5, as_of: date = AS_OF, held_out: float = 0.2, **given: Any
    ) -> RecoveryWave:
        rng = np.random.default_rng(seed)
        tables = [rows_of(each, outcomes(rng, held_out=held_out, **given)) for each in waves]
        put_outcomes(tmp_path, *tables)
        measure_waves(tmp_path, RUN, as_of=as_of, by=people.dora, at=NOON)
        return waves[0]

    return measured


def rows_of(of: RecoveryWave, table: pa.Table) -> pa.Table:
    """Rows of the mart as those of a wave."""
    place = table.schema.get_field_index("wave_id")
    return table.set_column(place, "wave_id", pa.array([str(of.pk)] * table.num_rows))


def put_outcomes(home: Path, *tables: pa.Table) -> None:
    """A published run whose mart `wave_outcomes` has these rows."""
    folder = home / "runs" / RUN
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text("{}")
    pq.write_table(pa.concat_tables(tables), folder / "wave_outcomes.parquet")


@pytest.fixture
def dora(client: Client, people: People) -> Client:
    """The recovery manager's browser."""
    client.force_login(people.dora)
    return client
