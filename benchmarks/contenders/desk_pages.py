# SPDX-License-Identifier: Apache-2.0
"""What the pages of the desk cost: real requests through the whole of Django (sessions, rights, templates), inside
this process, so that the CPU of one process and of the database's own is all there is. The price of a web server in
front, a few tenths of a millisecond a request, is not in it; that of the test client, about as much, is."""

import random
import time
from collections.abc import Callable, Iterator
from statistics import median

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from amends.apps.cases.models import Case
from amends.apps.core.models import User
from benchmarks.contenders.desk_texts import COMMON, RARE

WHY = "a benchmark picks cases"
Request = Callable[[], object]


def measure(turns: int) -> dict[str, float]:
    """CPU milliseconds a request of each kind: of this process and of the database's, the median of five rounds."""
    settings.ALLOWED_HOSTS = ["testserver"]
    agent = Client(), User.objects.get(username="agent0")
    leader = Client(), User.objects.get(username="leader")
    manager = Client(), User.objects.get(username="manager")
    for client, user in (agent, leader, manager):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    pages = dict(_pages(agent[0], leader[0], manager[0], turns))
    return {name: _cost(each, turns) for name, each in pages.items()}


def _pages(
    agent: Client, leader: Client, manager: Client, turns: int
) -> Iterator[tuple[str, Callable[[int], object]]]:
    desk = reverse("cases:list")
    yield "list", lambda _n: _get(agent, desk)
    yield "unit", lambda _n: _get(leader, f"{desk}?tab=unit")
    yield "province", lambda _n: _get(manager, f"{desk}?tab=unit")
    yield "overdue", lambda _n: _get(manager, f"{desk}?tab=overdue")
    yield "queue", lambda _n: _get(leader, f"{desk}?tab=take")
    yield "weight", lambda _n: _get(leader, f"{desk}?tab=unit&sort=weight")
    yield "filtered", lambda _n: _get(manager, f"{desk}?tab=unit&priority=p4&recovery_class=network")
    yield "topic", lambda _n: _get(manager, f"{desk}?tab=unit&topic=TF-02-01")
    yield "closed", lambda _n: _get(leader, f"{desk}?tab=closed")
    yield "live", lambda _n: _get(leader, reverse("cases:live_rows") + "?tab=unit")
    yield "tabs", lambda _n: _get(leader, reverse("cases:live_tabs") + "?tab=unit")
    numbers = _numbers(turns)
    yield "case", lambda n: _get(agent, reverse("cases:page", args=[numbers[n % len(numbers)]]))
    for name, words in (("common", COMMON), ("rare", RARE), ("long", "携号转网一直办不成"), ("one", "宽")):
        found = _searched(manager, words)
        yield f"search {name}", lambda _n, found=found: _get(manager, found)
    anywhere = [*Case.objects.unscoped(WHY).values_list("number", flat=True)[:200:20]]
    yield "search number", lambda n: manager.get(_searched(manager, anywhere[n % 10]))


def _searched(client: Client, words: str) -> str:
    return client.post(reverse("cases:search"), {"q": words}).headers["Location"]


def _numbers(most: int) -> list[str]:
    """Cases of the agent's team that have contacts and notes around them."""
    unit = User.objects.get(username="agent0").unit_id
    cases = Case.objects.unscoped(WHY).filter(unit=unit, pk__in=range(1, 2_000_001, 20))
    numbers = list(cases.values_list("number", flat=True)[:most])
    random.Random(5).shuffle(numbers)
    return numbers


def _get(client: Client, address: str) -> object:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return answer


def _cost(request: Callable[[int], object], turns: int) -> float:
    for turn in range(3):
        request(turn)
    database = _database()
    rounds = []
    for part in range(5):
        began, there = time.process_time(), _seconds(database)
        for turn in range(turns):
            request(part * turns + turn)
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
