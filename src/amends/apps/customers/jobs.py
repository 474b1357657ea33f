# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule: read, try and take in an uploaded file; clear old uploads away."""

import csv
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from amends.apps.core.models import Unit, User
from amends.apps.core.worker import AskedRun
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.imports import (
    note_check,
    note_preview,
    note_taken,
    refuse,
    remove_old_files,
    upload_folder,
)
from amends.apps.customers.actions.profiles import UpsertOutcome, upsert_profiles
from amends.apps.customers.actions.suppressing import suppressed
from amends.apps.customers.models import Forgotten, ImportBatch
from amends.apps.customers.queries.imports import batch_for_job
from amends.apps.customers.rules.profiles import CONSENT_COLUMNS, PROFILE_COLUMNS
from amends.pipeline.feeds import BrokenManifest
from amends.pipeline.forgetting import forget_in_feed
from amends.pipeline.intake.convert import convert
from amends.pipeline.intake.dry_run import Preview, preview, shown_value
from amends.pipeline.intake.ingest import IngestResult, ingest
from amends.pipeline.intake.mapping import Mapping, MappingError, mapping_to_plain
from amends.pipeline.intake.mapping_checks import bound
from amends.pipeline.intake.mapping_reading import parse_mapping
from amends.pipeline.intake.personal import waiting_personal_files
from amends.pipeline.intake.reading import read_batches
from amends.pipeline.intake.table import UnreadableFile
from amends.pipeline.intake.units import units_of
from amends.pipeline.schema import Column, Feed
from amends.pipeline.sources import FEEDS

logger = logging.getLogger(__name__)
# With these no further try would do better; whatever else goes wrong, the worker tries again.
_HOPELESS = (UnreadableFile, MappingError, BrokenManifest, OSError, pa.ArrowException, duckdb.Error)
_LONG_NUMBER = re.compile(r"\d{11,}")
_NUMBERS = (
    "rows",
    "accepted",
    "new",
    "replaced",
    "unchanged",
    "repeated",
    "rejected",
    "skipped",
    "not_available",
)
_READ_ROWS = 20_000


def import_file(
    run: AskedRun, *, batch: int, step: str, sheet: str = "", header_row: int | None = None
) -> dict[str, Any]:
    """One step of an upload: `read`, `check` or `take`. Killed and started again it ends the same."""
    found = batch_for_job(batch)
    if found is None or not found.is_working:
        return {"skipped": True}
    try:
        if step == "read":
            _read(run, found, sheet, header_row)
        elif step == "check":
            _check(run, found)
        else:
            _take(run, found)
    except _HOPELESS as error:
        logger.exception("upload %s cannot go on", found.pk)
        refuse(batch=found, reason=_what_to_do(error), at=run.at())
    return {"batch": found.pk, "state": str(found.state)}


def _what_to_do(error: Exception) -> str:
    """Why a file cannot be taken in, and what the person who sent it can do; no path of this machine in it."""
    if isinstance(error, UnreadableFile):
        return str(error)
    if isinstance(error, MappingError):
        return _("列对应已经不能用了，请重新上传并对应：%(problems)s") % {
            "problems": _("；").join(error.problems)
        }
    if isinstance(error, BrokenManifest):
        return _("%(problem)s请系统管理员从备份恢复后，再重新上传。") % {"problem": error}
    if isinstance(error, OSError):
        return _("服务器的磁盘写不进去或读不出来，请系统管理员检查剩余空间和权限，之后重新上传")
    return _("导入时出错，已记录在系统日志里；请重新上传，仍然不行时请联系系统管理员")


def remove_import_files(run: AskedRun) -> dict[str, Any]:
    """Clear old uploads away."""
    return {"removed": remove_old_files(at=run.at())}


def _path(batch: ImportBatch) -> Path:
    return upload_folder() / batch.stored_name


def _read(run: AskedRun, batch: ImportBatch, sheet: str, header_row: int | None) -> None:
    feed = FEEDS[batch.feed]
    start = None if header_row is None else Mapping(feed=feed.name, columns=(), header_row=header_row)
    seen = preview(_path(batch), start, feed, rows=10, sheet=sheet or None)
    suggested = mapping_to_plain(seen.suggestion.mapping)
    suggested |= {"sheet": sheet} if sheet else {}
    suggested |= {} if header_row is None else {"header_row": header_row}
    note_preview(batch=batch, preview=_described(seen, feed), mapping=suggested, at=run.at())


def _described(seen: Preview, feed: Feed) -> dict[str, Any]:
    """A preview as JSON for the page: the feed's columns, the file's headers with samples, how sure we are."""
    return {
        "sheets": list(seen.sheets),
        "sheet": seen.sheet,
        "header_row": seen.header_row,
        "headers": [
            {"position": h.position, "header": h.header, "sample": [_quiet(each) for each in h.sample[:3]]}
            for h in seen.headers
        ],
        "columns": [_column(each) for each in feed.columns],
        "doubtful": [guess.position for guess in seen.suggestion.doubtful],
        "missing": list(seen.suggestion.missing),
        "key": list(feed.key),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "zh": column.zh,
        "required": column.required and column.default is None,
        "choices": list(column.choices),
        "units": [[unit.name, unit.zh or unit.name] for unit in units_of(column).values()],
        "personal": column.personal,
    }


def _quiet(text: str) -> str:
    """A sample without long numbers, which may be somebody's."""
    return _LONG_NUMBER.sub(lambda match: f"{match[0][:3]}****{match[0][-4:]}", text)[:60]


def _check(run: AskedRun, batch: ImportBatch) -> None:
    feed = FEEDS[batch.feed]
    try:
        mapping = parse_mapping(batch.mapping, feed)
        known = _known_units(batch.by)
        seen = preview(_path(batch), mapping, feed, home=settings.AMENDS_DATA, rows=5, known_units=known)
    except MappingError as error:
        note_check(batch=batch, expected={}, problems=error.problems, at=run.at())
        return
    expected = _expected(seen.outcome, seen, feed) if seen.outcome else {}
    note_check(batch=batch, expected=expected, problems=seen.mapping_problems, at=run.at())


def _expected(outcome: IngestResult, seen: Preview, feed: Feed) -> dict[str, Any]:
    shown = [
        each.name for each in feed.columns if any(row.get(each.name) is not None for row in seen.records)
    ]
    return _counts(outcome) | {
        "columns": [feed.column(name).zh for name in shown],
        "records": [[_cell(row.get(name)) for name in shown] for row in seen.records],
        "problems": _problems(outcome),
        "unknown_units": list(outcome.unknown_units[:20]),
    }


def _cell(value: object) -> str:
    return "" if value is None else _quiet(str(value))


def _counts(outcome: IngestResult) -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in _NUMBERS} | {
        "recognised": outcome.recognised,
        "taken_at": outcome.taken_at,
        "months": list(outcome.months),
    }


def _problems(outcome: IngestResult) -> list[list[Any]]:
    """Reasons are kept as codes with their values: each reader of the page has a language of their own."""
    return [
        [each.row, each.header or each.zh, _quiet(shown_value(each)), each.reason.as_dict()]
        for each in outcome.problems
    ]


def _take(run: AskedRun, batch: ImportBatch) -> None:
    feed, at = FEEDS[batch.feed], run.at()
    total = int(batch.expected.get("rows") or 0)
    mapping = parse_mapping(batch.mapping, feed)
    rejects = upload_folder() / f"{batch.stored_name}-rejects.csv"
    outcome = ingest(
        settings.AMENDS_DATA,
        feed,
        _path(batch),
        mapping,
        at=at,
        name=batch.file_name,
        rejects=rejects,
        known_units=_known_units(batch.by),
        progress=lambda done: run.progress(min(done, total), total, ""),
    )
    if Forgotten.objects.exists():  # the file may name somebody whom we forgot
        forget_in_feed(settings.AMENDS_DATA, feed, suppressed)
    counts = _counts(outcome) | {
        "problems": _problems(outcome),
        "unknown_units": list(outcome.unknown_units[:20]),
    }
    profile_rejects = ""
    if feed.name == "subscribers":
        profiles = _profiles(run, batch, mapping, feed)
        _forget_private(feed, batch.digest)
        counts["profiles"] = profiles.counts()
        profile_rejects = _written(profiles, batch)
    kept = rejects.name if rejects.exists() else ""
    note_taken(batch=batch, counts=counts, rejects=kept, profile_rejects=profile_rejects, at=run.at())


def _known_units(by: User) -> Any:
    scope = by.scope
    inside = Q(number__range=(scope.first, scope.last))
    codes = set(Unit.objects.filter(inside).values_list("code", flat=True))
    return codes.__contains__


def _profiles(run: AskedRun, batch: ImportBatch, mapping: Mapping, feed: Feed) -> UpsertOutcome:
    """Bring the customers of the file up to date: profiles and sealed identities, batch by batch."""
    named = {name for name, _how in mapping.columns}
    kept = [name for name in (*PROFILE_COLUMNS, *CONSENT_COLUMNS) if name in named]
    whole = UpsertOutcome()
    for found in _records(_path(batch), mapping, feed):
        forgotten = suppressed([row["customer_id"] for row in found])
        records = [row for row in found if row["customer_id"] not in forgotten]
        rows = [{name: row[name] for name in ("customer_id", "unit_code", *kept)} for row in records]
        personal = {
            row["customer_id"]: Personal(row.get("name"), row.get("service_number"), row.get("email"))
            for row in records
        }
        part = upsert_profiles(rows, personal, by=batch.by, at=run.at())
        whole = whole.with_part(part)
        run.progress(
            whole.created + whole.updated + whole.unchanged, int(batch.expected.get("rows") or 0), ""
        )
    return whole


def _records(path: Path, mapping: Mapping, feed: Feed) -> Iterator[list[dict[str, Any]]]:
    places = None
    for table in read_batches(path, sheet=mapping.sheet, rows=_READ_ROWS, header_row=mapping.header_row):
        places = places or bound(mapping, feed, table.headers, table.positions)
        yield convert(table, places).records.to_pylist()


def _forget_private(feed: Feed, digest: str) -> None:
    """The sealed identities are committed: the private file of this upload is no longer needed."""
    for path in waiting_personal_files(settings.AMENDS_DATA, feed):
        if path.stem.endswith(digest[:12]):
            path.unlink(missing_ok=True)


def _written(outcome: UpsertOutcome, batch: ImportBatch) -> str:
    """The file of customers that were handed back, or no name when there were none."""
    if not outcome.rejected:
        return ""
    path = upload_folder() / f"{batch.stored_name}-customers.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        path.chmod(0o600)
        writer = csv.writer(file)
        writer.writerow(["客户编号", "列", "原值", "原因"])
        writer.writerows([r.code, r.column, r.value, r.reason] for r in outcome.rejected)
    return path.name
