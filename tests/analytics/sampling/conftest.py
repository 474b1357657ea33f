# SPDX-License-Identifier: Apache-2.0
"""The California school samples that R's survey package explains itself with, and its results on them."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Table = dict[str, NDArray[Any]]


def read(path: Path) -> Table:
    """Columns of a CSV as text."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.fixture(scope="session")
def schools(shared_dir: Path) -> Table:
    """200 schools, stratified by type."""
    return read(shared_dir / "reference/data/apistrat_Rsurvey.csv")


@pytest.fixture(scope="session")
def districts(shared_dir: Path) -> Table:
    """183 schools, all those of 15 districts, with the weights that R raked and post-stratified."""
    weights = read(shared_dir / "reference/results/Rsurvey_apiclus1_raked_weights.csv")
    return read(shared_dir / "reference/data/apiclus1_Rsurvey.csv") | weights


@pytest.fixture(scope="session")
def from_r(shared_dir: Path) -> dict[str, Any]:
    """Results of R survey 4.1-1."""
    found: dict[str, Any] = json.loads(
        (shared_dir / "reference/results/Rsurvey_api_reference.json").read_text()
    )
    return found
