# SPDX-License-Identifier: Apache-2.0
"""Numbers that two engines would round apart come out alike."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from amends.pipeline.engines import open_engine
from amends.pipeline.facts.counting import exact, snapped, thousandths

# The tenth decimal is a 5 that no double holds exactly: 1/5120 and tenths of nine-decimal numbers.
VALUES = [1 / 5120, 0.123456785 * 1.1, 2 / 3, 1e-10, 4999.9999999995, 0.0]
SNAPPED = [0.000195313, 0.135802464, 0.666666667, 0.0, 5000.0, 0.0]


def test_fractions_snap_to_nine_decimals_alike_on_both_engines(engine_name: str, tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": range(len(VALUES)), "x": VALUES}), tmp_path / "values.parquet")
    with open_engine(engine_name, tmp_path) as engine:
        rows = engine.read("values_", (tmp_path / "values.parquet",), pa.schema([]))
        made = rows.select("n", a=snapped(rows.x), b=thousandths(rows.x), c=rows.x * exact(0.1)).order_by("n")
        got = engine.collect(made).to_pydict()
    assert got["a"] == SNAPPED
    assert got["b"] == [0, 136, 667, 0, 5_000_000, 0]
    assert got["c"] == [x * 0.1 for x in VALUES]
