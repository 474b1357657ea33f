# SPDX-License-Identifier: Apache-2.0
"""`python -m benchmarks.reliability kill --on postgres --minutes 10 --seed 1`, `… faults`, `… load --agents 200`,
`… fuzz --calls 100000`, `… files --calls 10000`.

Prints the figures; fails where something was lost, doubled, or refused by an error of the server."""

import argparse
import json
import os
from dataclasses import asdict

from benchmarks.reliability.faults import DISK_MB, clock_of_its_own, faults
from benchmarks.reliability.files import fuzzed_files
from benchmarks.reliability.fire import under_fire
from benchmarks.reliability.fuzz import fuzz
from benchmarks.reliability.kill import killing
from benchmarks.reliability.load import load


def main() -> int:
    """Runs what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    parser.add_argument("what", choices=("kill", "faults", "fuzz", "files", "load"))
    parser.add_argument("--on", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--calls", type=int, default=100_000)
    given = parser.parse_args()
    if given.what == "fuzz":
        calls, whole = fuzz(given.on, calls=given.calls, seed=given.seed)
        print(
            json.dumps(
                {**whole, "statuses": calls.statuses, "closed": calls.closed, "broken": calls.broken},
                ensure_ascii=False,
                indent=1,
            )
        )
        return (
            1
            if calls.broken or not calls.calls or whole["log_faults"] or whole["cases without one event"]
            else 0
        )
    if given.what == "files":
        taken = fuzzed_files(given.calls, seed=given.seed)
        print(json.dumps(asdict(taken), ensure_ascii=False, indent=1))
        return 1 if taken.broken or taken.not_whole else 0
    if given.what != "load":
        if given.what == "kill":
            outcome = under_fire(given.on, killing(given.minutes), seed=given.seed)
        else:
            disk = _disk(given.on)
            outcome = under_fire(given.on, faults, seed=given.seed, disk_mb=disk, before=clock_of_its_own)
        print(json.dumps(asdict(outcome), ensure_ascii=False, indent=1))
        return 0 if outcome.holds else 1
    found = load(given.on, agents=given.agents, minutes=given.minutes, seed=given.seed)
    print(found.text())
    return 0 if not found.errors else 1


def _disk(database: str) -> int:
    """How large a disk of its own is to be: only the folder of SQLite is filled, and only root may mount one."""
    return DISK_MB if database == "sqlite" and os.geteuid() == 0 else 0


if __name__ == "__main__":
    raise SystemExit(main())
