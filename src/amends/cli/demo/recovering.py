# SPDX-License-Identifier: Apache-2.0
"""Past waves of recovery in the demo: drawn by lot before the customers are generated, so that what an approach did can
be planted in their behaviour (`pipeline/demo/sql/planted.sql`) and found again by the nightly run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from amends.analytics.effects.assigning import held_out, places
from amends.apps.core.models import Unit, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.jobs.effects import measure_waves
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.rules.waves.design import Design, written
from amends.apps.recovery.rules.waves.words import Arm, Purpose, Source, WaveState
from amends.pipeline.demo.generate import DRAWN
from amends.pipeline.intake.adopting import adopt_parquet
from amends.pipeline.sources import EVERY_FEED

MOST = 20_000  # of a larger demo the first so many customers: the draw is held in memory
HELD_OUT = 0.3
WHY = "the demo writes waves as they were"


@dataclass(frozen=True, slots=True)
class Past:
    """One wave: its number, name, days since its draw, and its share of those who were in any."""

    number: int
    name: str
    days_ago: int
    share: float

    @property
    def salt(self) -> str:
        """Of its draw."""
        return f"demo wave {self.number}".encode().hex()


PAST = (
    Past(1, "春季修复（演示）", 265, 0.2),
    Past(2, "初夏修复（演示）", 232, 0.2),
    Past(3, "夏季修复（演示）", 199, 0.2),
    Past(4, "初秋修复（演示）", 166, 0.4),
)


def draw_the_past(customers: int) -> pa.Table:
    """Whom chance put into which past wave and arm (schema `DRAWN`): by the keyed hash that real waves use."""
    keys = [f"C{n + 1:08d}" for n in range(min(customers, MOST))]
    edges = np.cumsum([wave.share for wave in PAST])
    which = np.minimum(np.searchsorted(edges, places(keys, salt=b"demo waves"), side="right"), len(PAST) - 1)
    out = np.stack([held_out(keys, salt=wave.salt.encode(), share=HELD_OUT) for wave in PAST])
    numbers = np.array([wave.number for wave in PAST])
    days = np.array([wave.days_ago for wave in PAST])
    columns = [np.arange(len(keys)), numbers[which], ~out[which, np.arange(len(keys))], days[which]]
    return pa.table(dict(zip(DRAWN.names, columns, strict=True)), schema=DRAWN)


def plan_the_past(file: Path, *, by: User, at: datetime) -> None:
    """Write the waves, and put their members into the feed of tonight's run under the numbers that the waves got."""
    rows = pq.read_table(file)
    made = {str(wave.number): str(_wave(wave, rows, by).pk) for wave in PAST}
    numbers = pa.array([made[each] for each in rows["wave_id"].to_pylist()], pa.string())
    pq.write_table(rows.set_column(rows.schema.get_field_index("wave_id"), "wave_id", numbers), file)
    adopt_parquet(settings.AMENDS_DATA, EVERY_FEED["waves"], file, at=at)


def _wave(past: Past, rows: pa.Table, by: User) -> RecoveryWave:
    mine = rows.filter(pc.equal(rows["wave_id"], str(past.number)))
    drawn, ends = (_moment(mine[name][0].as_py()) for name in ("assigned_at", "horizon_at"))
    assert by.unit is not None  # the manager of the demo has one
    return RecoveryWave.objects.create(
        name=past.name,
        purpose=Purpose.RECOVERY,
        source=Source.UPLOAD,
        unit=by.unit,
        state=WaveState.FINISHED,
        design=written(Design(holdout=HELD_OUT, stratify_by=(), stop=None)),
        salt=past.salt,
        made_by=by,
        made_at=drawn,
        frozen_at=drawn,
        started_at=drawn,
        horizon_at=ends,
        ended_at=ends,
    )


def _moment(kept: datetime) -> datetime:
    return kept.replace(tzinfo=UTC)


def enter_the_past(file: Path, *, by: User, at: datetime) -> None:
    """The members of the waves, now that their customers are known; then what the waves did, from tonight's run."""
    rows = pq.read_table(file).to_pylist()
    customers = dict(Customer.objects.unscoped(WHY).values_list("code", "pk"))
    units = dict(Unit.objects.values_list("code", "pk"))
    WaveMember.objects.bulk_create(_members(rows, customers, units), batch_size=500)
    if run := current_run():
        measure_waves(settings.AMENDS_DATA, run.run_id, as_of=run.as_of, by=by, at=at)


def _members(
    rows: list[dict[str, Any]], customers: Mapping[str, int], units: Mapping[str, int]
) -> Iterator[WaveMember]:
    for position, row in enumerate(rows):
        if row["customer_id"] in customers:
            yield _member(row, customers[row["customer_id"]], units[row["unit_code"]], position)


def _member(row: dict[str, Any], customer: int, unit: int, position: int) -> WaveMember:
    approached = row["approached_at"] and _moment(row["approached_at"])
    skipped = row["arm"] == Arm.TREATED and approached is None
    return WaveMember(
        wave_id=int(row["wave_id"]),
        customer_id=customer,
        unit_id=unit,
        account=row["account"],
        stratum=row["stratum"],
        recovery_class=row["recovery_class"],
        probability=row["probability"],
        arm=row["arm"],
        position=position,
        planned_date=approached and approached.date(),
        approached_at=approached,
        skipped_reason="wave_ended" if skipped else "",
    )
