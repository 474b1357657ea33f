# SPDX-License-Identifier: Apache-2.0
"""Decisions of the queue: how long a claim holds, when a failed run is tried again."""

from datetime import datetime, timedelta

LEASE = timedelta(seconds=20)
HEARTBEAT = timedelta(seconds=5)
MOST_ATTEMPTS = 5
MOST_DELIVERIES = 8


def next_try(attempts: int, at: datetime) -> datetime:
    """When to try again after `attempts` failures: 10 s, 40 s, 160 s … at most an hour later."""
    return at + min(timedelta(seconds=10 * 4 ** max(attempts - 1, 0)), timedelta(hours=1))
