# SPDX-License-Identifier: Apache-2.0
"""Who is called next: lanes, and what a window is for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Lane(StrEnum):
    """Whom a ticket or a window is for."""

    NORMAL = "normal"
    ELDERLY = "elderly"
    KEY = "key"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits."""

    key: int
    business: str
    lane: str
    taken_at: datetime


def next_of(
    waiting: Sequence[Waiting],
    *,
    lane: str,
    business: Collection[str],
    head_start: Mapping[str, int],
) -> Waiting | None:
    """Who is next at a window for `business` (nothing: all) that is kept for `lane`. A window kept for a lane takes
    that lane first, in the order of coming, and then everybody; in the common order, a lane counts as having come
    earlier by its head start, so that nobody is passed over without end."""
    fit = [each for each in waiting if not business or each.business in business]
    own = [each for each in fit if lane != Lane.NORMAL and each.lane == lane]
    return min(
        own or fit,
        key=lambda each: (each.taken_at - timedelta(seconds=head_start.get(each.lane, 0)), each.key),
        default=None,
    )
