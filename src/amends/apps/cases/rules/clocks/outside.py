# SPDX-License-Identifier: Apache-2.0
"""The clocks that others set: the law, the regulator, our word to the customer, a visit. None of them ever pauses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amends.apps.cases.rules.clocks.clock import Clock, ClockKind, Level
from amends.apps.cases.rules.clocks.course import NONE, Course
from amends.apps.cases.rules.clocks.facts import FROM, Fact, FactKind
from amends.apps.cases.rules.clocks.policy import DayType, Statute
from amends.apps.cases.rules.clocks.setting import Setting
from amends.apps.cases.rules.clocks.story import following, in_force, met
from amends.apps.cases.rules.clocks.warnings import by_budget, by_wall_clock
from amends.kernel.calendars import WorkingCalendar, add_hours

K = FactKind
_HALF_OPEN = timedelta.resolution


@dataclass(frozen=True)
class _Aim:
    """What one clock measures, on the wall clock from `start` to `due`."""

    kind: ClockKind
    code: str
    number: int
    start: datetime
    due: datetime
    met_at: datetime | None
    ended_at: datetime | None
    basis: str


def statutory_clocks(setting: Setting) -> Iterator[Clock]:
    """Every limit of the law that holds, from the first receipt on; of those begun by one fact the strictest binds."""
    jurisdiction, _ = in_force(setting.story, K.JURISDICTION_SET, "jurisdiction", None)
    seen: Counter[FactKind] = Counter()
    for each in setting.story:
        seen[each.kind] += 1
        holding = [row for row in setting.policy.statutes if _holds(row, each, jurisdiction, setting)]
        yield from _strictest([_statutory(setting, row, each, seen[each.kind]) for row in holding])


def _holds(row: Statute, begun: Fact, jurisdiction: str, setting: Setting) -> bool:
    if row.starts_on is not begun.kind or not row.holds_in(jurisdiction, setting.policy.nation):
        return False
    if begun.kind is K.RECEIVED and begun.text(
        "recovery"
    ):  # we went to the customer: nobody waits for an answer
        return False
    return all(begun.text(name) == value for name, value in row.where.items())


def _strictest(found: Sequence[Clock]) -> Iterator[Clock]:
    first = min(((each.due_at, each.code) for each in found), default=None)
    for each in found:
        yield each if (each.due_at, each.code) == first else replace(each, binding=False)


def _statutory(setting: Setting, row: Statute, begun: Fact, number: int) -> Clock:
    calendar = setting.calendar(setting.policy.statutory_calendar, begun.at)
    due = _due(calendar, row, begun.at)
    named = _named_by_regulator(setting.story, begun) if begun.kind is K.APPEALED else None
    due = min(due, named or due)
    kind = ClockKind.REGULATOR if begun.kind is K.APPEALED else ClockKind.STATUTORY
    done = met(_about(setting.story, begun), row.met_by, begun.at, due)
    gone = _taken_back(setting.story, begun)
    kept = None if gone and done and gone < done else done
    aim = _Aim(kind, row.code, number, begun.at, due, kept, kept or gone, row.code)
    clock = _clock(setting, aim)
    if row.day_type is DayType.CALENDAR_HOURS:
        return clock
    guessed = row.day_type is DayType.WORKING_DAY and not calendar.covers(due - _HALF_OPEN)
    warnings = _in_office_hours(setting, calendar, clock) or clock.warnings
    return replace(clock, calendar=calendar.name, uncertain=guessed, warnings=warnings)


def _taken_back(story: Sequence[Fact], begun: Fact) -> datetime | None:
    """When the case that a fact came from was taken out again; what it brought along later begins anew."""
    if not begun.text(FROM):
        return None
    later = (each for each in story if each.kind is K.TAKEN_BACK and each.order > begun.order)
    return next((each.at for each in later if each.text(FROM) == begun.text(FROM)), None)


def _named_by_regulator(story: Sequence[Fact], begun: Fact) -> datetime | None:
    """The date that the regulator named for an appeal, the last that they told before the next appeal."""
    named = begun.moment("due_at")
    for each in story[story.index(begun) + 1 :]:
        if each.kind is K.APPEALED:
            break
        if each.kind is K.REGULATOR_DATED:
            named = each.moment("due_at")
    return named


def _about(story: Sequence[Fact], begun: Fact) -> Sequence[Fact]:
    """A history without what belongs to another thing of the same kind: another refund, another promise."""
    mine = {"", begun.text("key")}
    return [each for each in story if each.text("key") in mine] if begun.text("key") else story


def _in_office_hours(setting: Setting, calendar: WorkingCalendar, clock: Clock) -> tuple[Level, ...]:
    """Warnings of a limit of days at shares of its working time: nobody is warned on a Sunday night."""
    budget, bounds = calendar.elapsed(clock.start, clock.due_at), (clock.start, clock.due_at)
    return by_budget(setting.policy.warnings, clock.kind, Course(calendar, clock.start), budget, bounds)


def _due(calendar: WorkingCalendar, row: Statute, start: datetime) -> datetime:
    if row.day_type is DayType.WORKING_DAY:
        return calendar.add_working_days(start, row.amount)
    if row.day_type is DayType.CALENDAR_DAY:
        return calendar.add_calendar_days(start, row.amount)
    return add_hours(start, row.amount)


def promised_clocks(setting: Setting) -> Iterator[Clock]:
    """Each time that the customer was told, until they have the answer or what was promised; the next time takes its
    place, but only before it is broken."""
    made = [each for each in setting.story if each.kind is K.PROMISED]
    for number, each in enumerate(made, start=1):
        due, code = each.moment("due_at") or each.at, each.text("key")
        later = following(made, each, K.PROMISED, "key")
        replaced = _first(later if later and later <= due else None, _released(setting.story, each))
        kept = met(_about(setting.story, each), _KEPT, each.at, due)
        if kept and replaced and kept > replaced:
            kept = None
        ended = kept or replaced
        yield _clock(setting, _Aim(ClockKind.PROMISED, code, number, each.at, due, kept, ended, "promise"))


_KEPT = frozenset({K.PROMISE_KEPT, K.REPLIED, K.RESOLVED})


def _released(story: Sequence[Fact], made: Fact) -> datetime | None:
    return following(story, made, K.PROMISE_WITHDRAWN, "key") if made.text("key") else None


def _first(*moments: datetime | None) -> datetime | None:
    return min((each for each in moments if each), default=None)


def visit_clocks(setting: Setting) -> Iterator[Clock]:
    """Each visit that was asked for, until somebody arrives, it is called off or the case is over. A new time that
    was agreed in time takes the place of the one before; of one that nobody agreed to, the old time was missed."""
    asked = [each for each in setting.story if each.kind is K.VISIT_ASKED]
    for number, each in enumerate(asked, start=1):
        due, code = each.moment("arrive_by") or each.at, each.text("key")
        arrived = following(setting.story, each, K.ARRIVED, "key")
        moved = _moved(asked, each, due)
        if arrived and moved and arrived > moved:
            arrived = None
        off = following(setting.story, each, K.VISIT_CALLED_OFF, "key")
        resolved = met(setting.story, {K.RESOLVED}, each.at, each.at)
        over = _first(arrived, moved, off, resolved)
        yield _clock(setting, _Aim(ClockKind.ON_SITE, code, number, each.at, due, arrived, over, "visit"))


def _moved(asked: Sequence[Fact], each: Fact, due: datetime) -> datetime | None:
    later = asked[asked.index(each) + 1 :]
    same = (other for other in later if other.text("key") == each.text("key") and other.text("agreed"))
    return next((other.at for other in same if other.at <= due), None)


def _clock(setting: Setting, aim: _Aim) -> Clock:
    due_at = max(aim.due, aim.start)
    until = aim.ended_at or setting.now
    return Clock(
        kind=aim.kind,
        code=aim.code,
        round=1,
        number=aim.number,
        start=aim.start,
        due_at=due_at,
        budget=due_at - aim.start,
        basis=aim.basis,
        set_at=aim.start,
        met_at=aim.met_at,
        ended_at=aim.ended_at,
        elapsed=max(until - aim.start, NONE) if until else None,
        warnings=by_wall_clock(setting.policy.warnings, aim.kind, aim.start, due_at),
    )
