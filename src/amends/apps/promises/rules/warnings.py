# SPDX-License-Identifier: Apache-2.0
"""When whom to warn: the owner before it is due, the leaders when it is late, their managers a day after that."""

from datetime import datetime, timedelta

SHORTEST_LEAD = timedelta(minutes=30)
LONGEST_LEAD = timedelta(hours=24)
ESCALATES_AFTER = timedelta(hours=24)


def lead_time(made_at: datetime, due_at: datetime) -> timedelta:
    """How long before it is due the owner is warned: a quarter of the time given, from 30 minutes to a day."""
    return min(max((due_at - made_at) / 4, SHORTEST_LEAD), LONGEST_LEAD)


def is_due_soon(made_at: datetime, due_at: datetime, at: datetime) -> bool:
    """Whether `at` lies in the lead time before `due_at`."""
    return due_at - lead_time(made_at, due_at) <= at <= due_at


def escalates(due_at: datetime, at: datetime) -> bool:
    """Whether a promise still open has been late for so long that managers are told."""
    return at >= due_at + ESCALATES_AFTER
