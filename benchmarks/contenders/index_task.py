# SPDX-License-Identifier: Apache-2.0
"""What a contender of the index is given: answers, resamples, where to say what it cost and found."""

import csv
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PREFIXES = {
    "Image": ("IMAG", 5),
    "Expectation": ("CUEX", 3),
    "Quality": ("PERQ", 7),
    "Value": ("PERV", 2),
    "Satisfaction": ("CUSA", 3),
    "Complaints": ("CUSCO", 0),
    "Loyalty": ("CUSL", 3),
}
PATHS = {
    "Image": ["Expectation", "Satisfaction", "Loyalty"],
    "Expectation": ["Quality", "Value", "Satisfaction"],
    "Quality": ["Value", "Satisfaction"],
    "Value": ["Satisfaction"],
    "Satisfaction": ["Complaints", "Loyalty"],
    "Complaints": ["Loyalty"],
}


@dataclass(frozen=True, slots=True)
class IndexTask:
    """The names of the items, the answers (n, 24), how many resamples, and where the outcome goes."""

    items: list[str]
    answers: NDArray[np.float64]
    resamples: int
    out: Path

    def measured(self, work: Callable[[], float]) -> None:
        """Does the work, answers to intervals; writes its CPU and wall seconds and the path Image → Satisfaction."""
        wall, cpu = time.perf_counter(), sum(os.times()[:4])  # of children, too
        path = work()
        cost = {"cpu": sum(os.times()[:4]) - cpu, "wall": time.perf_counter() - wall, "path": path}
        self.out.write_text(json.dumps(cost), encoding="utf-8")


def index_task() -> IndexTask:
    """The task of this process: `DATA.csv RESAMPLES OUT.json`."""
    data, resamples, out = sys.argv[1:4]
    head, *rows = csv.reader(Path(data).read_text(encoding="utf-8").splitlines())
    return IndexTask(head, np.array(rows, dtype=np.float64), int(resamples), Path(out))


def items_of(prefix: str, count: int) -> list[str]:
    """The names of the items of a block."""
    return [f"{prefix}{number}" for number in range(1, count + 1)] or [prefix]
