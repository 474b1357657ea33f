# SPDX-License-Identifier: Apache-2.0
"""What a request costs inside this process: CPU milliseconds of it and of the process of the database behind it."""

import time
from collections.abc import Callable
from statistics import median

import psutil
from django.db import connection

ROUNDS, WARM_UP = 5, 2


def cost(request: Callable[[int], object], turns: int) -> float:
    """CPU milliseconds a turn, the median of a few rounds of `turns`; `request` gets the number of the turn."""
    for turn in range(WARM_UP):
        request(turn)
    database = _database()
    rounds = []
    for part in range(ROUNDS):
        began, there = time.process_time(), _seconds(database)
        for turn in range(turns):
            request(WARM_UP + part * turns + turn)
        rounds.append((time.process_time() - began + _seconds(database) - there) / turns)
    return median(rounds) * 1000


def _database() -> psutil.Process | None:
    """The process of the database that answers us; SQLite works inside our own."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0])


def _seconds(process: psutil.Process | None) -> float:
    if process is None:
        return 0.0
    times = process.cpu_times()
    return times.user + times.system
