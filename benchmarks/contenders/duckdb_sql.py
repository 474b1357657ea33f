# SPDX-License-Identifier: Apache-2.0
"""Hand-written SQL on DuckDB: what an engineer would write for this one engine."""

from pathlib import Path
from string import Template

import duckdb

from benchmarks.contenders.task import MOST_MEMORY, Task, task


def main(given: Task) -> None:
    """Fills in the days, runs the query, writes Parquet."""
    literals = {f"m{back}": f"DATE '{given.month(back)}'" for back in range(13)}
    query = Template((Path(__file__).parent / "features.sql").read_text(encoding="utf-8")).substitute(
        literals, data=given.feeds, d=f"'{given.day}'", now=f"TIMESTAMP '{given.now}'"
    )
    with duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{MOST_MEMORY}'")
        con.execute(f"SET enable_progress_bar = false; SET temp_directory = '{given.out.parent}/spill'")
        con.execute("SET preserve_insertion_order = false")
        con.execute(f"COPY ({query}) TO '{given.out}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main(task())
