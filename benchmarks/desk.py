# SPDX-License-Identifier: Apache-2.0
"""Claim: a million cases cost a page what ten thousand cost it, and a fraction of what a peer takes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measured import ENVIRONMENT, ROOT, ContenderFailed
from benchmarks.operators import PLACE
from benchmarks.peers import peer_python
from benchmarks.report import Claim, Section, table
from tests import postgres

SMALL, PEER_MOST = 10_000, 200_000  # the peer takes seconds a page at 200,000; nobody waits for a million
TURNS = {"desk": 20, "helpdesk": 3}
VENDORS = ("SQLite", "PostgreSQL")
PEER = "django-helpdesk 2.6.1"
WORDS = {
    "list": "default list",
    "queue": "queue",
    "case": "case page",
    "create": "create by API",
    "search number": "search a number",
    "search common": "search a word of every fifth case",
    "search rare": "search a rare word",
}
LIMITS = {"list": 20, "queue": 20, "case": 30, "create": 4, "search": 30}
GROWTH = 1.3

Costs = Mapping[str, float]  # CPU milliseconds a request, by page


@dataclass(frozen=True, slots=True)
class Place:
    """A database of its own for one contender at one size: `python` runs `module` with `settings`."""

    module: str
    python: str
    vendor: str
    cases: int
    settings: Mapping[str, str]


def desk(cases: int) -> Section:
    """Measures both desks on both databases; without PostgreSQL, or without the network for the peer, what there is.

    The databases are filled side by side, which is not measured; then one desk after the other works alone.
    """
    small, theirs = min(SMALL, cases), min(cases, PEER_MOST)
    peer = peer_python("helpdesk", PEER)
    with ExitStack() as open_places, ThreadPoolExecutor(os.cpu_count()) as pool:
        places = {}
        for vendor in VENDORS if postgres.binaries() else VENDORS[:1]:
            for size in dict.fromkeys((cases, small)):
                places[vendor, size, "desk"] = open_places.enter_context(
                    _place("desk", vendor, size, sys.executable)
                )
            if peer:
                places[vendor, theirs, "helpdesk"] = open_places.enter_context(
                    _place("helpdesk", vendor, theirs, str(peer))
                )
        list(pool.map(_fill, places.values()))
        costs = {key: _measured(place) for key, place in places.items()}
    rows, claims = [], []
    for vendor in dict.fromkeys(vendor for vendor, _, _ in costs):
        three = (
            costs[vendor, small, "desk"],
            costs[vendor, cases, "desk"],
            costs.get((vendor, theirs, "helpdesk"), {}),
        )
        rows += [_row(vendor, name, three) for name in WORDS]
        claims += _claims(vendor, *three[:2])
    header = ["CPU ms a request", f"{small:,}", f"{cases:,}", "growth", f"{PEER}, {theirs:,}", "× Amends"]
    found = tuple(claims) if cases > SMALL else ()  # a small desk shows that it runs, not how it grows
    return Section("desk", table(header, rows), found)


def _row(vendor: str, name: str, costs: tuple[Costs, Costs, Costs]) -> list[str]:
    small, large, peer = (each.get(name) for each in costs)
    assert small is not None
    assert large is not None
    theirs = ["", ""] if peer is None else [f"{peer:.1f}", f"{peer / large:.0f}"]
    return [f"{vendor}: {WORDS[name]}", f"{small:.1f}", f"{large:.1f}", f"{large / small:.2f}", *theirs]


def _claims(vendor: str, small: Costs, large: Costs) -> list[Claim]:
    worst = {name: max(each for page, each in large.items() if page.startswith(name)) for name in LIMITS}
    found = [
        Claim(f"{vendor}: CPU ms, {name}, the dearest", worst[name], limit) for name, limit in LIMITS.items()
    ]
    growth = max(large[name] / small[name] for name in WORDS)
    return [*found, Claim(f"{vendor}: the most that a page grew", growth, GROWTH)]


@contextmanager
def _place(module: str, vendor: str, cases: int, python: str) -> Iterator[Place]:
    with _database(vendor) as (folder, address):
        ours = {"AMENDS_DATA": str(folder), "AMENDS_DATABASE_URL": address}
        theirs = {"PEER_DATABASE": address or str(folder / "peer.sqlite3")}
        yield Place(module, python, vendor, cases, ours if module == "desk" else theirs)


def _fill(place: Place) -> None:
    _said(place, "fill", place.cases)


def _measured(place: Place) -> Costs:
    turns = TURNS[place.module] if place.cases >= SMALL else 1  # a look at whether it runs needs no more
    found: Costs = json.loads(_said(place, "measure", turns).splitlines()[-1])
    told = ", ".join(f"{name} {cost:.1f}" for name, cost in found.items())
    print(f"{place.module} on {place.vendor}, {place.cases:,} cases: {told}", flush=True)
    return found


def _said(place: Place, verb: str, number: int) -> str:
    command = [place.python, "-m", f"benchmarks.contenders.{place.module}", verb, str(number)]
    around = ENVIRONMENT if place.module == "desk" else {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        command, cwd=ROOT, env=around | place.settings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ContenderFailed(f"{place.module} {verb} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def _database(vendor: str) -> Iterator[tuple[Path, str]]:
    """An empty folder, and the address of an empty server (nothing: SQLite in the folder)."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=PLACE) as folder:
        if vendor == "SQLite":
            yield Path(folder), ""
            return
        address = postgres.start()
        try:
            yield Path(folder), address
        finally:
            postgres.stop()
