# SPDX-License-Identifier: Apache-2.0
"""Where runs are kept: a folder a run, and one pointer that moves only when a run is whole.

`<home>/runs/<run id>/` holds the marts, `run_summary.json`, `manifest.json`; `<home>/CURRENT` names the run that
stands. A run is written beside, then renamed; a killed one leaves a folder that the next run clears away.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from amends.pipeline.marts.schemas import MARTS

UNFINISHED = ".unfinished-"
ROW_GROUP = 122_880
SUMMARY, MANIFEST, TIMINGS = "run_summary.json", "manifest.json", "timings.json"


class NoRunYet(LookupError):
    """Nothing has been run in this home, or the run asked for is not kept."""

    def __init__(self, home: Path, run_id: str | None) -> None:
        self.home, self.run_id = home, run_id
        super().__init__(f"no run {run_id or ''} in {home}: start one with `amends run --as-of DATE`")


class AnotherRunIsWorking(RuntimeError):
    """Two runs in one home would publish over each other."""


class SchemaBroken(ValueError):
    """A mart does not have the columns that it declares."""


def current_run(home: Path) -> str | None:
    """The id of the run that stands, None before the first."""
    pointer = home / "CURRENT"
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def run_folder(home: Path, run_id: str | None = None) -> Path:
    """The folder of a run, of the one that stands unless named. Raises `NoRunYet`."""
    name = run_id or current_run(home)
    folder = home / "runs" / (name or "none")
    if name is None or not (folder / MANIFEST).is_file():
        raise NoRunYet(home, name)
    return folder


def read_mart(home: Path, name: str, run_id: str | None = None) -> pa.Table:
    """All rows of a mart, in its own order. Raises `NoRunYet`, and `KeyError` for an unknown mart."""
    schema = MARTS[name]
    return pq.read_table(run_folder(home, run_id) / f"{name}.parquet").cast(schema)


def mart_batches(
    home: Path, name: str, run_id: str | None = None, *, rows: int = 50_000
) -> Iterator[pa.RecordBatch]:
    """A mart, batch after batch: for marts that outgrow memory."""
    with pq.ParquetFile(run_folder(home, run_id) / f"{name}.parquet") as file:
        yield from file.iter_batches(batch_size=rows)


def customer_row(home: Path, customer_id: str, run_id: str | None = None) -> dict[str, Any] | None:
    """What a run knows of one customer: their row of the mart `customers`, or `None`. Raises `NoRunYet`.

    The mart is in order of customer, so that the statistics of its row groups leave one to be read.
    """
    with pq.ParquetFile(run_folder(home, run_id) / "customers.parquet") as file:
        place = file.schema_arrow.get_field_index("customer_id")
        for number in range(file.num_row_groups):
            known = file.metadata.row_group(number).column(place).statistics
            if known is None or known.min <= customer_id <= known.max:
                rows = file.read_row_group(number)
                found = rows.filter(pc.field("customer_id") == customer_id).to_pylist()
                if found:
                    row: dict[str, Any] = found[0]
                    return row
    return None


def wave_rows(home: Path, wave_id: str, run_id: str | None = None) -> pa.Table:
    """The rows of one wave in the mart `wave_outcomes`; none where the run did not know it. Raises `NoRunYet`.

    The mart is in order of wave: only the row groups that hold it are read. A run from before there was that mart knows
    of no wave.
    """
    file = run_folder(home, run_id) / "wave_outcomes.parquet"
    if not file.is_file():
        return MARTS["wave_outcomes"].empty_table()
    return pq.read_table(file, filters=[("wave_id", "=", wave_id)]).cast(MARTS["wave_outcomes"])


def known_rows(home: Path, customer_ids: Collection[str], run_id: str | None = None) -> pa.Table:
    """The rows of some customers in the mart `known_today`; none where the run is from before there was that mart.
    Raises `NoRunYet`."""
    file = run_folder(home, run_id) / "known_today.parquet"
    if not file.is_file() or not customer_ids:
        return MARTS["known_today"].empty_table()
    wanted = pc.field("customer_id").isin(pa.array(sorted(customer_ids), pa.string()))
    return pq.read_table(file, filters=wanted).cast(MARTS["known_today"])


def known_count(home: Path, run_id: str | None = None) -> int:
    """How many customers the mart `known_today` has; reads none of them. Raises `NoRunYet`."""
    file = run_folder(home, run_id) / "known_today.parquet"
    return int(pq.read_metadata(file).num_rows) if file.is_file() else 0


def read_summary(home: Path, run_id: str | None = None) -> dict[str, Any]:
    """What came in, what was found, how good the model is."""
    return _read_json(run_folder(home, run_id) / SUMMARY)


def read_manifest(home: Path, run_id: str | None = None) -> dict[str, Any]:
    """Which inputs, code and parameters a run was made of, and the sha256 of what came out."""
    return _read_json(run_folder(home, run_id) / MANIFEST)


@contextmanager
def workspace(home: Path) -> Iterator[Path]:
    """An empty folder to write a run into, for one process at a time. Raises `AnotherRunIsWorking`.

    The lock is the operating system's: it goes with the process, however that ends.
    """
    runs = home / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherRunIsWorking(f"another run is working in {home}") from None
        for left_over in runs.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left_over)
        folder = Path(mkdtemp(prefix=UNFINISHED, dir=runs))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def remove_runs(home: Path, *, keep: Collection[str], newest: int) -> tuple[str, ...]:
    """Remove runs that are neither among the `newest` nor in `keep`, and never the one that stands; returns their ids.

    A run is renamed before its files go: killed in the middle, it is no run any more, and whoever writes next
    clears the rest away. Raises `AnotherRunIsWorking`.
    """
    with workspace(home):
        whole = [file.parent for file in (home / "runs").glob(f"*/{MANIFEST}")]
        whole.sort(key=lambda folder: ((folder / MANIFEST).stat().st_mtime, folder.name), reverse=True)
        stay = {current_run(home), *keep, *(folder.name for folder in whole[:newest])}
        old = [folder for folder in whole if folder.name not in stay]
        for folder in old:
            shutil.rmtree(folder.rename(folder.with_name(f"{UNFINISHED}{folder.name}")))
    return tuple(folder.name for folder in old)


def write_mart(folder: Path, name: str, batches: Iterable[pa.RecordBatch]) -> int:
    """Write a mart in the order given, in row groups of one size: the same rows give the same bytes.

    Returns the number of rows. Raises `SchemaBroken`.
    """
    schema, rows = MARTS[name], 0
    with pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
        for table in _even(batches, schema):
            writer.write_table(table, row_group_size=ROW_GROUP)
            rows += table.num_rows
    return rows


def write_json(file: Path, content: object) -> None:
    """JSON for people and for byte comparison: keys sorted, Chinese as it is, no NaN."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    file.write_text(text + "\n", encoding="utf-8")


def publish(home: Path, finished: Path, run_id: str) -> str:
    """Make a finished folder the run that stands; returns the id it got.

    A repeated run that gave the same bytes keeps the old folder; one that did not is kept beside it.
    """
    target = home / "runs" / run_id
    attempt = 2
    while target.exists() and _outputs(target) != _outputs(finished):
        target = home / "runs" / f"{run_id}-{attempt}"
        attempt += 1
    if not target.exists():
        _sync(finished)
        finished.rename(target)
    point_to(home, target.name)
    return target.name


def point_to(home: Path, run_id: str) -> None:
    """Move the pointer, in one step that a crash cannot halve."""
    fresh = home / ".CURRENT.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(run_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(home / "CURRENT")


def _outputs(folder: Path) -> Any:
    return _read_json(folder / MANIFEST)["outputs"] if (folder / MANIFEST).is_file() else None


def _even(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same rows in tables of `ROW_GROUP` rows, whatever the sizes they came in."""
    waiting: list[pa.Table] = []
    for batch in batches:
        if batch.schema.names != schema.names:
            raise SchemaBroken(f"expected the columns {schema.names}, got {batch.schema.names}")
        waiting.append(pa.Table.from_batches([batch]).cast(schema))
        while sum(t.num_rows for t in waiting) >= ROW_GROUP:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, ROW_GROUP).combine_chunks()
            waiting = [whole.slice(ROW_GROUP)]
    rest = pa.concat_tables(waiting) if waiting else schema.empty_table()
    if rest.num_rows:
        yield rest.combine_chunks()


def _sync(folder: Path) -> None:
    for file in folder.iterdir():
        with file.open("rb") as handle:
            os.fsync(handle.fileno())


def _read_json(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content
