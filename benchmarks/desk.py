# SPDX-License-Identifier: Apache-2.0
"""Claim: a million cases cost a page what ten thousand cost it, and a fraction of what a peer takes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measured import ENVIRONMENT, ROOT, ContenderFailed
from benchmarks.operators import PLACE
from benchmarks.report import Claim, Section, table
from tests import postgres

SMALL, PEER_MOST = 10_000, 200_000  # the peer takes seconds a page at 200,000; nobody waits for a million
TURNS = {"amends": 20, "peer": 3}
PEER = "django-helpdesk 2.6.1"
PEER_PINS = ROOT / "requirements" / "helpdesk.txt"
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


def desk(cases: int) -> Section:
    """Measures both desks on both databases; without PostgreSQL, or without the network for the peer, what there is."""
    rows, claims = [], []
    for vendor in ("SQLite", *(["PostgreSQL"] if postgres.binaries() else [])):
        small, large = (_amends(vendor, size) for size in (min(SMALL, cases), cases))
        peer = _peer(vendor, min(cases, PEER_MOST))
        rows += [_row(vendor, name, (small, large, peer)) for name in WORDS]
        claims += _claims(vendor, small, large)
    header = [
        "",
        f"{min(SMALL, cases):,}",
        f"{cases:,}",
        "growth",
        f"{PEER}, {min(cases, PEER_MOST):,}",
        "× Amends",
    ]
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


def _amends(vendor: str, cases: int) -> Costs:
    with _database(vendor) as (folder, address):
        settings = {"AMENDS_DATA": str(folder), "AMENDS_DATABASE_URL": address}
        return _measured("desk", sys.executable, cases, TURNS["amends"], settings)


def _peer(vendor: str, cases: int) -> Costs:
    python = _peer_python()
    if python is None:
        return {}
    with _database(vendor) as (folder, address):
        settings = {"PEER_DATABASE": address or str(folder / "peer.sqlite3")}
        return _measured("helpdesk", str(python), cases, TURNS["peer"], settings)


def _measured(module: str, python: str, cases: int, turns: int, settings: Mapping[str, str]) -> Costs:
    _said(python, module, "fill", str(cases), settings)
    found: Costs = json.loads(_said(python, module, "measure", str(turns), settings).splitlines()[-1])
    print(f"{module}, {cases:,}: {found}", flush=True)
    return found


def _said(python: str, module: str, verb: str, number: str, settings: Mapping[str, str]) -> str:
    command = [python, "-m", f"benchmarks.contenders.{module}", verb, number]
    around = ENVIRONMENT if module == "desk" else {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        command, cwd=ROOT, env=around | settings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ContenderFailed(f"{module} {verb} ended with {done.returncode}: {done.stderr[-2000:]}")
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


def _peer_python() -> Path | None:
    """The peer's own environment, made once: its needs must not mix with ours."""
    place, uv = PLACE / "helpdesk-env", shutil.which("uv", path=str(Path(sys.executable).parent))
    python = place / "bin" / "python"
    if not python.exists() and uv:
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, place], check=True)
        install = [uv, "pip", "install", "--quiet", "--require-hashes", "--requirement", PEER_PINS]
        done = subprocess.run([*install, "--python", python], check=False, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(place)
            print(f"{PEER} could not be installed, it is left out: {done.stderr[-300:]}", flush=True)
    return python if python.exists() else None
