# SPDX-License-Identifier: Apache-2.0
"""A wave of recovery that runs in the demo: frozen from the list, begun at the last hour at which one may call, and
worked on since, so that its board shows people at every step."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.models import Case
from amends.apps.core.models import Unit, User
from amends.apps.recovery.actions.waves.dispatching import dispatch_day
from amends.apps.recovery.actions.waves.freezing import freeze_wave
from amends.apps.recovery.actions.waves.planning import plan_wave
from amends.apps.recovery.actions.waves.refusals import NobodyToApproach
from amends.apps.recovery.actions.waves.running import start_wave
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.rules.waves.design import Design
from amends.apps.recovery.rules.waves.words import Purpose, Source
from amends.cli.demo.desk import DONE, last_hour_of_work

MOST, A_DAY = 60, 2
DAY = timedelta(days=1)
WHY = "the demo works on its own cases"


def run_a_wave(*, unit: Unit, by: User, at: datetime) -> RecoveryWave:
    """Begin a wave at the last hour before now at which one may, and let some of its first batch be worked on."""
    design = Design(most=MOST, per_unit_per_day=A_DAY)
    wave, began = begin_wave(name="本周修复（演示）", unit=unit, design=design, by=by, before=at)
    depth = cycle(range(len(DONE), -1, -1))
    for case in cases_of(wave):
        _worked(case, next(depth), began)
    return wave


def begin_wave(
    *, name: str, unit: Unit, design: Design, by: User, before: datetime
) -> tuple[RecoveryWave, datetime]:
    """Freeze a wave from the list that is there, start it and give out its first batch; and when that was. A small
    demo may have nobody left on its list: then the wave stays a plan."""
    began = last_hour_of_work(before)
    wave = plan_wave(
        unit=unit, name=name, purpose=Purpose.RECOVERY, source=Source.DETECTED, design=design, by=by, at=began
    )
    try:
        frozen = freeze_wave(wave=wave, by=by, at=began)
    except NobodyToApproach:
        return wave, began
    running = start_wave(wave=frozen, by=by, at=began)
    dispatch_day(wave=running, at=began)
    return running, began


def cases_of(wave: RecoveryWave) -> Sequence[Case]:
    """The cases that the wave opened, the oldest first."""
    rows = Case.objects.unscoped(WHY).filter(key__startswith=f"wave:{wave.pk}:").order_by("pk")
    return list(rows.select_related("owner__unit", "unit", "procedure", "customer"))


def _worked(case: Case, steps: int, began: datetime) -> None:
    """What the desk refuses stops that case and not the demo."""
    try:
        for step, work in enumerate(DONE[:steps], start=1):
            case.refresh_from_db()
            work(case, case.owner, began + timedelta(minutes=10 * step))
    except CaseRefused:
        return
