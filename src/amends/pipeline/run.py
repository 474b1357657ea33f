# SPDX-License-Identifier: Apache-2.0
"""The nightly run: from the feeds to marts, published whole or not at all. The only place that executes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from ibis.expr.types import Table

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.catalogue import with_tables
from amends.pipeline.checks import NothingToRun
from amends.pipeline.engines import Engine, open_engine
from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.manifest import FeedInput, manifest_of, read_inputs, run_id_of
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.schemas import MARTS
from amends.pipeline.marts.summary import run_summary
from amends.pipeline.night import STEPS, Night, bins, counts
from amends.pipeline.progress import Progress, Stopwatch, silent
from amends.pipeline.schema import Feed
from amends.pipeline.sources import EVERY_FEED
from amends.pipeline.staging import staged
from amends.pipeline.store import (
    MANIFEST,
    SUMMARY,
    TIMINGS,
    NoRunYet,
    publish,
    read_manifest,
    read_summary,
    run_folder,
    workspace,
    write_json,
)

TOTAL = len(STEPS) + 1


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What a run did. `unchanged`: inputs, code and parameters are those of the run that stands."""

    run_id: str
    folder: Path
    unchanged: bool
    summary: Mapping[str, Any]

    @property
    def listed(self) -> int:
        """Customers listed for the day."""
        return int(self.summary["found"]["listed"])


@dataclass(frozen=True, slots=True)
class _Order:
    run_id: str
    as_of: date
    inputs: Mapping[str, FeedInput]
    settings: Parameters


def run_pipeline(
    home: Path,
    *,
    as_of: date,
    engine: str = "duckdb",
    capacity: int | None = None,
    parameters: Parameters | None = None,
    force: bool = False,
    tables: Mapping[str, str] | None = None,
    memory: str | None = None,
    progress: Progress = silent,
) -> RunOutcome:
    """Run as of the start of a day, and publish: everything before that day is known, nothing of it.

    `capacity` (customers a unit can approach in a day) overrides that of `parameters`. `tables` names feeds that are
    tables of the engine's catalogue and no files (feed → address). When nothing changed since
    the run that stands, that one is returned, unless `force`. A run that fails or is killed leaves it standing.
    Raises `NothingToRun`, `RepeatedKeys`, `AnotherRunIsWorking`, `UnknownEngine`, `BrokenManifest`, `NoCatalogue`,
    `FeedUnknown`, `TableUnfit`.
    """
    settings = parameters or Parameters()
    if capacity is not None:
        settings = replace(settings, capacity=capacity)
    inputs = _inputs(home, tables or {}, engine, memory)
    if not (inputs["subscribers"].files or inputs["subscribers"].table):
        raise NothingToRun
    run_id = run_id_of(as_of.isoformat(), inputs, settings.as_dict())
    if not force and _stands(home, run_id):
        return RunOutcome(run_id, run_folder(home), True, read_summary(home))
    order = _Order(run_id, as_of, inputs, settings)
    with workspace(home) as place:
        scratch = place / "scratch"
        scratch.mkdir()
        with open_engine(engine, scratch, memory=memory, hive=bool(tables)) as opened:
            finished = _computed(order, opened, place, progress)
        name = publish(home, finished, run_id)
    progress(TOTAL, TOTAL, "已发布")
    return RunOutcome(name, run_folder(home, name), False, read_summary(home, name))


def _inputs(home: Path, tables: Mapping[str, str], engine: str, memory: str | None) -> dict[str, FeedInput]:
    """Files as the feed store has them; tables as the catalogue has them now."""
    inputs = read_inputs(home)
    if not tables:
        return inputs
    with (
        TemporaryDirectory() as scratch,
        open_engine(engine, Path(scratch), memory=memory, hive=True) as opened,
    ):
        return with_tables(inputs, tables, opened)


def _stands(home: Path, run_id: str) -> bool:
    try:
        return bool(read_manifest(home)["run_id"] == run_id)
    except NoRunYet:
        return False


def _computed(order: _Order, engine: Engine, place: Path, progress: Progress) -> Path:
    out, watch = place / "out", Stopwatch()
    out.mkdir()
    feeds = {
        name: staged(_raw(engine, name, order.inputs[name], feed), feed) for name, feed in EVERY_FEED.items()
    }
    night = Night(engine, feeds, FixedDay(order.as_of), order.settings, out, place / "scratch")
    for done, (name, text, step) in enumerate(STEPS):
        progress(done, TOTAL, text)
        step(night)
        watch.lap(name)
    progress(TOTAL - 1, TOTAL, "汇总并发布")
    write_json(out / SUMMARY, _summary(order, night))
    watch.lap("summary")
    outputs = [out / f"{name}.parquet" for name in MARTS] + [out / SUMMARY]
    write_json(out / MANIFEST, _manifest(order, outputs))
    write_json(out / TIMINGS, {"engine": engine.name, "seconds": watch.seconds})
    return out


def _raw(engine: Engine, name: str, given: FeedInput, feed: Feed) -> Table:
    if given.table:
        return engine.table(name, given.table)
    return engine.read(name, given.files, arrow_schema(feed))


def _manifest(order: _Order, outputs: list[Path]) -> dict[str, Any]:
    as_of, settings = order.as_of.isoformat(), order.settings.as_dict()
    return manifest_of(order.run_id, as_of, order.inputs, settings, outputs)


def _summary(order: _Order, night: Night) -> dict[str, Any]:
    return run_summary(
        run_id=order.run_id,
        as_of=order.as_of.isoformat(),
        came_in={name: each.came_in() for name, each in order.inputs.items()},
        customers=counts(night),
        listed=pq.read_table(night.out / "recovery_list.parquet"),
        bins=bins(night),
        model=night.scorer.card(),
        parameters=order.settings.as_dict(),
        thin_months=night.thin_months,
    )
