# SPDX-License-Identifier: Apache-2.0
"""Waves that somebody should look at today: near their stop rule, behind their plan, or paused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.timezone import localdate

from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries.waves.board import stop_rule_standing
from amends.apps.recovery.rules.waves.stopping import StopStanding
from amends.apps.recovery.rules.waves.words import Arm, WaveState

MOST = 20
_GOING = (str(WaveState.RUNNING), str(WaveState.PAUSED))


@dataclass(frozen=True, slots=True)
class Look:
    """A wave to look at. `units` are those with customers whose planned day is over and who wait still."""

    wave: RecoveryWave
    stop: StopStanding | None
    units: Sequence[tuple[str, int]]

    @property
    def behind(self) -> int:
        """Customers whose planned day is over and who wait still."""
        return sum(n for _unit, n in self.units)

    @property
    def calls(self) -> bool:
        """Whether anything is unusual."""
        paused = self.wave.state == WaveState.PAUSED
        return paused or self.behind > 0 or (self.stop is not None and self.stop.is_near)


def waves_to_look_at(scope: Scope, *, at: datetime) -> list[Look]:
    """The going waves within a scope that call for a look, the newest first; at most twenty are looked through."""
    rows = RecoveryWave.objects.within(scope).filter(state__in=_GOING).select_related("unit")
    waves = list(rows.order_by("-made_at")[:MOST])
    late = _late(waves, scope, at)
    looks = [Look(wave, stop_rule_standing(wave), late.get(wave.pk, ())) for wave in waves]
    return [look for look in looks if look.calls]


def _late(waves: Sequence[RecoveryWave], scope: Scope, at: datetime) -> dict[int, list[tuple[str, int]]]:
    """Wave → (unit, customers of running waves who should have been approached before today), the most first."""
    running = [wave.pk for wave in waves if wave.state == WaveState.RUNNING]
    waiting = WaveMember.objects.within(scope).filter(
        wave__in=running,
        arm=str(Arm.TREATED),
        planned_date__lt=localdate(at),
        approached_at__isnull=True,
        skipped_reason="",
    )
    found: dict[int, list[tuple[str, int]]] = {}
    counted = waiting.order_by().values_list("wave", "unit__name").annotate(n=Count("pk"))
    for wave, unit, n in counted.order_by("-n", "unit__number"):
        found.setdefault(wave, []).append((unit, n))
    return found
