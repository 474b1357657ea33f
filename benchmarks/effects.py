# SPDX-License-Identifier: Apache-2.0
"""Claim: what a wave of a million members did, by outcome, cause and unit, in seconds from the mart."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from amends.apps.recovery.rules.effects.gains import MOST_RANKED
from amends.apps.recovery.rules.effects.measuring import Measured, Plan, measure
from amends.apps.recovery.rules.effects.members import members_of
from amends.apps.recovery.rules.waves.design import Outcome
from amends.pipeline.marts.schemas import WAVE_OUTCOMES
from amends.pipeline.store import ROW_GROUP
from benchmarks.report import Claim, Section, table

ONE_IN, LEAST, MOST = 10, 20_000, 1_000_000  # members of the wave among customers
WAVES, CAUSES, UNITS, HELD_OUT = 4, 5, 12, 0.1  # waves in the mart: one of them is read
SEED = 20261122
Numbers = NDArray[np.float64]
Found = TypeVar("Found")


class NotTheSame(AssertionError):
    """Two ways to the same effect came to different ones."""


def effects(customers: int) -> Section:
    """One wave of a tenth of the customers, among others in the mart."""
    members = min(max(customers // ONE_IN, LEAST), MOST)
    with TemporaryDirectory() as folder, threadpool_limits(1):
        file = _mart(Path(folder), members)
        whole, measured = _cost(lambda: _everything(file))
        order, _ = _cost(lambda: _everything(file, outcomes=()))
        floor, means = _cost(lambda: _differences(file))
        usual, by_hand = _cost(lambda: _textbook(file))
    off = _off(measured, by_hand)
    rows = [
        ["**Amends**: 5 outcomes adjusted, by cause and unit, orders compared", f"{whole:.2f}"],
        [f"of these, the order of approach, on {MOST_RANKED:,} members", f"{order:.2f}"],
        ["by hand in numpy: the same 5 outcomes adjusted, HC2, nothing else", f"{usual:.2f}"],
        ["by hand in numpy: 5 differences of means with their errors", f"{floor:.2f}"],
    ]
    claims = (
        Claim(f"a wave of {members:,} members, CPU seconds for everything", whole, 60 * members / MOST + 10),
        Claim(
            "outcomes and segments, times the CPU of the outcomes alone by hand", (whole - order) / usual, 25
        ),
        Claim("largest difference from the textbook, in units of 10⁻⁹", off * 1e9, 10),
    )
    assert len(means) == len(Outcome)
    return Section("effects", table(["", "CPU seconds"], rows), claims)


def _mart(folder: Path, members: int) -> Path:
    rng = np.random.default_rng(SEED)
    file = folder / "wave_outcomes.parquet"
    with pq.ParquetWriter(file, WAVE_OUTCOMES, compression="zstd") as writer:
        for wave in range(WAVES):
            writer.write_table(
                _made(rng, members if wave == 1 else LEAST, str(wave)), row_group_size=ROW_GROUP
            )
    return file


def _made(rng: np.random.Generator, n: int, wave: str) -> pa.Table:
    treated = rng.random(n) >= HELD_OUT
    habit = rng.gamma(1.5, 0.6, n)
    moments = np.full(n, np.datetime64("2026-07-10T01:00", "us"))
    codes = np.arange(n)
    columns: dict[str, Any] = {
        "wave_id": pa.array([wave]).take(pa.array(np.zeros(n, dtype=np.int64))),
        "customer_id": pa.array(codes).cast(pa.string()),
        "account": pa.array(codes).cast(pa.string()),
        "arm": np.where(treated, "treated", "control"),
        "stratum": pa.nulls(n, pa.string()),
        "recovery_class": np.array(["complaint", "tariff", "network", "publicity", "usage"])[codes % CAUSES],
        "unit_code": np.array([f"U{unit}" for unit in range(UNITS)])[codes % UNITS],
        "assigned_at": moments,
        "horizon_at": moments + np.timedelta64(60, "D"),
        "complete": np.ones(n, dtype=bool),
        "approached": treated,
        "churn_undated": np.zeros(n, dtype=bool),
        "score_after": pa.nulls(n, pa.float64()),
        "repeat_complaint": (rng.random(n) < 0.05 + 0.05 * habit - 0.01 * treated).astype(float),
        "appeal": (rng.random(n) < 0.01).astype(float),
        "churn": (rng.random(n) < 0.03).astype(float),
        "bill_change_yuan": rng.normal(0, 20, n),
        "usage_change": rng.normal(0, 900, n),
        "complaints_180d": rng.poisson(habit).astype(float),
        "probability": np.clip(0.3 + 0.2 * habit, 0, 1),
    }
    rest = set(WAVE_OUTCOMES.names) - set(columns)
    columns |= {name: rng.gamma(2.0, 10.0, n) for name in sorted(rest)}
    return pa.table({name: columns[name] for name in WAVE_OUTCOMES.names}).cast(WAVE_OUTCOMES)


def _read(file: Path) -> pa.Table:
    return pq.read_table(file, filters=[("wave_id", "=", "1")])


def _everything(file: Path, outcomes: Sequence[Outcome] = tuple(Outcome)) -> Measured:
    return measure(_read(file), Plan(HELD_OUT, outcomes), rng=np.random.default_rng(SEED))


def _differences(file: Path) -> list[tuple[float, float]]:
    rows = _read(file)
    treated = np.asarray(rows["arm"]) == "treated"
    found = []
    for outcome in Outcome:
        values = rows[outcome].to_numpy()
        one, two = values[treated], values[~treated]
        error = np.sqrt(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two))
        found.append((float(one.mean() - two.mean()), float(error)))
    return found


def _textbook(file: Path) -> list[tuple[float, float]]:
    """Least squares on 1, T, x − x̄, T (x − x̄) by the normal equations, HC2 from leverages."""
    members = members_of(_read(file))
    known = members.known - members.known.mean(axis=0)
    known = known[:, known.std(axis=0) > 0] / known.std(axis=0)[known.std(axis=0) > 0]
    given = members.treated.astype(float)[:, None]
    design = np.column_stack([np.ones(len(given)), given, known, known * given])
    inverse = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design, optimize=True)
    reach = design @ inverse[1]
    found = []
    for outcome in Outcome:
        values = members.column(outcome)
        fitted = inverse @ (design.T @ values)
        rest = values - design @ fitted
        found.append((float(fitted[1]), float(np.sqrt((reach**2 * rest**2 / (1 - leverage)).sum()))))
    return found


def _off(measured: Measured, by_hand: list[tuple[float, float]]) -> float:
    """Largest difference of value or error, relative to the error."""
    figures = {line.outcome: line.figures for line in measured.lines if not line.segment_kind}
    gaps = [
        max(abs(figures[outcome]["value"] - value), abs(figures[outcome]["error"] - error)) / error
        for outcome, (value, error) in zip(Outcome, by_hand, strict=True)
    ]
    if max(gaps) > 1e-6:
        raise NotTheSame(f"effects differ by {max(gaps):.3g} of their errors")
    return max(gaps)


def _cost(work: Callable[[], Found]) -> tuple[float, Found]:
    started = time.process_time()
    found = work()
    return time.process_time() - started, found
