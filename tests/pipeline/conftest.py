# SPDX-License-Identifier: Apache-2.0
"""Both engines, asked for by name."""

import importlib.util
import shutil

import pytest


def spark_or_skip() -> str:
    """The name of the Spark engine; skips where there is no Java."""
    if shutil.which("java") is None or importlib.util.find_spec("pyspark") is None:
        pytest.skip("needs Java and pyspark: apt-get install default-jre-headless, pip install amends[spark]")
    return "spark-local"


@pytest.fixture(scope="session", params=["duckdb", pytest.param("spark-local", marks=pytest.mark.spark)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """DuckDB, then Spark; skips Spark where there is no Java."""
    name: str = request.param
    return name if name == "duckdb" else spark_or_skip()
