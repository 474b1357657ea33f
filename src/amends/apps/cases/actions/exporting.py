# SPDX-License-Identifier: Apache-2.0
"""Taking a list out as a file: logged, cut to what the person may see, masked, and in batches."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from xlsxwriter import Workbook

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.queries.export import MOST_ROWS, Cell, export_rows, header, length
from amends.apps.cases.rules.desk import Choice, asked_for
from amends.apps.cases.rules.sheets import csv_cell
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobRun, User
from amends.apps.core.rules.chain import Json

KEPT_SECONDS = 24 * 3600
Progress = Callable[[int, int], None]


class Form(StrEnum):
    """What a list can be taken out as."""

    CSV = "csv"
    XLSX = "xlsx"


class TooMany(CaseRefused):
    """A list is too long for one file."""

    sentence = _("最多导出 %(most)s 件，请先筛选")


def refuse_too_long(person: User, choice: Choice, *, at: datetime) -> int:
    """How many rows a list has. Raises `TooMany`."""
    rows = length(person, choice, at=at)
    if rows > MOST_ROWS:
        raise TooMany(most=MOST_ROWS)
    return rows


def export_list(
    *, choice: Choice, form: Form, place: Path, by: User, at: datetime, progress: Progress | None = None
) -> int:
    """Write a list to a file that only the service can read; returns how many rows. One event, without any name.

    The file appears when it is whole. Raises `TooMany`.
    """
    rows = refuse_too_long(by, choice, at=at)
    part = place.with_name(f".{place.name}.part")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = _told(export_rows(by, choice, at=at), rows, progress)
    written = (_write_csv if form is Form.CSV else _write_xlsx)(part, told)
    os.chmod(part, 0o600)
    part.replace(place)
    cut: list[Json] = [
        *sorted(set(asked_for(choice)) - {"tab", "sort"})
    ]  # which filters, not what was typed into them
    with writing(by=by, at=at) as log:
        log(
            EventKind.CASES_EXPORTED,
            by,
            unit=by.unit,
            rows=written,
            form=str(form),
            tab=str(choice.desk),
            cut=cut,
        )
    return written


def _told(
    batches: Iterable[list[list[Cell]]], total: int, progress: Progress | None
) -> Iterator[list[list[Cell]]]:
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        if progress:
            progress(done, max(total, done))


def _write_csv(place: Path, batches: Iterable[list[list[Cell]]]) -> int:
    written = 0
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(header())
        for batch in batches:
            out.writerows([csv_cell(value) for value in row] for row in batch)
            written += len(batch)
    return written


def _write_xlsx(place: Path, batches: Iterable[list[list[Cell]]]) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    written = 0
    with Workbook(str(place), options) as book:
        sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, header(), book.add_format({"bold": True}))
        for batch in batches:
            for row in batch:
                written += 1
                for at, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(written, at, value, moment)
                    elif value not in {None, ""}:
                        sheet.write(written, at, value)
    return written


def ask_export(*, choice: Choice, form: Form, by: User, at: datetime) -> JobRun:
    """Let a worker write a long list. Raises `TooMany`."""
    refuse_too_long(by, choice, at=at)
    asked: dict[str, Json] = {"query": {**asked_for(choice)}, "form": str(form), "token": token_hex(16)}
    return enqueue("export_cases", by=by, at=at, arguments=asked)


def export_place(token: str, form: Form) -> Path:
    """Where the file of a run lies; nobody can guess its name."""
    return export_folder() / f"cases-{token}.{form}"


def export_folder() -> Path:
    """Where files wait to be fetched."""
    return Path(settings.MEDIA_ROOT) / "exports"


def remove_old_exports(*, at: datetime) -> int:
    """Remove files that are older than a day; returns how many."""
    old = [
        each
        for each in export_folder().glob("*cases-*")
        if at.timestamp() - each.stat().st_mtime > KEPT_SECONDS
    ]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)
