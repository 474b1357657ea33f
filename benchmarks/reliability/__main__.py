# SPDX-License-Identifier: Apache-2.0
"""`python -m benchmarks.reliability kill --on postgres --minutes 10 --seed 1`, `… load --agents 200 --minutes 10`.

Prints the figures; fails where something was lost, doubled, or refused by an error of the server."""

import argparse
import json
from dataclasses import asdict

from benchmarks.reliability.kill import kill
from benchmarks.reliability.load import load


def main() -> int:
    """Runs what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    parser.add_argument("what", choices=("kill", "load"))
    parser.add_argument("--on", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--agents", type=int, default=200)
    given = parser.parse_args()
    if given.what == "kill":
        outcome = kill(given.on, minutes=given.minutes, seed=given.seed)
        print(json.dumps(asdict(outcome), ensure_ascii=False, indent=1))
        return 0 if outcome.holds else 1
    found = load(given.on, agents=given.agents, minutes=given.minutes, seed=given.seed)
    print(found.text())
    return 0 if not found.errors else 1


if __name__ == "__main__":
    raise SystemExit(main())
