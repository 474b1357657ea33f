# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule: the nightly run from what the desk did today to tomorrow's list."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from amends.apps.cases.exports import complaint_table, contact_table
from amends.apps.core.models import User
from amends.apps.core.worker import JobRefused
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.promises.exports import promise_table
from amends.apps.recovery.actions.publish import Found, publish_run
from amends.pipeline.checks import NothingToRun, RepeatedKeys
from amends.pipeline.intake.adopting import adopt_parquet
from amends.pipeline.run import RunOutcome, run_pipeline
from amends.pipeline.sources import FEEDS
from amends.pipeline.store import mart_batches

# What the desk knows and the pipeline reads: today's work is a fact in tomorrow's run.
EXPORTS: Mapping[str, Callable[[], pa.Table]] = {
    "promises": promise_table,
    "complaints": complaint_table,
    "contacts": contact_table,
}
PROFILE = (
    "customer_id", "unit_code", "region", "settlement", "customer_kind", "plan_code", "plan_name", "plan_fee",
    "value_tier", "joined_date", "line_state",
)  # fmt: skip


class Run(Protocol):
    """What a job is given of its run."""

    @property
    def by(self) -> User | None:
        """Who asked for it."""

    def at(self) -> datetime:
        """The time now."""

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far it is."""


def nightly_run(run: Run, *, as_of: str = "", force: bool = False) -> dict[str, Any]:
    """Hand over the desk's work, run the pipeline as of today (or of a given day), publish the list.

    Killed anywhere and started again it ends the same: exports replace by key, a run is published whole or not.
    """
    home = settings.AMENDS_DATA
    day = date.fromisoformat(as_of) if as_of else run.at().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    hand_over(home, at=run.at())
    try:
        outcome = run_pipeline(
            home, as_of=day, engine=settings.AMENDS_ENGINE, force=force, progress=run.progress
        )
    except (NothingToRun, RepeatedKeys) as refusal:
        raise JobRefused(str(refusal)) from refusal
    return publish_outcome(home, outcome, as_of=day, by=run.by, at=run.at())


def hand_over(home: Path, *, at: datetime) -> None:
    """Write what the desk knows into the feeds, beside what the operator's files brought."""
    with TemporaryDirectory() as folder:
        for feed, table in EXPORTS.items():
            rows = table()
            if rows.num_rows:
                file = Path(folder) / f"{feed}.parquet"
                pq.write_table(rows, file)
                adopt_parquet(home, FEEDS[feed], file, at=at, name=f"amends-{feed}.parquet")


def publish_outcome(
    home: Path, outcome: RunOutcome, *, as_of: date, by: User | None, at: datetime
) -> dict[str, Any]:
    """Bring the listed customers' profiles up to date, then publish the list; returns what the job reports."""
    found = list(_found(home, outcome.run_id))
    listed = {row.customer_code for row in found}
    profiles = upsert_profiles(_profiles(home, outcome.run_id, listed), {}, by=None, at=at)
    published = publish_run(
        run_id=outcome.run_id, as_of=as_of, found=found, summary=outcome.summary, by=by, at=at
    )
    return {
        "run_id": published.run_id,
        "listed": published.listed,
        "unchanged": outcome.unchanged,
        **profiles.counts(),
    }


def _found(home: Path, run_id: str) -> Iterator[Found]:
    for batch in mart_batches(home, "recovery_list", run_id):
        for row in batch.to_pylist():
            yield Found(
                customer_code=row["customer_id"],
                unit_code=row["unit_code"],
                region=row["region"] or "",
                value_tier=row["value_tier"] or "",
                list_date=row["list_date"],
                rank=row["rank"],
                priority=row["priority"],
                probability=row["probability"],
                evidence=row["evidence"],
                main_cause=row["main_cause"] or "",
                reasons=tuple(row["reasons"] or ()),
                silent=bool(row["silent"]),
                blocked_reason=row["blocked_reason"] or "",
            )


def _profiles(home: Path, run_id: str, codes: set[str]) -> Iterator[dict[str, object]]:
    wanted = pa.array(sorted(codes), pa.string())
    for batch in mart_batches(home, "customers", run_id):
        chosen = batch.filter(pc.is_in(batch.column("customer_id"), value_set=wanted))
        yield from chosen.select(list(PROFILE)).to_pylist()
