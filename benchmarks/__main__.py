# SPDX-License-Identifier: Apache-2.0
"""`python -m benchmarks`: measures every claim; at full size writes docs/benchmarks.md, and fails if one is broken."""

import argparse
import os
from collections.abc import Callable
from datetime import date

from benchmarks.classify import classify
from benchmarks.desk import desk
from benchmarks.drivers import drivers
from benchmarks.effects import effects
from benchmarks.features import features
from benchmarks.index import index
from benchmarks.knowledge import knowledge
from benchmarks.nightly import nightly
from benchmarks.pages import pages
from benchmarks.questionnaires import questionnaires
from benchmarks.report import Section, machine, write
from benchmarks.staffing import staffing
from benchmarks.wording import wording

FULL, FULL_DESK = 10_000_000, 1_000_000
SCRIPTS: dict[str, Callable[[int], Section]] = {
    "features": features,
    "nightly": nightly,
    "classify": classify,
    "drivers": drivers,
    "index": index,
    "effects": effects,
    "staffing": staffing,
    "questionnaires": questionnaires,
    "knowledge": knowledge,
    "wording": wording,
    "pages": pages,
    "desk": lambda customers: desk(min(FULL_DESK, max(customers // 10, 1_000))),
}


def main() -> int:
    """Runs the scripts asked for, prints what they found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("scripts", nargs="*", choices=[*SCRIPTS, []], help="all unless named")
    parser.add_argument("--customers", type=int, default=int(os.environ.get("BENCH_CUSTOMERS", FULL)))
    parser.add_argument(
        "--write", action="store_true", help="write the page below full size too, saying the size"
    )
    given = parser.parse_args()
    sections = [SCRIPTS[name](given.customers) for name in given.scripts or SCRIPTS]
    print(*(section.text() for section in sections), sep="\n\n")
    if given.customers < FULL and not given.write:
        return 0
    # the page names one machine and one day: those of a run of everything
    whole = [] if given.scripts else [machine(date.today())]  # noqa: DTZ011 - the day of whoever measures
    write([*whole, *sections])
    broken = [claim for section in sections for claim in section.claims if not (claim.holds or claim.aim)]
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
