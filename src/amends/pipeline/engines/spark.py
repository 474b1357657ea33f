# SPDX-License-Identifier: Apache-2.0
"""Spark, local or a cluster: for facts that outgrow one machine. `scratch` must be seen by every worker."""

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import StringColumn, Table

from amends.pipeline.engines.contract import BATCH_ROWS, BatchFunction, NoCatalogue, parquet_files

# ANSI: a division by zero or an overflow stops the run instead of passing on a null.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH_ROWS),
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
LOCAL_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}
_DDL = {pa.string(): "string", pa.float64(): "double", pa.int64(): "bigint"}


class SparkEngine:
    """One Spark session, left open for the process: starting it costs more than a small run."""

    name = "spark"

    def __init__(self, master: str, scratch: Path, *, memory: str | None = None, hive: bool = False) -> None:
        self.scratch = scratch
        self.session = _session(master, java_memory(memory or "2GB"), hive=hive)
        self.connection = ibis.pyspark.connect(self.session)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.catalog.clearCache()

    def read(self, name: str, files: Sequence[Path], columns: pa.Schema) -> Table:
        """A view over Parquet files; without files, over an empty one (a memtable would turn nulls into text)."""
        if not files:
            empty = self.scratch / f"empty_{name}"
            empty.mkdir(parents=True)
            files = (empty / "part-0.parquet",)
            pq.write_table(columns.empty_table(), files[0])
        self.session.read.parquet(*(str(f) for f in files)).createOrReplaceTempView(name)
        return self.connection.table(name)

    def table(self, name: str, address: str) -> Table:
        """A view over a table of the session's catalogue; it must not change while the run reads it."""
        if not self.session.catalog.tableExists(address):
            raise NoCatalogue(self.name, address)
        self.session.table(address).createOrReplaceTempView(name)
        return self.connection.table(name)

    def fingerprint(self, name: str, columns: Sequence[str]) -> tuple[int, str]:
        """One pass: the sum of the rows' 64-bit hashes does not depend on their order."""
        from pyspark.sql import functions as on

        hashed = on.xxhash64(*columns).cast("decimal(38, 0)")
        rows, total = self.session.table(name).agg(on.count("*"), on.sum(hashed)).first()
        return int(rows), hashlib.sha256(f"{','.join(columns)}/{rows}/{total or 0}".encode()).hexdigest()

    def keep(self, name: str, expression: Table, *, by: StringColumn | None = None) -> Table:  # noqa: ARG002
        """Run an expression into a folder of Parquet files; Spark goes through ranges of keys by itself."""
        self._frame(expression).write.parquet(str(self.scratch / name))
        return self.read(name, parquet_files(self.scratch / name), pa.schema([]))

    def score(self, name: str, rows: Table, function: BatchFunction, columns: pa.Schema) -> Table:
        """Ship `function` to the workers, put their batches through it."""

        def over(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return map(function, batches)

        ddl = ", ".join(f"{field.name} {_DDL[field.type]}" for field in columns)
        self._frame(rows).mapInArrow(over, ddl).write.parquet(str(self.scratch / name))
        return self.read(name, parquet_files(self.scratch / name), columns)

    def collect(self, expression: Table) -> pa.Table:
        """Run, and return all rows."""
        return pa.Table.from_batches(self.batches(expression), expression.schema().to_pyarrow())

    def batches(self, expression: Table) -> Iterator[pa.RecordBatch]:
        """Run into scratch, and read that back in order: the driver never holds the whole."""
        folder = self.scratch / f"batches_{len(list(self.scratch.iterdir()))}"
        self._frame(expression).write.parquet(str(folder))
        schema = expression.schema().to_pyarrow()
        for file in parquet_files(folder):
            for batch in pq.ParquetFile(file).iter_batches(batch_size=BATCH_ROWS):
                yield batch.cast(schema)

    def _frame(self, expression: Table) -> Any:
        return self.session.sql(self.connection.compile(expression))


def java_memory(amount: str) -> str:
    """What we write as 8GB, 8 GB or 8GiB, as Java wants it: 8g."""
    return re.sub(r"\s?([MG])i?B$", lambda unit: unit[1].lower(), amount)


def _session(master: str, memory: str, *, hive: bool) -> Any:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.appName("amends").master(master).config("spark.driver.memory", memory)
    local = LOCAL_SETTINGS if master.startswith("local") else {}
    for option, value in (SETTINGS | local | _for_workers(master)).items():
        builder = builder.config(option, value)
    if hive:
        builder = builder.enableHiveSupport()
    return builder.getOrCreate()


def _for_workers(master: str) -> dict[str, str]:
    """Workers of a cluster on this machine are processes of their own: they find our code where the driver has it."""
    if not master.startswith("local-cluster"):
        return {}
    return {"spark.executorEnv.PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
