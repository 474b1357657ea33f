# SPDX-License-Identifier: Apache-2.0
"""What the run found becomes what people see: profiles and identities first, then the list."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from amends.apps.core.models import User
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.recovery.actions.publish import Found, publish_run
from amends.apps.recovery.jobs.beside import found_beside, publish_beside
from amends.pipeline.intake.personal import personal_rows, waiting_personal_files
from amends.pipeline.run import RunOutcome
from amends.pipeline.store import mart_batches

PROFILE = (
    "customer_id", "unit_code", "region", "settlement", "customer_kind", "plan_code", "plan_name", "plan_fee",
    "value_tier", "joined_date", "line_state",
)  # fmt: skip


def publish_outcome(
    home: Path, outcome: RunOutcome, *, as_of: date, by: User | None, at: datetime
) -> dict[str, Any]:
    """Bring the listed customers' profiles up to date, then publish the list; returns what the job reports."""
    take_identities(home, outcome.run_id, at=at)
    found = list(_found(home, outcome.run_id))
    beside = found_beside(home, outcome.run_id)
    listed = {row.customer_code for row in found} | beside.codes
    profiles = upsert_profiles(_profiles(home, outcome.run_id, listed), {}, by=None, at=at)
    published = publish_run(
        run_id=outcome.run_id, as_of=as_of, found=found, summary=outcome.summary, by=by, at=at
    )
    return {
        "run_id": published.run_id,
        "listed": published.listed,
        "nothing_changed": outcome.unchanged,
        "profiles": dict(profiles.counts()),
        **publish_beside(beside, as_of=as_of, at=at),
    }


def take_identities(home: Path, run_id: str, *, at: datetime) -> None:
    """Seal the names and numbers that `amends ingest` left waiting, oldest file first; each goes when it is in."""
    for path in waiting_personal_files(home, "subscribers"):
        personal = {
            str(row["customer_id"]): Personal(row.get("name"), row.get("service_number"), row.get("email"))
            for row in personal_rows(path)
        }
        upsert_profiles(_profiles(home, run_id, set(personal)), personal, by=None, at=at)
        path.unlink(missing_ok=True)


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
