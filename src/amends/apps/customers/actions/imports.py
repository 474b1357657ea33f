# SPDX-License-Identifier: Apache-2.0
"""Verbs on uploaded files: keep them, have them read, match their columns, try, take in, clear away."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobState, User
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.customers.models import ImportBatch, ImportState, SavedMapping

MOST_BYTES = 1 << 30
KEPT = timedelta(days=14)
UPLOADING = frozenset({UnitKind.GROUP, UnitKind.PROVINCE})
_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t\x00', " "))


class FileTooBig(ValueError):
    """An upload is larger than what is taken."""

    def __str__(self) -> str:
        return _("文件超过 1 GB，请拆分后再上传，或用命令行 amends ingest 导入")


class NoUnit(ValueError):
    """Somebody without a unit wants to hand over a file that would belong to nobody."""

    def __str__(self) -> str:
        return _("您的账号没有所属机构，不能导入文件")


class UnitTooNarrow(ValueError):
    """Somebody of one city wants to hand over a file: the store of a feed is one for all units."""

    def __str__(self) -> str:
        return _("只有集团或省公司一级的人员可以导入文件，请把文件交给省公司的数据人员")


class StepOutOfTurn(ValueError):
    """An upload is not where that step could be taken, for instance because it was taken in another window."""

    def __str__(self) -> str:
        return _("这个文件的状态已经变了，请看页面上现在的状态")


def upload_folder() -> Path:
    """Where uploads wait; readable by the service alone."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def may_upload(by: User) -> bool:
    """Whether the person looks after enough units to hand over files: a whole province, or the group."""
    return by.unit is not None and by.unit.kind in UPLOADING


def keep_upload(*, feed: str, name: str, chunks: Iterable[bytes], by: User, at: datetime) -> ImportBatch:
    """Keep an uploaded file under a random name and have it read. The sender's name is only shown, never used.

    Raises `FileTooBig`, `NoUnit`, `UnitTooNarrow`.
    """
    if by.unit is None:
        raise NoUnit
    if not may_upload(by):
        raise UnitTooNarrow
    stored = secrets.token_hex(16)
    digest, size = _written(upload_folder() / stored, chunks)
    with writing(by=by, at=at) as log:
        batch = ImportBatch.objects.create(
            feed=feed,
            file_name=shown_name(name),
            stored_name=stored,
            size=size,
            digest=digest,
            state=ImportState.READING,
            unit=by.unit,
            by=by,
            uploaded_at=at,
        )
        log(EventKind.FILE_UPLOADED, batch, unit=by.unit, feed=feed, size=size, digest=digest)
        _queue(batch, "read", by=by, at=at)
    return batch


def shown_name(name: str) -> str:
    """The sender's file name as it may be shown: no folders, no control characters, at most 120 characters."""
    plain = "".join(each for each in name.replace("\\", "/").rsplit("/", 1)[-1] if each.isprintable())
    return plain.translate(_NAME).strip()[-120:] or "file"


def _written(path: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                path.unlink()
                raise FileTooBig
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def read_again(
    *, batch: ImportBatch, sheet: str = "", header_row: int | None = None, by: User, at: datetime
) -> None:
    """Read the file again from another sheet or header row. Raises `StepOutOfTurn`."""
    with writing(by=by, at=at) as log:
        _step(batch, {ImportState.MATCHING, ImportState.CHECKED}, state=ImportState.READING)
        log(EventKind.FILE_CHECKED, batch, unit=batch.unit, step="read")
        _queue(batch, "read", by=by, at=at, sheet=sheet, header_row=header_row)


def match_columns(
    *, batch: ImportBatch, mapping: Mapping[str, Any], save_as: str = "", by: User, at: datetime
) -> None:
    """Try the whole file with a mapping, writing nothing; with `save_as`, keep the mapping under that name.

    Raises `StepOutOfTurn`.
    """
    with writing(by=by, at=at) as log:
        _step(
            batch,
            {ImportState.MATCHING, ImportState.CHECKED},
            state=ImportState.CHECKING,
            mapping=dict(mapping),
            problems=[],
        )
        log(EventKind.FILE_CHECKED, batch, unit=batch.unit, step="check")
        if save_as.strip():
            _save(batch, save_as.strip()[:60], mapping, by=by, at=at)
        _queue(batch, "check", by=by, at=at)


def _save(batch: ImportBatch, name: str, mapping: Mapping[str, Any], *, by: User, at: datetime) -> None:
    with writing(by=by, at=at) as log:
        saved, _new = SavedMapping.objects.within(by.scope).update_or_create(
            unit=batch.unit,
            feed=batch.feed,
            name=name,
            defaults={"mapping": dict(mapping), "by": by, "saved_at": at},
        )
        log(EventKind.MAPPING_SAVED, saved, unit=batch.unit, feed=batch.feed, name=name)


def confirm(*, batch: ImportBatch, by: User, at: datetime) -> None:
    """Take the file in as tried. Pressing twice takes it once. Raises `StepOutOfTurn`."""
    with writing(by=by, at=at) as log:
        _step(batch, {ImportState.CHECKED}, state=ImportState.TAKING)
        log(EventKind.FILE_CONFIRMED, batch, unit=batch.unit)
        _queue(batch, "take", by=by, at=at)


def note_preview(
    *, batch: ImportBatch, preview: Mapping[str, Any], mapping: Mapping[str, Any], at: datetime
) -> None:
    """The job has read the file: what is in it, and the mapping that it suggests."""
    with writing(by=batch.by, at=at) as log:
        _set(batch, state=ImportState.MATCHING, preview=dict(preview), mapping=dict(mapping), problems=[])
        log(EventKind.FILE_CHECKED, batch, unit=batch.unit, step="match")


def note_check(
    *, batch: ImportBatch, expected: Mapping[str, Any], problems: Sequence[str], at: datetime
) -> None:
    """The job has tried the file: what would happen, or why the mapping cannot be used."""
    state = ImportState.MATCHING if problems else ImportState.CHECKED
    with writing(by=batch.by, at=at) as log:
        _set(batch, state=state, expected=dict(expected), problems=list(problems))
        log(EventKind.FILE_CHECKED, batch, unit=batch.unit, step="checked", problems=len(problems))


def note_taken(
    *, batch: ImportBatch, counts: Mapping[str, Json], rejects: str, profile_rejects: str, at: datetime
) -> None:
    """The job has taken the file in; samples of its rows are forgotten."""
    with writing(by=batch.by, at=at) as log:
        _set(
            batch,
            state=ImportState.DONE,
            counts=dict(counts),
            rejects_name=rejects,
            profile_rejects_name=profile_rejects,
            preview={},
            finished_at=at,
        )
        numbers: dict[str, Json] = {key: value for key, value in counts.items() if isinstance(value, int)}
        log(EventKind.FILE_IMPORTED, batch, unit=batch.unit, counts=numbers)


def note_rejects_fetched(*, batch: ImportBatch, which: str, by: User, at: datetime) -> None:
    """Somebody takes the rows out that were handed back: they hold what the file held, names and numbers too."""
    with writing(by=by, at=at) as log:
        log(EventKind.REJECTS_FETCHED, batch, unit=batch.unit, which=which)


def refuse(*, batch: ImportBatch, reason: str, at: datetime) -> None:
    """The file cannot be taken in; `reason` says why and what to do, for the person who sent it."""
    with writing(by=batch.by, at=at) as log:
        _set(batch, state=ImportState.REFUSED, reason=reason[:400], preview={}, finished_at=at)
        log(EventKind.FILE_REFUSED, batch, unit=batch.unit)


def remove_old_files(*, at: datetime) -> int:
    """Remove uploads and files of rejected rows that are older than 14 days; what hangs since then is refused.

    Returns how many uploads were cleared.
    """
    old = ImportBatch.objects.unscoped("a nightly clean-up").filter(
        uploaded_at__lt=at - KEPT, files_removed_at__isnull=True
    )
    batches = [each for each in old.select_related("unit", "by", "run") if not _in_hand(each, at)]
    for batch in batches:
        if batch.is_working:
            refuse(batch=batch, reason=_("这个文件十四天没有处理完，原文件已删除，请重新上传"), at=at)
        for name in (batch.stored_name, batch.rejects_name, batch.profile_rejects_name):
            if name:
                (upload_folder() / name).unlink(missing_ok=True)
        with writing(by=None, at=at) as log:
            _set(batch, files_removed_at=at, preview={})
            log(EventKind.FILES_REMOVED, batch, unit=batch.unit)
    return len(batches)


def _in_hand(batch: ImportBatch, at: datetime) -> bool:
    """Whether a job that was asked for lately is still to end: nobody may take its file away."""
    run = batch.run
    if not batch.is_working or run is None:
        return False
    return run.state in {JobState.QUEUED, JobState.RUNNING} and run.queued_at >= at - KEPT


def _queue(batch: ImportBatch, step: str, *, by: User, at: datetime, **more: Json) -> None:
    arguments: dict[str, Json] = {"batch": batch.pk, "step": step, **more}
    run = enqueue("import_file", by=by, at=at, arguments=arguments)
    _set(batch, run=run)


def _step(batch: ImportBatch, allowed: set[ImportState], **values: Any) -> None:
    """Move on only from where the step may be taken, decided by the database: two windows cannot both do it."""
    rows = ImportBatch.objects.unscoped("one row that was found in scope").filter(
        pk=batch.pk, state__in=allowed
    )
    if not rows.update(**values):
        raise StepOutOfTurn
    for name, value in values.items():
        setattr(batch, name, value)


def _set(batch: ImportBatch, **values: Any) -> None:
    for name, value in values.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(values))
