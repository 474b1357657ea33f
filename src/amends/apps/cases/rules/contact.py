# SPDX-License-Identifier: Apache-2.0
"""When a customer may be contacted: windows of the day, retries on different days, and the stop after a refusal.

Windows are half-open and on the customer's own clock. What binds calls and visits does not bind a message.
On a public holiday a call waits for the next working day, unless the customer agreed to it or it is urgent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import cast

from amends.kernel.calendars import WorkingCalendar
from amends.kernel.periods import DailyWindow


class ResultCode(StrEnum):
    """How an attempt ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    NUMBER_INVALID = "number_invalid"
    CALL_FAILED = "call_failed"
    THIRD_PARTY = "third_party"
    WRONG_NUMBER = "wrong_number"
    DROPPED = "dropped"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    SENT = "sent"
    OTHER = "other"


class Channel(StrEnum):
    """How the customer is contacted."""

    PHONE = "phone"
    VISIT = "visit"
    HALL = "hall"
    ONLINE = "online"
    SMS = "sms"


class Allowance(StrEnum):
    """Why an attempt outside the rules may stand, each with words that say what happened."""

    APPOINTMENT = "appointment"
    REDIAL = "redial"
    EMERGENCY = "emergency"


class Purpose(StrEnum):
    """Why we contact: we go to the customer, or answer a matter of theirs; rows of the policy's `frequency`."""

    RECOVERY = "recovery"
    SERVICE = "service"


class Obstacle(StrEnum):
    """Why an attempt may not be made now."""

    REFUSED_BEFORE = "refused_before"
    USED_UP = "used_up"
    DO_NOT_CONTACT = "do_not_contact"
    TOO_SOON = "too_soon"
    SAME_DAY = "same_day"
    ENOUGH_TODAY = "enough_today"
    RESTING = "resting"
    OUTSIDE_WINDOW = "outside_window"
    HOLIDAY = "holiday"
    NO_REDIAL = "no_redial"
    NO_EMERGENCY = "no_emergency"
    WRONG_NUMBER = "wrong_number"


class OnHolidays(StrEnum):
    """What a window says of public holidays: no contact, contact where the customer agreed to it, as on any day."""

    SKIP = "skip"
    ASK_FIRST = "ask_first"
    ALLOW = "allow"


R = ResultCode
MISSED: frozenset[ResultCode] = frozenset(
    {R.NO_ANSWER, R.NUMBER_INVALID, R.WRONG_NUMBER, R.CALL_FAILED, R.THIRD_PARTY, R.OTHER}
)
# What is about the moment alone: an urgent matter may be told at any hour that the policy leaves open for it.
OF_THE_MOMENT: frozenset[Obstacle] = frozenset({Obstacle.OUTSIDE_WINDOW, Obstacle.HOLIDAY})
FINAL: frozenset[Obstacle] = frozenset({Obstacle.REFUSED_BEFORE, Obstacle.USED_UP, Obstacle.DO_NOT_CONTACT})
_WINDOW_OF = {
    Channel.PHONE: "service",
    Channel.ONLINE: "service",
    Channel.HALL: "service",
    Channel.VISIT: "visit",
    Channel.SMS: "sms_service",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One contact; `inbound` where the customer began it, `elsewhere` in another case or round of theirs."""

    at: datetime
    result: ResultCode
    channel: Channel = Channel.PHONE
    by: int | None = None
    inbound: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class DayRule:
    """On which days of the calendar a window is open."""

    on_holidays: OnHolidays = OnHolidays.ALLOW
    working_days_only: bool = False

    def is_off(self, day: date, calendar: WorkingCalendar) -> bool:
        """Whether nobody is contacted on that day, but who agreed to it. A weekend right after a holiday is of it."""
        if self.working_days_only and not calendar.is_working_day(day):
            return True
        return self.on_holidays is not OnHolidays.ALLOW and calendar.in_holiday(day)


@dataclass(frozen=True, slots=True)
class ContactRules:
    """The limits of a contact policy; `zone` is the customer's clock. Without a calendar every day is like any other.

    `rest` is how long a customer is left alone whom other cases tried in vain as often as they may.
    """

    windows: Mapping[Channel, tuple[DailyWindow, ...]]
    max_attempts: int
    on_different_days: bool
    min_gap: timedelta
    max_per_day: int
    rest: timedelta
    redial_within: timedelta
    zone: tzinfo
    calendar: WorkingCalendar | None = None
    days: Mapping[Channel, DayRule] = field(default_factory=dict)
    emergency: tuple[DailyWindow, ...] = ()


def read_contact_rules(
    policy: Mapping[str, object],
    playbook_rules: Mapping[str, object],
    *,
    purpose: Purpose,
    zone: tzinfo,
    calendar: WorkingCalendar | None = None,
) -> ContactRules:
    """The limits that `contact_policy` and the `contact_rules` of the playbooks say; the stricter where both do.

    What the windows say of holidays and working days is as the calendar has them.
    """
    windows = {str(each["code"]): _windows(each["allow"]) for each in _rows(policy["windows"])}
    days = {str(each["code"]): _day_rule(each) for each in _rows(policy["windows"])}
    row = next(each for each in _rows(policy["frequency"]) if each["code"] == str(purpose))
    return ContactRules(
        windows={channel: windows[code] for channel, code in _WINDOW_OF.items()},
        max_attempts=min(_whole(playbook_rules["max_attempts"]), _whole(row["max_attempts"])),
        on_different_days=bool(playbook_rules["attempts_on_different_days"]),
        min_gap=timedelta(hours=_whole(playbook_rules["min_gap_hours"])),
        max_per_day=_whole(row["max_per_day"]),
        rest=timedelta(days=_whole(row.get("rest_days", 0))),
        redial_within=timedelta(minutes=5),
        zone=zone,
        calendar=calendar,
        days={channel: days[code] for channel, code in _WINDOW_OF.items()},
        emergency=windows["emergency"],
    )


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    return cast(Sequence[Mapping[str, object]], value)


def _whole(value: object) -> int:
    return int(cast(int, value))


def _windows(spans: object) -> tuple[DailyWindow, ...]:
    pairs = cast(Sequence[tuple[str, str]], spans)
    return tuple(sorted((DailyWindow(_clock(a), _clock(b)) for a, b in pairs), key=lambda each: each.start))


def _day_rule(row: Mapping[str, object]) -> DayRule:
    return DayRule(OnHolidays(str(row.get("holiday", "allow"))), row.get("days") == "working_day")


def _clock(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text)


def missed_in_a_row(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The failed attempts since the customer was last reached, the oldest first; messages are none of both."""
    run: list[Attempt] = []
    spoken = [each for each in attempts if each.channel is not Channel.SMS]
    for each in sorted(spoken, key=lambda attempt: attempt.at):
        if each.result in MISSED:
            run.append(each)
        elif each.result in {R.REACHED, R.DROPPED}:
            run.clear()
    return tuple(run)


def missed(attempts: Sequence[Attempt], rules: ContactRules) -> int:
    """How many failed attempts in a row count here: of several on one day one, where the days must differ."""
    run = [each for each in missed_in_a_row(attempts) if not each.elsewhere]
    days = {_local(each.at, rules).date() for each in run}
    return len(days) if rules.on_different_days else len(run)


def refused(attempts: Sequence[Attempt]) -> bool:
    """Whether the customer refused, whoever began that contact."""
    return any(each.result is R.REFUSED for each in attempts)


def used_up(attempts: Sequence[Attempt], rules: ContactRules) -> bool:
    """Whether as many attempts failed here as may be made."""
    return missed(attempts, rules) >= rules.max_attempts


def obstacle(
    moment: datetime,
    attempts: Sequence[Attempt],
    rules: ContactRules,
    *,
    channel: Channel = Channel.PHONE,
    do_not_contact: bool = False,
) -> Obstacle | None:
    """What stands against an attempt at that moment; `None`: nothing."""
    if refused(attempts):
        return Obstacle.REFUSED_BEFORE
    if do_not_contact:
        return Obstacle.DO_NOT_CONTACT
    if channel is not Channel.SMS and (found := _frequency_obstacle(moment, attempts, rules)):
        return found
    if _is_day_off(_local(moment, rules).date(), rules, channel):
        return Obstacle.HOLIDAY
    inside = any(_local(moment, rules) in each for each in rules.windows[channel])
    return None if inside else Obstacle.OUTSIDE_WINDOW


def _is_day_off(day: date, rules: ContactRules, channel: Channel) -> bool:
    rule = rules.days.get(channel)
    return rule is not None and rules.calendar is not None and rule.is_off(day, rules.calendar)


def _frequency_obstacle(
    moment: datetime, attempts: Sequence[Attempt], rules: ContactRules
) -> Obstacle | None:
    run = missed_in_a_row(attempts)
    if used_up(attempts, rules):
        return Obstacle.USED_UP
    if (until := _rest_until(attempts, rules)) and moment < until:
        return Obstacle.RESTING
    if run and moment - run[-1].at < rules.min_gap:
        return Obstacle.TOO_SOON
    today = _local(moment, rules).date()
    if rules.on_different_days and any(_local(each.at, rules).date() == today for each in run):
        return Obstacle.SAME_DAY
    ours = [each for each in attempts if each.channel is not Channel.SMS and not each.inbound]
    made = sum(_local(each.at, rules).date() == today for each in ours)
    return Obstacle.ENOUGH_TODAY if made >= rules.max_per_day else None


def _rest_until(attempts: Sequence[Attempt], rules: ContactRules) -> datetime | None:
    """When the rest ends that follows as many failed attempts in other cases as one case may make."""
    run = [replace(each, elsewhere=False) for each in missed_in_a_row(attempts) if each.elsewhere]
    if not run:
        return None
    until = run[-1].at + rules.rest
    lately = [each for each in run if each.at + rules.rest > run[-1].at]
    return until if used_up(lately, rules) else None


def next_allowed(
    moment: datetime,
    attempts: Sequence[Attempt],
    rules: ContactRules,
    *,
    channel: Channel = Channel.PHONE,
    do_not_contact: bool = False,
) -> datetime | None:
    """The first moment, not before `moment`, when an attempt may be made; `None` where none may be made any more."""
    candidate = moment
    while against := obstacle(candidate, attempts, rules, channel=channel, do_not_contact=do_not_contact):
        if against in FINAL:
            return None
        if against is Obstacle.TOO_SOON:
            candidate = missed_in_a_row(attempts)[-1].at + rules.min_gap
        elif against is Obstacle.RESTING:
            candidate = _rest_until(attempts, rules) or candidate
        elif against is Obstacle.OUTSIDE_WINDOW:
            candidate = _next_opening(candidate, rules, channel)
        else:
            candidate = _midnight_after(candidate, rules)
    return candidate


def _local(moment: datetime, rules: ContactRules) -> datetime:
    return moment.astimezone(rules.zone)


def _midnight_after(moment: datetime, rules: ContactRules) -> datetime:
    day = _local(moment, rules).date() + timedelta(days=1)
    return datetime.combine(day, time.min, rules.zone).astimezone(moment.tzinfo)


def _next_opening(moment: datetime, rules: ContactRules, channel: Channel) -> datetime:
    local = _local(moment, rules)
    for window in rules.windows[channel]:
        if local.time() < window.start:
            return datetime.combine(local.date(), window.start, rules.zone).astimezone(moment.tzinfo)
    return _midnight_after(moment, rules)


def may_in_emergency(moment: datetime, rules: ContactRules) -> bool:
    """Whether an urgent matter may be told at that hour."""
    return any(_local(moment, rules) in each for each in rules.emergency)


def may_redial(moment: datetime, attempts: Sequence[Attempt], rules: ContactRules, *, by: int | None) -> bool:
    """Whether this is the redial of a line that dropped: at once, and by the person who was speaking."""
    if not attempts:
        return False
    last = max(attempts, key=lambda each: each.at)
    soon = timedelta(0) <= moment - last.at <= rules.redial_within
    return last.result is R.DROPPED and last.by == by and soon
