# SPDX-License-Identifier: Apache-2.0
"""Keep what a wave was measured to have done: the newest measurement alone, whole or not at all."""

from datetime import date, datetime

from django.db import transaction

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.recovery.models import RecoveryWave, WaveEffect
from amends.apps.recovery.rules.effects.measuring import Line, Measured

BATCH = 500
_WHY = "the nightly run measures every wave"


def keep_effects(
    *, wave: RecoveryWave, measured: Measured, as_of: date, by: User | None, at: datetime
) -> int:
    """Put a measurement in the place of older ones; the same day again replaces itself. Returns the rows kept: none
    where there is nothing to keep, or a later day is kept already."""
    if not measured.lines:
        return 0
    with transaction.atomic():
        RecoveryWave.objects.unscoped(_WHY).select_for_update(no_key=True).get(pk=wave.pk)
        if WaveEffect.objects.unscoped(_WHY).filter(wave=wave, as_of__gt=as_of).exists():
            return 0
        return _replace(wave, measured, as_of, by, at)


def _replace(wave: RecoveryWave, measured: Measured, as_of: date, by: User | None, at: datetime) -> int:
    rows = [_row(wave, line, measured.final, as_of, at) for line in measured.lines]
    with writing(by=by, at=at) as log:
        WaveEffect.objects.unscoped(_WHY).filter(wave=wave).delete()
        WaveEffect.objects.bulk_create(rows, batch_size=BATCH)
        log(
            EventKind.WAVE_EFFECT_MEASURED,
            wave,
            unit=wave.unit,
            as_of=as_of.isoformat(),
            final=measured.final,
            rows=len(rows),
        )
    return len(rows)


def _row(wave: RecoveryWave, line: Line, final: bool, as_of: date, at: datetime) -> WaveEffect:
    return WaveEffect(
        wave=wave,
        outcome=line.outcome,
        segment_kind=line.segment_kind,
        segment=line.segment[:64],
        as_of=as_of,
        figures=line.figures,
        computed_at=at,
        final=final,
    )
