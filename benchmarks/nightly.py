# SPDX-License-Identifier: Apache-2.0
"""Claim: ten million customers are scored, explained and ranked in one night, in bounded memory."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.contenders.task import DAY
from benchmarks.measured import measure
from benchmarks.operators import PLACE, operator
from benchmarks.report import Claim, Section, table

WORDS = {
    "features": "features of everybody",
    "learn": "learning from those who answered, cross-validated",
    "score": "scoring everybody",
    "choose": "ranking under rules and capacity",
    "explain": "causes and reasons of those chosen",
    "recovery_list": "writing the list",
    "customers": "writing everybody's profile, in order",
    "promise_checks": "checking promises against bills, refunds and calls",
    "wave_outcomes": "what came of the members of each wave",
}


def nightly(customers: int) -> Section:
    """Measures the steps of one night, and the peak over all of them."""
    feeds, _ = operator(customers)
    with TemporaryDirectory(dir=PLACE) as folder:
        out = Path(folder) / "night"
        cost = measure("benchmarks.contenders.night", feeds, out, str(DAY))
        found = json.loads((out / "night.json").read_text(encoding="utf-8"))
    rows = [[WORDS[name], f"{wall:.1f}", f"{cpu:.1f}"] for name, (wall, cpu) in found["steps"].items()]
    rows.append(["**the whole night**", f"{cost.wall:.1f}", f"{cost.cpu:.1f}"])
    body = f"{customers:,} customers, {found['listed']:,} rows on the list ({found['model']}).\n\n"
    claims = (
        Claim("minutes from feeds to list", cost.wall / 60, 30),
        Claim("peak memory of the night, GB", cost.peak / 1e9, 10),
    )
    return Section("nightly", body + table(["step", "wall s", "CPU s"], rows), claims)
