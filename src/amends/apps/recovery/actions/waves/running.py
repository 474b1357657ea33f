# SPDX-License-Identifier: Apache-2.0
"""Start a wave, pause it, go on, stop it; it finishes by itself when everybody's turn has come."""

from collections.abc import Mapping
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.recovery.actions.waves.planning import checked_reason
from amends.apps.recovery.actions.waves.refusals import ObservationOver, locked, move, refuse_stranger
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries.waves.board import stop_rule_standing
from amends.apps.recovery.queries.waves.dispatching import (
    is_observed_out,
    running_waves,
    untouched_members,
    waiting_members,
)
from amends.apps.recovery.queries.waves.simulation import first_day, plan_days
from amends.apps.recovery.rules.waves.calendar import Waiting
from amends.apps.recovery.rules.waves.design import read_design
from amends.apps.recovery.rules.waves.words import Purpose, WaveState

PORTION = 500
_ENDED = "wave_ended"


class _NotRunning(Exception):
    """Another worker, or a person, was quicker."""


def start_wave(*, wave: RecoveryWave, by: User, at: datetime) -> RecoveryWave:
    """Begin: batches go out from the planned day on, or from today where that is over.

    Raises `NotAllowed`, `StepImpossible`, `ObservationOver`.
    """
    with writing(by=by, at=at) as log:
        row = locked(wave)
        refuse_stranger(by, row.unit)
        _refuse_late(row, at)
        move(row, WaveState.RUNNING)
        row.started_at = at
        _plan_again(row, at)
        row.save()
        log(EventKind.RECOVERY_WAVE_STARTED, row, unit=row.unit)
    return row


def pause_wave(*, wave: RecoveryWave, reason: str, by: User, at: datetime) -> RecoveryWave:
    """Let nothing more go out for now; cases that are open go on. The observation does not wait.

    Raises `ReasonMissing`, `NotAllowed`, `StepImpossible`.
    """
    reason = checked_reason(reason)
    with writing(by=by, at=at) as log:
        row = locked(wave)
        refuse_stranger(by, row.unit)
        move(row, WaveState.PAUSED)
        row.end_reason = reason
        row.save()
        log(EventKind.RECOVERY_WAVE_PAUSED, row, unit=row.unit)
    return row


def resume_wave(*, wave: RecoveryWave, by: User, at: datetime) -> RecoveryWave:
    """Go on after a pause; whoever still waits gets a new day.

    Raises `NotAllowed`, `StepImpossible`, `ObservationOver`.
    """
    with writing(by=by, at=at) as log:
        row = locked(wave)
        refuse_stranger(by, row.unit)
        _refuse_late(row, at)
        move(row, WaveState.RUNNING)
        row.end_reason = ""
        _plan_again(row, at)
        row.save()
        log(EventKind.RECOVERY_WAVE_RESUMED, row, unit=row.unit)
    return row


def stop_wave(*, wave: RecoveryWave, reason: str, by: User, at: datetime) -> RecoveryWave:
    """Halt a wave for good. Who still waits is not approached; cases that are open go on, and the effect of what was
    done is measured all the same. Raises `ReasonMissing`, `NotAllowed`, `StepImpossible`."""
    reason = checked_reason(reason)
    with writing(by=by, at=at) as log:
        row = locked(wave)
        refuse_stranger(by, row.unit)
        _halt(log, row, reason, at)
    return row


def halt_by_rule(*, wave: RecoveryWave, at: datetime) -> bool:
    """Halt a running wave that is over its stop rule, and tell who planned it and who manages the unit. Returns whether
    it was halted; checked again under the lock, so that of two jobs one does it."""
    standing = stop_rule_standing(wave)
    if standing is None or not standing.is_over:
        return False
    words = gettext("触发停止规则：联系 %(contacted)s 人，%(value)s，上限 %(limit)s")
    shown = {"contacted": standing.contacted, "value": _number(standing.value or 0.0)}
    try:
        with writing(by=None, at=at) as log:
            row = _running(wave)
            _halt(
                log, row, words % (shown | {"limit": _number(standing.limit)}), at, rule=str(standing.metric)
            )
            _tell_halted(row, at)
    except _NotRunning:
        return False
    return True


def _tell_halted(row: RecoveryWave, at: datetime) -> None:
    people = {person.pk: person for person in leaders_above(row.unit, Role.RECOVERY_MANAGER)}
    for person in (people | {row.made_by.pk: row.made_by}).values():
        notify(
            to=person,
            subject=gettext("修复波次“%(name)s”已自动停止") % {"name": row.name},
            at=at,
            link=reverse("recovery:wave", args=[row.pk]),
            key=f"recovery:stop_rule:{row.pk}:{person.pk}",
        )


def _refuse_late(row: RecoveryWave, at: datetime) -> None:
    if is_observed_out(row, at):
        raise ObservationOver


def finish_waves(at: datetime) -> int:
    """End the running waves in which nobody waits any more, or whose observation is over. Returns how many."""
    done = (
        each for each in running_waves() if is_observed_out(each, at) or not waiting_members(each).exists()
    )
    return sum(_finished(wave, at) for wave in done)


def _finished(wave: RecoveryWave, at: datetime) -> bool:
    try:
        with writing(by=None, at=at) as log:
            row = _running(wave)
            move(row, WaveState.FINISHED)
            row.ended_at = at
            row.save()
            untouched_members(row).update(skipped_reason=_ENDED)
            log(EventKind.RECOVERY_WAVE_FINISHED, row, unit=row.unit)
    except _NotRunning:
        return False
    return True


def _running(wave: RecoveryWave) -> RecoveryWave:
    row = locked(wave)
    if row.state != WaveState.RUNNING:
        raise _NotRunning
    return row


def _number(value: float) -> str:
    return f"{value:.1%}" if value <= 1 else f"{value:g}"


def _halt(log: Log, row: RecoveryWave, reason: str, at: datetime, **payload: str) -> None:
    move(row, WaveState.STOPPED)
    row.ended_at, row.end_reason = at, reason[:200]
    row.save()
    untouched_members(row).update(skipped_reason=_ENDED)
    log(EventKind.RECOVERY_WAVE_STOPPED, row, unit=row.unit, **payload)


def _plan_again(row: RecoveryWave, at: datetime) -> None:
    """New days for those who wait, where the planned ones would begin before the wave does."""
    design, today = read_design(row.design), localdate(at)
    rows = waiting_members(row)
    if not rows.filter(planned_date__lt=today).exists():
        return
    fields = ("pk", "unit__code", "channel")
    waiting = [Waiting(*each) for each in rows.order_by("position", "pk").values_list(*fields)]
    days = plan_days(design, Purpose(row.purpose), waiting, first=first_day(design, at))
    for day, keys in _by_day(days).items():
        for start in range(0, len(keys), PORTION):
            some = WaveMember.objects.unscoped("members of the wave in hand").filter(
                pk__in=keys[start : start + PORTION]
            )
            some.update(planned_date=day)
    row.frame = {**row.frame, "last_date": max(days.values()).isoformat() if days else None}


def _by_day(days: Mapping[int, date]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = {}
    for key, day in days.items():
        found.setdefault(day, []).append(key)
    return found
