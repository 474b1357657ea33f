# SPDX-License-Identifier: Apache-2.0
"""Runs on disk: whole or not there."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from amends.pipeline import store
from amends.pipeline.marts.schemas import MARTS, RECOVERY_LIST


def rows(count: int) -> pa.Table:
    columns = [
        pa.array([f"c{n}" for n in range(count)])
        if field.name == "customer_id"
        else pa.nulls(count, field.type)
        for field in RECOVERY_LIST
    ]
    return pa.table(columns, schema=RECOVERY_LIST)


def finished(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True)
    store.write_mart(folder, "recovery_list", rows(3).to_batches())
    store.write_json(folder / store.MANIFEST, {"run_id": "r", "outputs": {"a": content}})
    return folder


def test_before_the_first_run_there_is_none(tmp_path: Path) -> None:
    assert store.current_run(tmp_path) is None
    with pytest.raises(store.NoRunYet):
        store.read_mart(tmp_path, "customers")


def test_a_published_run_is_the_one_that_is_read(tmp_path: Path) -> None:
    assert store.publish(tmp_path, finished(tmp_path / "runs" / "new", "x"), "r1") == "r1"
    assert store.current_run(tmp_path) == "r1"
    assert store.read_mart(tmp_path, "recovery_list").num_rows == 3


def test_an_earlier_run_can_still_be_read_by_its_id(tmp_path: Path) -> None:
    store.publish(tmp_path, finished(tmp_path / "runs" / "one", "x"), "r1")
    store.publish(tmp_path, finished(tmp_path / "runs" / "two", "y"), "r2")
    assert store.current_run(tmp_path) == "r2"
    assert store.read_mart(tmp_path, "recovery_list", "r1").num_rows == 3


def test_a_repeated_run_with_other_bytes_is_kept_beside_the_first(tmp_path: Path) -> None:
    store.publish(tmp_path, finished(tmp_path / "runs" / "one", "x"), "r1")
    assert store.publish(tmp_path, finished(tmp_path / "runs" / "two", "y"), "r1") == "r1-2"
    assert store.publish(tmp_path, finished(tmp_path / "runs" / "three", "y"), "r1") == "r1-2"
    assert store.current_run(tmp_path) == "r1-2"


def test_a_crash_before_the_pointer_moves_leaves_the_old_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.publish(tmp_path, finished(tmp_path / "runs" / "one", "x"), "r1")

    def crash(*_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(store, "point_to", crash)
    with pytest.raises(OSError, match="the power went"):
        store.publish(tmp_path, finished(tmp_path / "runs" / "two", "y"), "r2")
    assert store.current_run(tmp_path) == "r1"


def test_bytes_do_not_depend_on_how_rows_were_batched(tmp_path: Path) -> None:
    whole = rows(store.ROW_GROUP + 5)
    for name, size in (("a", 1_000), ("b", 70_001)):
        (tmp_path / name).mkdir()
        store.write_mart(tmp_path / name, "recovery_list", whole.to_batches(max_chunksize=size))
    one, two = ((tmp_path / name / "recovery_list.parquet").read_bytes() for name in "ab")
    assert one == two
    assert pq.read_metadata(tmp_path / "a" / "recovery_list.parquet").num_rows == store.ROW_GROUP + 5


def test_an_empty_mart_still_has_its_columns(tmp_path: Path) -> None:
    assert store.write_mart(tmp_path, "customers", []) == 0
    assert pq.read_schema(tmp_path / "customers.parquet").names == MARTS["customers"].names


def test_a_mart_with_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(store.SchemaBroken):
        store.write_mart(tmp_path, "recovery_list", rows(3).drop(["rank"]).to_batches())


def test_batches_of_a_mart_are_its_rows(tmp_path: Path) -> None:
    store.publish(tmp_path, finished(tmp_path / "runs" / "one", "x"), "r1")
    batches = store.mart_batches(tmp_path, "recovery_list", rows=2)
    assert [batch.num_rows for batch in batches] == [2, 1]


def _published(home: Path, name: str, day: int) -> None:
    store.publish(home, finished(home / "runs" / f"new-{name}", name), name)
    manifest = home / "runs" / name / store.MANIFEST
    os.utime(manifest, (day * 86_400, day * 86_400))


def _kept(home: Path) -> list[str]:
    return sorted(folder.name for folder in (home / "runs").iterdir() if not folder.name.startswith(".lock"))


def test_old_runs_go_but_never_the_one_that_stands_nor_one_that_is_named(tmp_path: Path) -> None:
    for day, name in enumerate(("named", "old", "stands", "late", "later")):
        _published(tmp_path, name, day)
    store.point_to(tmp_path, "stands")
    assert store.remove_runs(tmp_path, keep={"named", "unheard-of"}, newest=2) == ("old",)
    assert _kept(tmp_path) == ["late", "later", "named", "stands"]
    assert store.remove_runs(tmp_path, keep={"named"}, newest=2) == ()


def test_a_removal_that_is_killed_leaves_no_half_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, name in enumerate(("oldest", "old", "stands")):
        _published(tmp_path, name, day)
    with monkeypatch.context() as killed:
        killed.setattr("shutil.rmtree", _killed)
        with pytest.raises(KeyboardInterrupt):
            store.remove_runs(tmp_path, keep=(), newest=1)
    with pytest.raises(store.NoRunYet):
        store.read_manifest(tmp_path, "old")
    assert store.read_mart(tmp_path, "recovery_list", "oldest").num_rows == 3
    assert store.remove_runs(tmp_path, keep=(), newest=1) == ("oldest",)
    assert _kept(tmp_path) == ["stands"]


def _killed(folder: Path, *, ignore_errors: bool = False) -> None:
    """Dies at the first run it is to remove; the folder that the writer cleans behind itself goes on."""
    if not ignore_errors:
        (folder / store.MANIFEST).unlink()
        raise KeyboardInterrupt


def test_known_rows_are_those_asked_for_and_none_of_an_older_run(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "r1"
    folder.mkdir(parents=True)
    (folder / store.MANIFEST).write_text("{}")
    assert store.known_count(tmp_path, "r1") == 0
    assert store.known_rows(tmp_path, ["c1"], "r1").num_rows == 0, "a run from before there was the mart"
    table = pa.table({"customer_id": ["c0", "c1", "c2"], "complaints_180d": [0.0, 1.0, 2.0]})
    schema = MARTS["known_today"]
    filled = [
        table[n] if n in table.column_names else pa.nulls(3, schema.field(n).type) for n in schema.names
    ]
    store.write_mart(folder, "known_today", pa.table(filled, schema=schema).to_batches())
    found = store.known_rows(tmp_path, ["c2", "c1", "c9"], "r1")
    assert found["customer_id"].to_pylist() == ["c1", "c2"]
    assert found["complaints_180d"].to_pylist() == [1.0, 2.0]
    assert store.known_rows(tmp_path, [], "r1").schema == schema
    assert store.known_count(tmp_path, "r1") == 3
