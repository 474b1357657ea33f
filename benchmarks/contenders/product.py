# SPDX-License-Identifier: Apache-2.0
"""The product's own feature pass, on the engine named last on the command line (DuckDB unless said otherwise)."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.engines import Engine, open_engine
from amends.pipeline.engines.duckdb import DuckDBEngine
from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.features import feature_table
from amends.pipeline.sources import FEEDS
from amends.pipeline.staging import staged
from benchmarks.contenders.task import MOST_MEMORY, Task, task

ONE_THREAD = "duckdb-one-thread"


def main(given: Task, engine_name: str) -> None:
    """Reads the feeds, computes the feature table and keeps it where it is wanted."""
    with TemporaryDirectory(dir=given.out.parent) as scratch:
        with _engine(engine_name, Path(scratch)) as engine:
            tables = {
                feed.name: staged(
                    engine.read(feed.name, [Path(f) for f in given.files(feed.name)], arrow_schema(feed)),
                    feed,
                )
                for feed in FEEDS.values()
            }
            customers = tables["subscribers"].customer_id
            engine.keep("features", feature_table(tables, FixedDay(given.day)), by=customers)
        shutil.move(Path(scratch) / "features", given.out)


def _engine(name: str, scratch: Path) -> Engine:
    if name == ONE_THREAD:
        return DuckDBEngine(scratch, memory=MOST_MEMORY, threads=1)
    return open_engine(name, scratch, memory=MOST_MEMORY)


if __name__ == "__main__":
    main(task(), sys.argv[4] if len(sys.argv) > 4 else "duckdb")
