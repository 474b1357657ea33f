# SPDX-License-Identifier: Apache-2.0
"""Visits: the slots that are offered, when to confirm again, and when a visit counts as confirmed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from amends.kernel.periods import DailyWindow

STEP = timedelta(minutes=30)
BEFORE = timedelta(hours=2, minutes=30)  # in the middle of «two to three hours before»
MARGIN = timedelta(minutes=15)  # so that a call is not begun in the last minute of a window


def offered_slots(day: date, windows: Sequence[DailyWindow], *, like: datetime) -> list[datetime]:
    """The beginnings of a day's visits, every half hour inside the windows; `like` gives the time zone."""
    midnight = datetime.combine(day, time.min, like.tzinfo)
    every = (midnight + STEP * n for n in range(48))
    return [at for at in every if any(at in window for window in windows)]


def reminder_at(visit_at: datetime, windows: Sequence[DailyWindow]) -> datetime:
    """When to confirm once more: two to three hours before, moved before the quiet hours where it would fall into
    them. `visit_at` and the windows are on the customer's clock."""
    wanted = visit_at - BEFORE
    if any(wanted in window for window in windows):
        return wanted
    ends = [
        datetime.combine(wanted.date(), each.end, wanted.tzinfo)
        for each in windows
        if each.end <= wanted.time()
    ]
    if ends:
        return max(ends) - MARGIN
    starts = [datetime.combine(wanted.date(), each.start, wanted.tzinfo) for each in windows]
    return min(*starts, visit_at) if starts else wanted


def is_confirmed(confirmed_at: Sequence[datetime], visit_at: datetime) -> bool:
    """Whether a visit was confirmed on its own day, beside the word when it was agreed."""
    zone = visit_at.tzinfo
    return any(each.astimezone(zone).date() == visit_at.date() for each in confirmed_at)


def third_party_message(*, company: str, name: str, number: str) -> str:
    """What may be left with somebody else who answers: who we are and where to call back, nothing of the matter."""
    return f"{company}{name}来电，请本人方便时回电 {number}。"


def callback_lines(*, who: str, result: str, reason: str, confirm: str) -> tuple[str, ...]:
    """What is said in a callback, in order: who we are, the result, only then the reason, and the question."""
    return (who, result, reason, confirm)
