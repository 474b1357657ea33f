# SPDX-License-Identifier: Apache-2.0
"""Rows of the mart `wave_outcomes` as chance makes them, with what the approach did planted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from amends.pipeline.marts.schemas import WAVE_OUTCOMES

DRAWN = datetime.fromisoformat("2026-07-10T01:00")
MUCH = 6_700.0  # MB a month: about half of the members use more
Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Planted:
    """What being approached does to everybody alike: to the chance of coming back and of leaving, to the bill in yuan.
    Appeals and usage are never changed."""

    comes_back: float = -0.06
    leaves: float = -0.03
    bill: float = 3.0


def outcomes(
    rng: Generator,
    *,
    members: int = 1_400,
    held_out: float = 0.2,
    planted: Planted | None = None,
    classes: tuple[str, ...] = ("tariff",),
    units: tuple[str, ...] = ("G-P-E-T",),
    **columns: Any,
) -> pa.Table:
    """One wave of `members` whose horizon has passed; `columns` replace whole columns."""
    effect = planted or Planted()
    treated = rng.random(members) >= held_out
    habit = rng.gamma(1.5, 0.6, members)  # who complained before complains again, whatever is done
    worth = rng.gamma(4.0, 25.0, members)
    base = np.clip(0.09 + 0.08 * habit, 0, 0.9)
    leaving = np.clip(0.04 + 0.03 * habit, 0, 0.9)
    back = (rng.random(members) < base + effect.comes_back * treated).astype(float)
    made: dict[str, Any] = {
        "wave_id": ["7"] * members,
        "customer_id": [f"C{n:06d}" for n in range(members)],
        "account": [f"A{n:06d}" for n in range(members)],
        "arm": np.where(treated, "treated", "control"),
        "stratum": [f"{classes[n % len(classes)]} · {units[0]} · gold" for n in range(members)],
        "recovery_class": [classes[n % len(classes)] for n in range(members)],
        "unit_code": [units[n // 2 % len(units)] for n in range(members)],
        "assigned_at": [DRAWN] * members,
        "horizon_at": [DRAWN + timedelta(days=60)] * members,
        "complete": [True] * members,
        "approached": treated & (rng.random(members) < 0.9),
        "repeat_complaint": back,
        "repeat_complaints": back * rng.integers(1, 3, members),
        "appeal": (rng.random(members) < 0.03).astype(float),
        "churn": (rng.random(members) < leaving + effect.leaves * treated).astype(float),
        "churn_undated": [False] * members,
        "bill_change_yuan": rng.normal(-2, 0.2 * worth) + effect.bill * treated,
        "usage_change": rng.normal(0, 900, members) * (1 + habit),
        "score_after": [None] * members,
        "recovery_contacts": treated * 1.0,
        "reached": treated * (rng.random(members) < 0.7).astype(float),
        "complaints_180d": rng.poisson(habit).astype(float),
        "service_calls_180d": rng.poisson(1.0, members).astype(float),
        "tenure_days": [
            None if unknown else days
            for unknown, days in zip(
                (rng.random(members) < 0.05).tolist(), rng.integers(30, 4_000, members).tolist(), strict=True
            )
        ],
        "bill_before_yuan": worth,
        "usage_before_mb": rng.gamma(2.0, 4_000.0, members),
        "probability": np.clip(0.3 + 0.2 * habit + rng.normal(0, 0.05, members), 0, 1),
    }
    table = {
        name: pa.array(values if isinstance(values, np.ndarray) and values.dtype != object else list(values))
        for name, values in (made | columns).items()
    }
    return pa.table(table).cast(WAVE_OUTCOMES)


def uneven(rng: Generator, *, members: int = 3_000, held_out: float = 0.4, gain: float = 0.35) -> pa.Table:
    """One wave in which an approach keeps those from coming back who use much, by `gain`, and nobody else; the
    probability tells of neither."""
    table = outcomes(rng, members=members, held_out=held_out, probability=rng.uniform(0.3, 0.9, members))
    treated = np.asarray(pc.equal(table["arm"], "treated"), dtype=bool)
    chance = 0.45 - gain * (treated & uses_much(table))
    came = pa.array((rng.random(members) < chance).astype(float))
    return table.set_column(table.schema.get_field_index("repeat_complaint"), "repeat_complaint", came)


def uses_much(table: pa.Table) -> NDArray[np.bool_]:
    """(n,) who gains in `uneven`."""
    return np.asarray(pc.greater(table["usage_before_mb"], MUCH), dtype=bool)
