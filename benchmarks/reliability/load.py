# SPDX-License-Identifier: Apache-2.0
"""Two hundred agents at their desks: each looks, searches, opens a case, takes one in, with time to think between."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from random import Random
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from benchmarks.reliability.clients import LEAF, Answer, Line
from benchmarks.reliability.installation import Installation, installed
from benchmarks.report import table

CUSTOMERS = 1_500
THINK = 10.0  # seconds between two actions, on average: an agent does some six things a minute
MARKS = (1.0, 0.5, 0.0)  # when memory is read: minute 1, the middle, the end
Times = Mapping[str, Sequence[float]]
ACTIONS = (
    ("home", 10), ("list of cases", 25), ("a case", 30), ("search by number", 8), ("search by words", 7),
    ("a customer", 8), ("knowledge", 4), ("case by API", 5), ("contact by API", 3),
)  # fmt: skip
OF_A_CASE = frozenset({"a case", "search by number", "contact by API"})
PATHS = {
    "home": "/", "list of cases": "/cases/", "a case": "/cases/{case}/", "a customer": "/customers/of/{customer}/",
    "knowledge": "/knowledge/?q=%E5%A5%97%E9%A4%90",
}  # fmt: skip


SEARCHES = {
    "search by number": "{case}",
    "search by words": "多扣",
}  # what is typed; the number of a case opens it
TOKEN = "a" * 32  # of forms: as long as one of ours, the same in the cookie and in the header


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent: a browser, a program, whom they may talk about, the cases that they opened."""

    pages: Line
    program: Line
    customers: Sequence[str]
    rng: Random
    seen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Load:
    """Milliseconds of each action, errors, and the memory of the processes in MB at some minutes."""

    minutes: float
    agents: int
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    memory: dict[str, dict[str, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, action: str, seconds: float, status: int) -> None:
        """One request came back."""
        with self.lock:
            if status < 300:  # a page of the login is no page of the desk
                self.times[action].append(seconds * 1000)
            else:
                self.errors[f"{action} {status}"] += 1

    def text(self) -> str:
        """As the page shows it."""
        rows = []
        for action, _share in ACTIONS:
            found = self.times[action]
            if len(found) > 1:
                cut = quantiles(found, n=100)
                rows.append(
                    [action, f"{len(found):,}", f"{cut[49]:.0f}", f"{cut[94]:.0f}", f"{max(found):.0f}"]
                )
        done = sum(map(len, self.times.values()))
        rate = done / self.minutes / 60
        said = f"{self.agents} agents, {self.minutes:g} minutes: {done:,} requests, {rate:.1f} a second; "
        said += f"errors: {dict(self.errors) or 'none'}\n\n"
        memory = [[when, *(f"{mb:.0f}" for mb in parts.values())] for when, parts in self.memory.items()]
        return (
            said
            + table(["action", "requests", "p50 ms", "p95 ms", "slowest"], rows)
            + "\n\n"
            + table(["memory, MB", "web", "worker"], memory)
        )


def load(database: str, *, agents: int, minutes: float, seed: int) -> Load:
    """One run on `sqlite` or `postgres`: the desk of a demo, and agents of its teams."""
    with installed(database, {"AMENDS_DEMO": "yes"}) as place:
        place.inside("make", str(CUSTOMERS))
        people = place.inside("agents", str(agents))
        place.start("web")
        place.start("work")
        place.wait_until_up()
        found, stop = Load(minutes, agents), threading.Event()
        threads = [
            threading.Thread(target=_work, args=(_agent(place.port, who, seed + number), found, stop))
            for number, who in enumerate(people)
        ]
        for each in threads:
            each.start()
        _watch(place, found, minutes * 60)
        stop.set()
        for each in threads:
            each.join()
    return found


def _watch(place: Installation, found: Load, seconds: float) -> None:
    """Read memory at the end of the first minute, half way, at the end."""
    began = time.monotonic()
    for part in (min(60.0, seconds / 10), seconds / 2, seconds):
        time.sleep(max(began + part - time.monotonic(), 0))
        found.memory[f"minute {part / 60:.1f}"] = place.memory_mb()


def _agent(port: int, who: Mapping[str, Any], seed: int) -> Agent:
    program = Line(port, {"Authorization": f"Bearer {who['token']}"})
    name, _, value = who["cookie"].partition("=")
    return Agent(Line(port, cookies={name: value}), program, who["customers"], Random(seed))


def _work(who: Agent, found: Load, stop: threading.Event) -> None:
    """One agent's day: what they do next is drawn by the shares, whatever they did before."""
    names, shares = zip(*ACTIONS, strict=True)
    stop.wait(who.rng.uniform(0, THINK))
    while not stop.is_set():
        action = who.rng.choices(names, shares)[0]
        if action in OF_A_CASE and not who.seen:
            action = "case by API"
        try:
            _act(action, who, found)
        except (OSError, HTTPException) as why:
            with found.lock:
                found.errors[f"{action} {type(why).__name__}"] += 1
        stop.wait(who.rng.expovariate(1 / THINK))


def _act(action: str, who: Agent, found: Load) -> None:
    customer, case = who.rng.choice(who.customers), who.rng.choice(who.seen) if who.seen else ""
    if action in SEARCHES:
        began = time.monotonic()
        answer = _search(who.pages, SEARCHES[action].format(case=case))
    elif action == "contact by API":
        at = f"/api/v1/cases/{case}"
        tag = who.program.ask("GET", at).headers.get("etag", "")
        body = {"result": "reached", "inbound": True, "note": "来电询问进度"}
        began = time.monotonic()
        answer = _sent(who.program, f"{at}/contacts", body, {"If-Match": tag})
    elif action == "case by API":
        story = "多扣了二十元，要求查清退还。"
        body = {"customer": customer, "channel": "CH-HOTLINE", "story": story, "taxonomy": LEAF}
        began = time.monotonic()
        answer = _sent(who.program, "/api/v1/cases", body, {})
        if answer.status == 201:
            who.seen.append(answer.json["number"])
    else:
        began = time.monotonic()
        answer = who.pages.ask("GET", PATHS[action].format(case=case, customer=customer))
    found.note(action, time.monotonic() - began, answer.status)


def _search(line: Line, typed: str) -> Answer:
    """What is typed goes by POST and leaves the address at once: the answer is the page behind the redirects."""
    line.cookies["csrftoken"] = TOKEN
    form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
    answer = _sent(line, "/cases/search/", urlencode({"q": typed}).encode(), form)
    while 300 <= answer.status < 400:
        answer = line.ask("GET", answer.headers["location"])
    return answer


def _sent(line: Line, path: str, body: object, headers: Mapping[str, str]) -> Answer:
    """A POST on a new connection: the old one may be closed on the other side, and nothing is sent twice."""
    line.close()
    return line.ask("POST", path, body, **headers)
