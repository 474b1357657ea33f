# SPDX-License-Identifier: Apache-2.0
"""DuckDB inside this process: the engine unless another is asked for."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import StringColumn, Table

from amends.pipeline.engines.contract import BATCH_ROWS, BatchFunction, NoCatalogue, parquet_files

# So many keys at a time keep hash tables in the processor's caches and far from the disk. Files that lie in the
# order of the key are still read once: a range skips the row groups of the others.
RANGE_KEYS = 1_000_000
ONE_IN = 512  # keys looked at to find the edges


class DuckDBEngine:
    """One in-memory connection; tables between steps are Parquet files below `scratch`."""

    name = "duckdb"

    def __init__(self, scratch: Path, *, memory: str | None = None, threads: int | None = None) -> None:
        self.scratch = scratch
        self.views: dict[str, str] = {}
        self.connection = ibis.duckdb.connect()
        self._set("temp_directory", str(scratch / "spill"))
        self._set("preserve_insertion_order", "false")
        if memory is not None:
            self._set("memory_limit", memory)
        if threads is not None:
            self._set("threads", str(threads))

    def _set(self, option: str, value: str) -> None:
        self.connection.con.execute(f"SET {option} = '{value}'")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.disconnect()

    def read(self, name: str, files: Sequence[Path], columns: pa.Schema) -> Table:
        """A view over Parquet files; without files, over an empty one written to scratch."""
        if not files:
            empty = self._folder(f"empty_{name}") / "part-0.parquet"
            pq.write_table(columns.empty_table(), empty)
            files = (empty,)
        self.views[name] = f"FROM read_parquet([{', '.join(_quoted(f) for f in files)}])"
        self._view(name)
        return self.connection.table(name)

    def table(self, name: str, address: str) -> Table:  # noqa: ARG002
        """Refused: DuckDB here knows files alone."""
        raise NoCatalogue(self.name, address)

    def fingerprint(self, name: str, columns: Sequence[str]) -> tuple[int, str]:
        """Refused alike: there is no table to ask."""
        raise NoCatalogue(self.name, f"{name}({', '.join(columns)})")

    def keep(self, name: str, expression: Table, *, by: StringColumn | None = None) -> Table:
        """Run an expression into Parquet: one file, or one a range of the keys where there are many."""
        folder, sql = self._folder(name), self.connection.compile(expression)
        for number, _ in enumerate([""] if by is None else self._narrowed(by)):
            file = _quoted(folder / f"part-{number:04}.parquet")
            self.connection.con.execute(f"COPY ({sql}) TO {file} (FORMAT parquet, COMPRESSION zstd)")
        return self.read(name, parquet_files(folder), pa.schema([]))

    def score(self, name: str, rows: Table, function: BatchFunction, columns: pa.Schema) -> Table:
        """Stream batches through `function` into one Parquet file."""
        folder = self._folder(name)
        with pq.ParquetWriter(folder / "part-0.parquet", columns, compression="zstd") as writer:
            for batch in self.batches(rows):
                writer.write_batch(function(batch))
        return self.read(name, parquet_files(folder), columns)

    def collect(self, expression: Table) -> pa.Table:
        """Run, and return all rows."""
        return self.connection.to_pyarrow(expression)

    def batches(self, expression: Table) -> Iterator[pa.RecordBatch]:
        """Run, and return rows as they come."""
        sql = self.connection.compile(expression)
        yield from self.connection.con.execute(sql).to_arrow_reader(BATCH_ROWS)

    def _view(self, name: str, within: str = "") -> None:
        self.connection.con.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {self.views[name]} {within}')

    def _narrowed(self, by: StringColumn) -> Iterator[str]:
        """Range after range of the keys; while the caller holds one, every view of them shows its rows alone."""
        views = [name for name in self.views if by.get_name() in self.connection.table(name).columns]
        for within in self._ranges(by):
            for name in views:
                self._view(name, within)
            yield within
        for name in views:
            self._view(name)

    def _ranges(self, by: StringColumn) -> list[str]:
        """Conditions that share the keys out into ranges of about `RANGE_KEYS`: none overlap, none is missed."""
        many = -(-int(self.connection.execute(by.count())) // RANGE_KEYS)
        if many < 2:
            return [""]
        some = sorted(self.collect(by.as_table().filter(by.hash() % ONE_IN == 0)).column(0).to_pylist())
        column, edges = f'"{by.get_name()}"', [some[len(some) * place // many] for place in range(1, many)]
        return [
            f"WHERE {column} < {_quoted(edges[0])}",
            *(f"WHERE {column} >= {_quoted(a)} AND {column} < {_quoted(b)}" for a, b in pairwise(edges)),
            f"WHERE {column} >= {_quoted(edges[-1])}",
        ]

    def _folder(self, name: str) -> Path:
        folder = self.scratch / name
        folder.mkdir(parents=True)
        return folder


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
