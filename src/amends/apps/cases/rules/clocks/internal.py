# SPDX-License-Identifier: Apache-2.0
"""The clocks that we set ourselves, by priority, each round of a case anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from amends.apps.cases.rules.clocks.clock import Clock, ClockKind
from amends.apps.cases.rules.clocks.course import NONE, Course
from amends.apps.cases.rules.clocks.facts import FactKind
from amends.apps.cases.rules.clocks.policy import Priority
from amends.apps.cases.rules.clocks.setting import Setting
from amends.apps.cases.rules.clocks.story import Round, following, pauses, rounds
from amends.apps.cases.rules.clocks.warnings import by_budget

K = FactKind
_HEARD = frozenset({K.ACKNOWLEDGED, K.CONTACTED, K.REPLIED})
_SPOKEN = frozenset({K.CONTACTED, K.REPLIED})


@dataclass(frozen=True)
class _Aim:
    """What one internal clock measures."""

    kind: ClockKind
    code: str
    number: int
    start: datetime
    met_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class _Limit:
    """How long an internal clock may run, in which calendar, by which rule, and since when that holds."""

    budget: timedelta
    calendar: str
    basis: str
    since: datetime


def internal_clocks(setting: Setting) -> Iterator[Clock]:
    """The clocks of the priority, round by round: acknowledge, first contact, progress, resolve, steps."""
    for found in rounds(setting.story):
        yield from _of_round(setting, found)


def _of_round(setting: Setting, found: Round) -> Iterator[Clock]:
    if found.number == 1 and not _came_from_us(setting):
        heard = found.first(_HEARD)
        aim = _Aim(ClockKind.ACKNOWLEDGE, "", 1, found.start, heard, heard or found.end)
        yield _by_priority(setting, found, aim)
    spoken = found.first(_SPOKEN)
    aim = _Aim(ClockKind.FIRST_CONTACT, "", 1, _morning(setting, found.start), spoken, spoken or found.end)
    yield _by_priority(setting, found, aim)
    for aim in _progress(found):
        yield _by_priority(setting, found, aim)
    yield _by_priority(setting, found, _Aim(ClockKind.RESOLVE, "", 1, found.start, found.end, found.end))
    for aim, minutes in _steps(found):
        usual = setting.priority(aim.ended_at)[0].calendar
        yield _clock(setting, found, aim, _Limit(minutes, usual, f"step:{aim.code}", aim.start))


def _came_from_us(setting: Setting) -> bool:
    """Whether it was us who approached the customer: then there is nobody to be told that a word was received."""
    return bool(setting.story[0].text("recovery"))


def _morning(setting: Setting, start: datetime) -> datetime:
    """When the first contact is waited for: what comes at night waits for the next hour at which customers may be
    called, unless it is a matter of safety."""
    hours = setting.policy.first_contact_hours
    if hours is None or setting.story[0].text("at_once"):
        return start
    local = start.astimezone(ZoneInfo(setting.policy.timezone))
    if hours.opens <= local.time() < hours.closes:
        return start
    day = local.date() + timedelta(days=local.time() >= hours.closes)
    return datetime.combine(day, hours.opens, local.tzinfo).astimezone(UTC)


def _progress(found: Round) -> Iterator[_Aim]:
    """From each word to the customer to the next; the first contact has a clock of its own, which none overrules."""
    words = [each.at for each in found.facts if each.kind in _SPOKEN]
    for number, (last, spoken) in enumerate(pairwise([*words, None]), start=1):
        if last is not None:
            yield _Aim(ClockKind.NEXT_PROGRESS, "", number, last, spoken, spoken or found.end)


def _steps(found: Round) -> Iterator[tuple[_Aim, timedelta]]:
    begun = (each for each in found.facts if each.kind is K.STEP_STARTED)
    for number, each in enumerate(begun, start=1):
        code = each.text("step")
        ended = following(found.facts, each, K.STEP_ENDED, "step")
        yield _Aim(ClockKind.STEP, code, number, each.at, ended, ended or found.end), each.minutes()


def _by_priority(setting: Setting, found: Round, aim: _Aim) -> Clock:
    priority, since = setting.priority(aim.ended_at)
    budget, basis = _budget(setting, priority, aim.kind)
    return _clock(setting, found, aim, _Limit(budget, priority.calendar, basis, since or found.start))


def _budget(setting: Setting, priority: Priority, kind: ClockKind) -> tuple[timedelta, str]:
    received, basis = setting.story[0], f"priority:{priority.code}"
    if kind is ClockKind.ACKNOWLEDGE:
        return priority.acknowledge, basis
    if kind is ClockKind.NEXT_PROGRESS:
        return priority.progress, basis
    if kind is ClockKind.FIRST_CONTACT:
        channel = received.text("channel")
        own = setting.policy.first_contact_by_channel.get(channel, priority.first_contact)
        return (
            (own, f"channel:{channel}") if own < priority.first_contact else (priority.first_contact, basis)
        )
    code = received.text("recovery")
    own = setting.policy.recovery.get(code, priority.resolve)
    return own, f"recovery:{code}" if code in setting.policy.recovery else basis


def _clock(setting: Setting, found: Round, aim: _Aim, limit: _Limit) -> Clock:
    policy, now = setting.policy, setting.now
    calendar = setting.calendar(limit.calendar, aim.start)
    can_pause = aim.kind in policy.pauses.kinds
    course = Course(
        calendar,
        aim.start,
        pauses(found, policy) if can_pause else (),
        policy.pauses.total_days * calendar.day_length,
    )
    set_at = max(limit.since, aim.start)
    due_at = max(course.reached(limit.budget), set_at)
    until = aim.ended_at or now
    pause = course.pause_at(now) if now and aim.ended_at is None else None
    return Clock(
        kind=aim.kind,
        code=aim.code,
        round=found.number,
        number=aim.number,
        start=aim.start,
        due_at=due_at,
        budget=limit.budget,
        basis=limit.basis,
        set_at=set_at,
        calendar=calendar.name,
        met_at=aim.met_at,
        ended_at=aim.ended_at,
        can_pause=can_pause,
        paused=course.paused(until or due_at) if course.pauses else NONE,
        paused_until=pause.end if pause else None,
        elapsed=course.used(until) if until else None,
        uncertain=calendar.heeds_holidays and not calendar.covers(due_at),
        warnings=by_budget(policy.warnings, aim.kind, course, limit.budget, (set_at, due_at)),
    )
