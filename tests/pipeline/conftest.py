# SPDX-License-Identifier: Apache-2.0
"""Both engines, asked for by name."""

import importlib.util
import shutil

import pytest


def _spark_is_here() -> bool:
    return shutil.which("java") is not None and importlib.util.find_spec("pyspark") is not None


@pytest.fixture(scope="session", params=["duckdb", pytest.param("spark-local", marks=pytest.mark.spark)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """DuckDB, then Spark; skips Spark where there is no Java."""
    name: str = request.param
    if name != "duckdb" and not _spark_is_here():
        pytest.skip("needs Java and pyspark: apt-get install default-jre-headless, pip install amends[spark]")
    return name
