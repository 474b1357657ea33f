# SPDX-License-Identifier: Apache-2.0
"""The generated operator that every contender reads: made once for each size, kept below `var/benchmarks`."""

import shutil
import sys
from pathlib import Path

from amends.pipeline.demo.generate import Engine, generate
from benchmarks.contenders.task import DAY
from benchmarks.measured import ROOT, Cost, measure

PLACE = ROOT / "var" / "benchmarks"
SEED = 7
SURVEYED = 0.02  # of ten million, 200,000 answers: what an operator's surveys bring in a year


def operator(customers: int) -> tuple[Path, Cost | None]:
    """The folder of an operator's feeds, and what making it cost (None when it stood there already)."""
    folder = PLACE / f"operator-{customers}"
    if (folder / "truth.parquet").exists():
        return folder, None
    shutil.rmtree(folder, ignore_errors=True)
    return folder, measure("benchmarks.operators", folder, str(customers))


def megabytes(folder: Path) -> float:
    """Size of the files of a folder, in MB."""
    return sum(each.stat().st_size for each in folder.iterdir()) / 1e6


if __name__ == "__main__":
    generate(
        Path(sys.argv[1]),
        customers=int(sys.argv[2]),
        as_of=DAY,
        seed=SEED,
        surveyed=SURVEYED,
        engine=Engine(memory="4GB", threads=2),
    )
