# SPDX-License-Identifier: Apache-2.0
"""Contenders are compared honestly: a wrong number, null or customer is seen."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.equality import Disagreement, must_agree

GOOD: dict[str, list[object]] = {"customer_id": ["a", "b"], "x": [0.1, None], "y": [1e6, 2.0]}


def kept(folder: Path, name: str, **changes: list[object]) -> Path:
    """The good table with some columns changed, as a file."""
    pq.write_table(pa.table(GOOD | changes), folder / name)
    return folder / name


@pytest.mark.parametrize(
    "changes",
    [
        {"x": [0.100001, None]},
        {"x": [0.1, 0.0]},
        {"x": [None, None]},
        {"customer_id": ["a", "c"]},
    ],
)
def test_must_agree_sees_a_difference(tmp_path: Path, changes: dict[str, list[object]]) -> None:
    with pytest.raises(Disagreement):
        must_agree(kept(tmp_path, "reference"), kept(tmp_path, "other", **changes))


def test_must_agree_lets_the_last_digits_and_the_order_be(tmp_path: Path) -> None:
    other: dict[str, list[object]] = {
        "customer_id": ["b", "a"],
        "x": [None, 0.1 + 1e-10],
        "y": [2.0, 1e6 + 1e-4],
    }
    must_agree(kept(tmp_path, "reference"), kept(tmp_path, "other", **other))


def test_must_agree_reads_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    kept(tmp_path / "folder", "part-0.parquet")
    must_agree(kept(tmp_path, "reference"), tmp_path / "folder")
