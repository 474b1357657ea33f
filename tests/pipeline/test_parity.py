# SPDX-License-Identifier: Apache-2.0
"""The same night on DuckDB and on Spark: the same marts, to the last bit of the last row."""

from pathlib import Path

import pytest

from amends.pipeline import night
from amends.pipeline.engines import duckdb
from amends.pipeline.marts.schemas import MARTS
from amends.pipeline.run import run_pipeline
from amends.pipeline.store import read_manifest, read_mart, read_summary
from tests.pipeline.conftest import spark_or_skip
from tests.pipeline.worlds import AS_OF, build_home

CUSTOMERS = 2_000


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made: dict[str, Path] = {}
    with (
        pytest.MonkeyPatch.context() as small
    ):  # sizes at which a run goes through ranges, and learns from some
        small.setattr(duckdb, "RANGE_KEYS", 450)
        small.setattr(duckdb, "ONE_IN", 8)
        small.setattr(night, "MOST_LEARNT", 1_000)
        _run(made, tmp_path_factory)
    return made


def _run(made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    for engine in ("duckdb", spark_or_skip()):
        made[engine] = tmp_path_factory.mktemp("home")
        build_home(made[engine], tmp_path_factory.mktemp("made"), customers=CUSTOMERS)
        run_pipeline(made[engine], as_of=AS_OF, engine=engine)


@pytest.mark.spark
@pytest.mark.parametrize("name", sorted(MARTS))
def test_marts_are_equal_row_by_row_on_both_engines(homes: dict[str, Path], name: str) -> None:
    one, two = (read_mart(home, name) for home in homes.values())
    assert one.num_rows == two.num_rows > 300
    different = [c for c in one.schema.names if not one.column(c).equals(two.column(c))]
    assert not different


@pytest.mark.spark
def test_who_is_in_hand_takes_no_place_on_either_engine(homes: dict[str, Path]) -> None:
    for home in homes.values():
        rows = [r for r in read_mart(home, "recovery_list").to_pylist() if r["blocked_reason"] == "in_hand"]
        assert len(rows) > 10
        assert not any(row["list_date"] for row in rows)


@pytest.mark.spark
def test_a_run_is_the_same_run_whatever_the_engine(homes: dict[str, Path]) -> None:
    one, two = (read_manifest(home) for home in homes.values())
    assert one["run_id"] == two["run_id"]
    assert one["outputs"] == two["outputs"]
    assert read_summary(homes["duckdb"])["model"]["kind"] == "detected"
    assert 0 < read_summary(homes["duckdb"])["model"]["customers"] < 1_000 < CUSTOMERS * 2 / 3
