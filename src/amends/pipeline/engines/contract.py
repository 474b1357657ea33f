# SPDX-License-Identifier: Apache-2.0
"""What the run asks of an engine, and nothing more."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import pyarrow as pa
from ibis.expr.types import StringColumn, Table

# A pure function from rows to rows: the one way a fitted model meets an engine.
BatchFunction = Callable[[pa.RecordBatch], pa.RecordBatch]
BATCH_ROWS = 250_000


class NoCatalogue(ValueError):
    """The engine knows no table of that address."""

    def __init__(self, engine: str, address: str) -> None:
        super().__init__(f"{engine} 的目录里没有表 {address}；DuckDB 没有目录，请用 Spark (no such table)")


class Engine(Protocol):
    """Reads Parquet, runs expressions, writes Parquet. Folders it writes hold only `*.parquet`."""

    name: str

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read(self, name: str, files: Sequence[Path], columns: pa.Schema) -> Table:
        """A table over Parquet files of one schema; without files, an empty table of `columns`."""

    def table(self, name: str, address: str) -> Table:
        """A table of the engine's own catalogue. Raises `NoCatalogue` where the engine has none or not this one."""

    def fingerprint(self, name: str, columns: Sequence[str]) -> tuple[int, str]:
        """Rows of a table that was read, and a digest of their values in `columns`, whatever their order."""

    def keep(self, name: str, expression: Table, *, by: StringColumn | None = None) -> Table:
        """Run an expression now, keep its rows in scratch, and go on from there.

        `by` is a key, each once, that every table read has as a column of that name, and of whose rows in all of
        them alone each row of the expression is made: an engine may then go through the keys in ranges.
        """

    def score(self, name: str, rows: Table, function: BatchFunction, columns: pa.Schema) -> Table:
        """Put every batch of `rows` through `function`, keep what comes out (of schema `columns`)."""

    def collect(self, expression: Table) -> pa.Table:
        """The rows themselves: for what is small."""

    def batches(self, expression: Table) -> Iterator[pa.RecordBatch]:
        """The rows themselves, batch after batch, in the order that the expression asks for."""


def parquet_files(folder: Path) -> tuple[Path, ...]:
    """The Parquet files of a folder, in the order of their names."""
    return tuple(sorted(folder.glob("*.parquet")))
