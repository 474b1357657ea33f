# SPDX-License-Identifier: Apache-2.0
"""Questions about what waves did: of one, and over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone as zones

from amends.analytics.effects.pooling import Pooled, TooFewToPool, pooled
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import RecoveryWave, WaveEffect
from amends.apps.recovery.rules.effects.words import CHECK
from amends.apps.recovery.rules.waves.design import Outcome
from amends.apps.recovery.rules.waves.words import HOLDING, Purpose

SETTLED_DAYS = 45  # after the horizon: bills of its last month have come, late rows too; then figures stay
MOST_POOLED = 200
_WHY = "the nightly run measures every wave"


def waves_to_measure(as_of: date) -> Sequence[RecoveryWave]:
    """Frozen waves that are observed, whose observation has just ended, or whose late facts have just come in: after
    the horizon each is measured twice and no more, for whoever looks every night sees chance. Oldest first."""
    final = WaveEffect.objects.unscoped(_WHY).filter(final=True).order_by()
    concluded = dict(final.values_list("wave").annotate(last=Max("as_of")))
    waves = RecoveryWave.objects.unscoped(_WHY).filter(state__in=[str(each) for each in HOLDING])
    found = waves.select_related("unit").order_by("frozen_at", "pk")
    return [
        each for each in found if each.pk not in concluded or concluded[each.pk] < settled_date(each) <= as_of
    ]


def settled_date(wave: RecoveryWave) -> date:
    """The day from which late facts of a frozen wave have come in, too: from then on its figures stay."""
    assert wave.horizon_at is not None
    return zones.localdate(wave.horizon_at) + timedelta(days=SETTLED_DAYS)


@dataclass(frozen=True, slots=True)
class WaveReading:
    """What is kept of one wave: the check of its draw, outcomes of everybody, and of segments; none before a run."""

    check: WaveEffect
    whole: Sequence[WaveEffect]
    segments: Sequence[WaveEffect]

    @property
    def final(self) -> bool:
        """Whether the observation was over."""
        return self.check.final

    @property
    def holds(self) -> bool:
        """Whether the draw came out as it was meant, so that anything may be read."""
        return bool(self.check.figures.get("holds"))

    def of(self, outcome: str) -> WaveEffect | None:
        """One outcome of everybody."""
        return next((each for each in self.whole if each.outcome == outcome), None)


def effects_of(wave: RecoveryWave, scope: Scope) -> WaveReading | None:
    """Everything kept of one wave. One query."""
    rows = list(WaveEffect.objects.within(scope).filter(wave=wave).order_by("pk"))
    check = next((row for row in rows if row.outcome == CHECK), None)
    if check is None:
        return None
    whole = [row for row in rows if not row.segment_kind and row.outcome != CHECK]
    return WaveReading(check, whole, [row for row in rows if row.segment_kind])


def effect_of(wave: RecoveryWave, outcome: str) -> WaveEffect | None:
    """One outcome of everybody in a wave; the caller has the wave, and so may see it."""
    rows = WaveEffect.objects.unscoped("the caller may see the wave").filter(wave=wave, segment_kind="")
    return rows.filter(outcome=outcome).order_by("-as_of").first()


@dataclass(frozen=True, slots=True)
class PooledOutcome:
    """One outcome over waves: each wave's final row, and what they say together (None with fewer than two)."""

    outcome: str
    rows: Sequence[WaveEffect]
    together: Pooled | None


def pooled_effects(scope: Scope, *, purpose: Purpose = Purpose.RECOVERY) -> Sequence[PooledOutcome]:
    """Final effects of the newest waves within a scope, outcome by outcome, oldest wave first. One query."""
    rows = WaveEffect.objects.within(scope).filter(
        final=True, segment_kind="", outcome__in=[str(each) for each in Outcome], wave__purpose=str(purpose)
    )
    found = list(rows.select_related("wave").order_by("-wave__frozen_at", "pk")[: MOST_POOLED * len(Outcome)])
    told = [row for row in reversed(found) if row.figures.get("error")]
    return [_pooled(each, [row for row in told if row.outcome == each]) for each in Outcome]


def _pooled(outcome: str, rows: Sequence[WaveEffect]) -> PooledOutcome:
    values = np.array([row.figures["value"] for row in rows], dtype=np.float64)
    errors = np.array([row.figures["error"] for row in rows], dtype=np.float64)
    try:
        return PooledOutcome(outcome, rows, pooled(values, errors))
    except TooFewToPool:
        return PooledOutcome(outcome, rows, None)


def wave_to_read(pk: int, scope: Scope) -> RecoveryWave | None:
    """A wave within a scope, or `None`."""
    return RecoveryWave.objects.within(scope).select_related("unit").filter(pk=pk).first()


def readings_pending(scope: Scope) -> int:
    """How many frozen waves of recovery within a scope are still observed. One query."""
    final = WaveEffect.objects.unscoped("of waves within the scope").filter(wave=OuterRef("pk"), final=True)
    waves = RecoveryWave.objects.within(scope).filter(
        state__in=[str(each) for each in HOLDING], purpose=str(Purpose.RECOVERY)
    )
    return waves.exclude(Exists(final)).count()
