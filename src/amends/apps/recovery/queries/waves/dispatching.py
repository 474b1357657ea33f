# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is today, and how much of the day's room is taken."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from amends.apps.recovery.models import MemberQuerySet, RecoveryWave, WaveMember
from amends.apps.recovery.rules.waves.calendar import Capacity, DayRoom
from amends.apps.recovery.rules.waves.words import Arm, WaveState

_WHY = "the schedule works for every unit"


def running_waves() -> Sequence[RecoveryWave]:
    """Waves that go out, the oldest first. One query."""
    rows = RecoveryWave.objects.unscoped(_WHY).filter(state=str(WaveState.RUNNING))
    return list(rows.select_related("unit", "made_by").order_by("started_at", "pk"))


def members_of(wave: RecoveryWave) -> MemberQuerySet:
    """All members of a wave that the caller found within a scope, or works for."""
    return WaveMember.objects.unscoped("members of the wave in hand").filter(wave=wave)


def untouched_members(wave: RecoveryWave) -> MemberQuerySet:
    """Treated members of whom nothing has become yet."""
    return members_of(wave).filter(arm=str(Arm.TREATED), approached_at__isnull=True, skipped_reason="")


def waiting_members(wave: RecoveryWave) -> MemberQuerySet:
    """Those of them whose turn will come: who has no day, for want of capacity, has none."""
    return untouched_members(wave).filter(planned_date__isnull=False)


def is_observed_out(wave: RecoveryWave, at: datetime) -> bool:
    """Whether the days are over in which both arms are watched: whoever is approached later changes nothing in it."""
    return wave.horizon_at is not None and wave.horizon_at <= at


def due_members(wave: RecoveryWave, day: date) -> MemberQuerySet:
    """Those whose day has come, and those who were left over from the days before; the oldest first."""
    rows = waiting_members(wave).filter(planned_date__lte=day)
    return rows.select_related("customer__unit", "unit").order_by("planned_date", "position", "pk")


def room_of(day: date, capacity: Capacity) -> DayRoom:
    """What is left of the day. Capacity is the people's: whatever went out of any wave takes its part."""
    began = datetime.combine(day, time.min, get_current_timezone())
    done = WaveMember.objects.unscoped(_WHY).filter(
        approached_at__gte=began, approached_at__lt=began + timedelta(days=1)
    )
    room = DayRoom(capacity)
    for unit, channel in done.values_list("unit__code", "channel"):
        room.use(unit, channel)
    return room
