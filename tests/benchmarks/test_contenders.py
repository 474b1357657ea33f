# SPDX-License-Identifier: Apache-2.0
"""The contenders still compute what the product computes: a new feature must be written for them too."""

import importlib
from pathlib import Path

import pytest

from amends.pipeline.demo.generate import generate
from benchmarks.contenders import product
from benchmarks.contenders.task import DAY, Task
from benchmarks.equality import must_agree


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """The product's features of 3,000 customers."""
    place = tmp_path_factory.mktemp("operator")
    generate(place, customers=3_000, as_of=DAY, seed=7)
    given = Task(place, tmp_path_factory.mktemp("features") / "reference.parquet", DAY)
    product.main(given, "duckdb")
    return given


@pytest.mark.parametrize("name", ["duckdb_sql", "polars_streaming", "pandas_frames"])
def test_contender_agrees_with_the_product(reference: Task, tmp_path: Path, name: str) -> None:
    if name.startswith("polars"):
        pytest.importorskip("polars", reason="needs polars: pip install amends[bench]")
    contender = importlib.import_module(f"benchmarks.contenders.{name}")
    contender.main(Task(reference.feeds, tmp_path / name, DAY))
    must_agree(reference.out, tmp_path / name)
