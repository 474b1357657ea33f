# SPDX-License-Identifier: Apache-2.0
"""What the pages of the desk cost: real requests through the whole of Django (sessions, rights, templates), inside
this process, so that the CPU of one process and of the database's own is all there is. The price of a web server in
front, a few tenths of a millisecond a request, is not in it."""

import random
import secrets
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from amends.apps.cases.models import Case
from amends.apps.core.actions.accounts import issue_token
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.config.wsgi import application
from benchmarks.contenders.asking import Asker
from benchmarks.contenders.desk_texts import COMMON, RARE
from benchmarks.contenders.turns import cost

WHY = "a benchmark picks cases"
NEW = {
    "channel": "CH-HOTLINE",
    "story": "昨天晚上起家中宽带断网，装维没有上门。",
    "taxonomy": "TF-02-02",
    "emotion": "angry",
}


def measure(turns: int) -> dict[str, float]:
    """CPU milliseconds a request of each kind, of this process and of the database's."""
    settings.ALLOWED_HOSTS = ["testserver"]
    agent, leader, manager = (Asker.logged_in(application, each) for each in ("agent0", "leader", "manager"))
    pages = dict(_pages(agent, leader, manager, turns))
    return {name: cost(each, turns) for name, each in pages.items()}


def _pages(
    agent: Asker, leader: Asker, manager: Asker, turns: int
) -> Iterator[tuple[str, Callable[[int], object]]]:
    desk = reverse("cases:list")
    yield "list", lambda _n: agent.get(desk)
    yield "unit", lambda _n: leader.get(f"{desk}?tab=unit")
    yield "province", lambda _n: manager.get(f"{desk}?tab=unit")
    yield "overdue", lambda _n: manager.get(f"{desk}?tab=overdue")
    yield "queue", lambda _n: leader.get(f"{desk}?tab=take")
    yield "weight", lambda _n: leader.get(f"{desk}?tab=unit&sort=weight")
    yield "filtered", lambda _n: manager.get(f"{desk}?tab=unit&priority=p4&recovery_class=network")
    yield "topic", lambda _n: manager.get(f"{desk}?tab=unit&topic=TF-02-01")
    yield "closed", lambda _n: leader.get(f"{desk}?tab=closed")
    yield "live", lambda _n: leader.get(reverse("cases:live_rows") + "?tab=unit")
    yield "tabs", lambda _n: leader.get(reverse("cases:live_tabs") + "?tab=unit")
    numbers = _numbers(turns)
    yield "case", lambda n: agent.get(reverse("cases:page", args=[numbers[n % len(numbers)]]))
    for name, words in (("common", COMMON), ("rare", RARE), ("long", "携号转网一直办不成"), ("one", "宽")):
        found = _searched(manager, words)
        yield f"search {name}", lambda _n, found=found: manager.get(found)
    yield "create", _creating()
    anywhere = [*Case.objects.unscoped(WHY).values_list("number", flat=True)[:200:20]]
    yield "search number", lambda n: manager.get(_searched(manager, anywhere[n % 10]), expected=302)


def _creating() -> Callable[[int], object]:
    """A program of the agent's that sends complaints, each of another of their customers."""
    user, at = User.objects.get(username="agent0"), timezone.now()
    secret = secrets.token_urlsafe()
    issue_token(user=user, name="benchmark", rights=[Right.WORK_CASES], secret=secret, by=user, at=at)
    codes = list(Customer.objects.unscoped(WHY).filter(unit=user.unit).values_list("code", flat=True)[:500])
    program = Asker(application, {"Authorization": f"Bearer {secret}"})
    return lambda turn: program.post("/api/v1/cases", NEW | {"customer": codes[turn % len(codes)]})


def _searched(person: Asker, words: str) -> str:
    """The address to which the box for searching leads."""
    return person.send(reverse("cases:search"), q=words)


def _numbers(most: int) -> list[str]:
    """Cases of the agent's team that have contacts and notes around them."""
    unit = User.objects.get(username="agent0").unit_id
    cases = Case.objects.unscoped(WHY).annotate(part=F("pk") % 20).filter(unit=unit, part=1)
    numbers = list(cases.values_list("number", flat=True)[:most])
    random.Random(5).shuffle(numbers)
    return numbers
