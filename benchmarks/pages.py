# SPDX-License-Identifier: Apache-2.0
"""Claim: every page of the demo operator, as each of its people sees it, takes under 300 ms and 200 KB."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measured import ENVIRONMENT, ROOT, ContenderFailed
from benchmarks.operators import PLACE
from benchmarks.report import Claim, Section, table

CUSTOMERS = 20_000  # as `amends demo` makes it
MOST_MS, MOST_KB = 300, 200
TOLD = 10  # the dearest pages, by name


def pages(customers: int) -> Section:
    """Makes a demo, walks it as each of its people, and tells the dearest pages. The library of charts is not counted:
    it is fetched once, where a page draws one."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=PLACE) as folder:
        home = Path(folder) / "demo"
        _said(
            "amends", "demo", "--home", str(home), "--customers", str(min(customers, CUSTOMERS)), "--no-serve"
        )
        rows = json.loads(_said("benchmarks.contenders.pages", str(home)).splitlines()[-1])
    return section(rows)


def section(rows: list[dict[str, Any]]) -> Section:
    """The dearest pages as a table, and whether the claims hold."""
    worst = {row["pattern"]: row for row in sorted(rows, key=lambda row: row["ms"])}
    dearest = sorted(worst.values(), key=lambda row: -row["ms"])
    shown = [
        [f"`/{row['pattern']}`", row["who"], f"{row['ms']:.0f}", f"{row['bytes'] / 1000:.0f}"]
        for row in dearest[:TOLD]
    ]
    middle = statistics.median(row["ms"] for row in worst.values())
    said = f"{len(worst)} pages, {len(rows)} looks; the median page takes {middle:.0f} ms.\n\n"
    claims = (
        Claim("CPU ms of the dearest page", dearest[0]["ms"], MOST_MS),
        Claim("KB of the largest page", max(row["bytes"] for row in rows) / 1000, MOST_KB),
    )
    return Section("pages", said + table(["the dearest pages", "as", "CPU ms", "KB"], shown), claims)


def _said(*command: str) -> str:
    around = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("AMENDS_")}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=around | {"PYTHONPATH": paths}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise ContenderFailed(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout
