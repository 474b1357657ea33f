# SPDX-License-Identifier: Apache-2.0
"""Claim: an article among 50,000 is found in 50 milliseconds, by a rare word as by one that every third article has."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping

from benchmarks.measured import ENVIRONMENT, ROOT
from benchmarks.report import Claim, Section, table
from tests import postgres

ARTICLES = 50_000
VENDORS = ("SQLite", "PostgreSQL")


def knowledge(_customers: int) -> Section:
    """Made-up articles of a province and its cities, on both kinds of database (customers change nothing)."""
    rows, worst = [], 0.0
    for vendor in VENDORS if postgres.binaries() else VENDORS[:1]:
        for name, (middle, late, worked, shown) in _measure(vendor).items():
            rows.append([f"{vendor}: {name}", str(shown), f"{middle:.1f}", f"{late:.1f}", f"{worked:.1f}"])
            worst = max(worst, late)
    claims = (Claim(f"ms to find among {ARTICLES:,} articles, p95 of the dearest query", worst, 50),)
    return Section(
        "knowledge", table(["", "shown", "ms, p50", "ms, p95", "of them CPU of our process"], rows), claims
    )


def _measure(vendor: str) -> dict[str, tuple[float, float, float, int]]:
    """Each kind of database in a process of its own, since Django knows one."""
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        environment = ENVIRONMENT | {
            "AMENDS_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "amends.config.settings",
        }
        if vendor == "SQLite":
            return _asked(environment)
        address = postgres.start()
        try:
            return _asked(environment | {"AMENDS_DATABASE_URL": address})
        finally:
            postgres.stop()


def _asked(environment: Mapping[str, str]) -> dict[str, tuple[float, float, float, int]]:
    command = [sys.executable, "-m", "benchmarks.contenders.knowledge_articles", str(ARTICLES)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, tuple[float, float, float, int]] = json.loads(done.stdout.splitlines()[-1])
    return found
