# SPDX-License-Identifier: Apache-2.0
"""What each wave did, from the mart of a run: after the list is published, wave by wave."""

from datetime import date, datetime
from pathlib import Path

import numpy as np

from amends.apps.core.models import User
from amends.apps.recovery.actions.effects import keep_effects
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.queries.effects import waves_to_measure
from amends.apps.recovery.rules.effects.measuring import Measured, Plan, measure
from amends.apps.recovery.rules.waves.design import Stratifier, read_design
from amends.pipeline.store import wave_rows


def measure_waves(home: Path, run_id: str, *, as_of: date, by: User | None, at: datetime) -> int:
    """Measure every wave whose figures can still change; returns how many were kept.

    Each wave is a transaction of its own: killed anywhere and started again it ends the same.
    """
    waves = waves_to_measure(as_of)
    kept = (
        keep_effects(wave=wave, measured=_measured(home, run_id, wave), as_of=as_of, by=by, at=at)
        for wave in waves
    )
    return sum(bool(rows) for rows in kept)


def _measured(home: Path, run_id: str, wave: RecoveryWave) -> Measured:
    rows = wave_rows(home, str(wave.pk), run_id)
    return measure(rows, plan_of(wave), rng=np.random.default_rng(wave.pk))


def plan_of(wave: RecoveryWave) -> Plan:
    """What was laid down for a wave before anybody was approached."""
    design = read_design(wave.design)
    parts = list(design.stratify_by)
    tier_at = parts.index(Stratifier.TIER) if Stratifier.TIER in parts else None
    return Plan(held_out=design.holdout, outcomes=design.outcomes, tier_at=tier_at)
