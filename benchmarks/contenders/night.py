# SPDX-License-Identifier: Apache-2.0
"""The product's whole night over the feeds, with what each step costs; the list is left in the folder OUT."""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.engines import open_engine
from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.night import STEPS, Night
from amends.pipeline.sources import EVERY_FEED
from amends.pipeline.staging import staged
from benchmarks.contenders.task import MOST_MEMORY, Task, task


def main(given: Task) -> None:
    """Takes the steps of the nightly run in their order, and notes wall and CPU seconds of each."""
    given.out.mkdir(parents=True)
    steps: dict[str, tuple[float, float]] = {}
    with (
        TemporaryDirectory(dir=given.out) as scratch,
        open_engine("duckdb", Path(scratch), memory=MOST_MEMORY) as engine,
    ):
        feeds = {
            feed.name: staged(
                engine.read(feed.name, [Path(f) for f in given.files(feed.name)], arrow_schema(feed)), feed
            )
            for feed in EVERY_FEED.values()
        }
        night = Night(engine, feeds, FixedDay(given.day), Parameters(), given.out, Path(scratch))
        for name, _, step in STEPS:
            wall, cpu = time.perf_counter(), time.process_time()
            step(night)
            steps[name] = (time.perf_counter() - wall, time.process_time() - cpu)
    listed = pq.read_metadata(given.out / "recovery_list.parquet").num_rows
    found = {"steps": steps, "listed": listed, "model": night.scorer.card()["kind"]}
    (given.out / "night.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(task())
