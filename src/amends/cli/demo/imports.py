# SPDX-License-Identifier: Apache-2.0
"""The demo's files through the doors that people use: CSV by the import page's steps, Parquet as `amends ingest`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from amends.apps.core.models import User
from amends.apps.core.worker import work_once
from amends.apps.customers.actions.imports import confirm, keep_upload, match_columns
from amends.apps.customers.models import ImportBatch, ImportState
from amends.pipeline.intake.adopting import adopt_parquet
from amends.pipeline.sources import FEEDS


def import_all(files: Mapping[str, tuple[Path, ...]], *, by: User) -> None:
    """Take in every file of the demo, feed after feed."""
    for feed, paths in files.items():
        for path in paths:
            if path.suffix == ".csv":
                _upload(feed, path, by)
            else:
                adopt_parquet(settings.AMENDS_DATA, FEEDS[feed], path, at=_now())


def _upload(feed: str, path: Path, by: User) -> None:
    """What a person does on the import page: send, look at the suggested columns, try, confirm."""
    with path.open("rb") as file:
        batch = keep_upload(
            feed=feed, name=path.name, chunks=iter(lambda: file.read(1 << 20), b""), by=by, at=_now()
        )
    batch = _after_work(batch)
    match_columns(batch=batch, mapping=batch.mapping, by=by, at=_now())
    batch = _after_work(batch)
    confirm(batch=batch, by=by, at=_now())
    batch = _after_work(batch)
    if batch.state != ImportState.DONE:
        raise SystemExit(
            f"{path.name} did not go in: {batch.get_state_display()} {batch.reason} {batch.problems}"
        )


def _after_work(batch: ImportBatch) -> ImportBatch:
    while work_once(worker="demo", clock=_now, keep_alive=False):
        pass
    return (
        ImportBatch.objects.unscoped("the demo follows its own upload")
        .select_related("unit", "by")
        .get(pk=batch.pk)
    )


def _now() -> datetime:
    return datetime.now(UTC)
