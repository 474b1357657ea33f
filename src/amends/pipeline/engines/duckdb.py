# SPDX-License-Identifier: Apache-2.0
"""DuckDB inside this process: the engine unless another is asked for."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from amends.pipeline.engines.contract import BATCH_ROWS, BatchFunction, parquet_files


class DuckDBEngine:
    """One in-memory connection; tables between steps are Parquet files below `scratch`."""

    name = "duckdb"

    def __init__(self, scratch: Path, *, memory: str | None = None) -> None:
        self.scratch = scratch
        self.connection = ibis.duckdb.connect()
        self._set("temp_directory", str(scratch / "spill"))
        self._set("preserve_insertion_order", "false")
        if memory is not None:
            self._set("memory_limit", memory)

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
        return self.connection.read_parquet([str(f) for f in files], table_name=name)

    def keep(self, name: str, expression: Table) -> Table:
        """Run an expression into one Parquet file."""
        folder = self._folder(name)
        self.connection.to_parquet(expression, folder / "part-0.parquet", compression="zstd")
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

    def _folder(self, name: str) -> Path:
        folder = self.scratch / name
        folder.mkdir(parents=True)
        return folder
