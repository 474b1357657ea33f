# SPDX-License-Identifier: Apache-2.0
"""Where expressions run: DuckDB in this process, or Spark. The same Ibis code, the same answers, row by row."""

from pathlib import Path

from amends.pipeline.engines.contract import BatchFunction, Engine, NoCatalogue

__all__ = ["BatchFunction", "Engine", "NoCatalogue", "UnknownEngine", "open_engine"]


class UnknownEngine(ValueError):
    """No engine has that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no engine «{name}»: write duckdb, spark-local, or spark://host:port")


def open_engine(name: str, scratch: Path, *, memory: str | None = None, hive: bool = False) -> Engine:
    """An engine to use as a context: `duckdb`, `spark-local` (or `local`), or the address of a Spark master.

    `scratch` is an existing folder for what outgrows memory and for tables between steps; `memory`
    («8GB») bounds DuckDB or the local Spark driver; with `hive` Spark's catalogue is Hive's. Raises `UnknownEngine`.
    """
    if name == "duckdb":
        from amends.pipeline.engines.duckdb import DuckDBEngine

        return DuckDBEngine(scratch, memory=memory)
    if name in {"spark-local", "local"} or name.startswith(("local[", "local-cluster[", "spark://")):
        from amends.pipeline.engines.spark import SparkEngine

        master = "local[2]" if name in {"spark-local", "local"} else name
        return SparkEngine(master, scratch, memory=memory, hive=hive)
    raise UnknownEngine(name)
