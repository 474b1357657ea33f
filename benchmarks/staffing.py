# SPDX-License-Identifier: Apache-2.0
"""Claims: a day's calls are foretold better than by the same weekday's mean, intervals hold, and planning is quick."""

import csv
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from amends.analytics.queueing import (
    Day,
    Forecast,
    History,
    Lane,
    Load,
    Shift,
    Target,
    forecast,
    roster,
    servers_needed,
    simulate,
)
from benchmarks.measured import ROOT
from benchmarks.report import Claim, Section, table

SHARED = Path(os.environ.get("AMENDS_SHARED", ROOT.parent / "shared")) / "data" / "bank_calls_5min"
DAYS, BINS, JUDGED, PER_HALF_HOUR = 144, 169, 20, 6
WIDTHS = (("5 minutes", 1), ("half hours", PER_HALF_HOUR))
AHT, PATIENCE = 180.0, 120.0
PLAYS, SEED = 20, 20261123
Numbers = NDArray[np.float64]
Found = TypeVar("Found")


def staffing(_customers: int) -> Section:
    """The last twenty days walked through; then the staffing, roster and play of one of them."""
    if not SHARED.is_dir():
        return Section("staffing", "Skipped: the bank's calls are not part of the repository.")
    history = bank_calls(SHARED / "bank_calls_144_days.csv")
    rows, claims = [], []
    for name, width in WIDTHS:
        ours, plain, held = judged(_wider(history, width))
        rows.append([name, f"{ours:.4f}", f"{plain:.4f}", f"{held:.3f}"])
        claims += [
            Claim(f"WAPE × 100 on {name}", ours * 100, 8.0),
            Claim(f"of the plain mean's, {name}", ours / plain, 0.9),
        ]
    told = table(["bins", "WAPE", "WAPE, mean of the weekday", "held by intervals of 90 %"], rows)
    return Section("staffing", f"{told}\n\n{_planned(history)}", tuple(claims))


def bank_calls(file: Path) -> History:
    """The calls of 144 days by five minutes; the zone in the file is wrong, and not read."""
    with file.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    counts = np.array([float(row["Calls"]) for row in rows]).reshape(DAYS, BINS)
    return History(tuple(date.fromisoformat(row["DateTime"][:10]) for row in rows[::BINS]), counts)


def _wider(history: History, width: int) -> History:
    """The last bin, alone in its half hour, is left out of wider ones."""
    whole = BINS // width * width
    return History(history.days, history.counts[:, :whole].reshape(DAYS, -1, width).sum(axis=2))


def judged(history: History) -> tuple[float, float, float]:
    """WAPE of the forecast and of the same weekday's mean on the last days, and the share that intervals held."""
    last = range(len(history.days) - JUDGED, len(history.days))
    found = [_by_the_days_before(history, at) for at in last]
    plain = np.array([_plain(history, at) for at in last])
    seen = history.counts[last.start :]
    held = [(one.low <= day) & (day <= one.high) for one, day in zip(found, seen, strict=True)]
    return _wape(np.array([one.mean for one in found]), seen), _wape(plain, seen), float(np.mean(held))


def _by_the_days_before(history: History, at: int) -> Forecast:
    return forecast(History(history.days[:at], history.counts[:at]), [history.days[at]])[0]


def _plain(history: History, at: int) -> Numbers:
    same = [past for past in range(at) if history.days[past].weekday() == history.days[at].weekday()]
    return np.asarray(history.counts[same].mean(axis=0))


def _wape(found: Numbers, seen: Numbers) -> float:
    return float(np.abs(found - seen).sum() / seen.sum())


def _planned(history: History) -> str:
    halves = _wider(history, PER_HALF_HOUR)
    told, foretelling = _timed(lambda: _by_the_days_before(halves, DAYS - 1))
    loads = [Load(float(people), AHT, PATIENCE) for people in told.mean]
    need, staffing = _timed(lambda: [servers_needed(load, Target()).servers for load in loads])
    shifts = [Shift(str(at), at, 16, breaks=tuple(range(at + 6, at + 10))) for at in range(0, 13, 2)]
    found, rostering = _timed(lambda: roster(need, shifts))
    day = Day((Lane("", tuple(map(float, told.mean)), AHT, PATIENCE),), tuple(need))
    met, playing = _timed(lambda: simulate(day, np.random.default_rng(SEED), replications=PLAYS))
    people = f"{met.whole.arrivals:,.0f}"
    return table(
        [f"one day of {people} calls", "CPU seconds"],
        [
            ["forecast with intervals", f"{foretelling:.3f}"],
            [f"Erlang A for {len(need)} half hours, up to {max(need)} agents", f"{staffing:.3f}"],
            [
                f"roster of {found.people} people, {'proved cheapest' if found.proved else 'not proved'}",
                f"{rostering:.3f}",
            ],
            [f"played {PLAYS} times", f"{playing:.2f}"],
        ],
    )


def _timed(work: Callable[[], Found]) -> tuple[Found, float]:
    begin = time.process_time()
    return work(), time.process_time() - begin
