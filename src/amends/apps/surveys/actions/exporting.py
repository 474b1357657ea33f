# SPDX-License-Identifier: Apache-2.0
"""Taking the answers of a wave out as a file: logged, cut to what the person may see, without names, by a worker."""

import csv
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobRun, User
from amends.apps.core.rules.chain import Json
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.queries.answer_rows import (
    MOST_ROWS,
    answer_rows,
    base_columns,
    how_many,
    item_columns,
)
from amends.apps.surveys.rules.answer_columns import NOT_APPLICABLE, Column, cells, plain_cell

KEPT_SECONDS = 24 * 3600
Progress = Callable[[int, int], None]
Rows = Iterator[list[Any]]


class Form(StrEnum):
    """What answers can be taken out as."""

    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"


class NothingToExport(ValueError):
    """A wave has no answer that the person may see, or too many for one file."""

    def __init__(self, rows: int) -> None:
        super().__init__(str(rows))
        self.rows = rows

    def __str__(self) -> str:
        if self.rows:
            return _("最多导出 %(most)s 份答卷") % {"most": MOST_ROWS}
        return _("您的机构在这期还没有完整的答卷")


def ask_answers(*, wave: SurveyWave, form: Form, by: User, at: datetime) -> JobRun:
    """Let a worker write the file; pressed twice within a minute it is written once. Raises `NothingToExport`."""
    _refuse(wave, by)
    asked: dict[str, Json] = {"wave": wave.pk, "form": str(form), "token": token_hex(16)}
    key = f"export_answers:{wave.pk}:{form}:{by.pk}:{at:%Y%m%d%H%M}"
    return enqueue("export_answers", by=by, at=at, key=key, arguments=asked)


def _refuse(wave: SurveyWave, by: User) -> int:
    rows = how_many(wave, by.scope)
    if not 0 < rows <= MOST_ROWS:
        raise NothingToExport(rows)
    return rows


def export_answers(
    *, wave: SurveyWave, form: Form, place: Path, by: User, at: datetime, progress: Progress | None = None
) -> int:
    """Write the complete answers of a wave that the person may see; returns how many. One event.

    The file appears when it is whole, and only the service can read it. Raises `NothingToExport`.
    """
    total = _refuse(wave, by)
    part = place.with_name(f".{place.name}.part")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted = item_columns(wave)
    rows = _told(_rows(wave, by, wanted, coded=form is Form.SAV), total, progress)
    write = {Form.CSV: _write_csv, Form.XLSX: _write_xlsx, Form.SAV: _write_sav}[form]
    written = write(part, wanted, rows)
    os.chmod(part, 0o600)
    part.replace(place)
    with writing(by=by, at=at) as log:
        log(EventKind.SURVEYS_EXPORTED, wave, unit=by.unit, rows=written, form=str(form))
    return written


def _rows(wave: SurveyWave, by: User, wanted: tuple[Column, ...], *, coded: bool) -> Rows:
    for own, answers in answer_rows(wave, by.scope):
        yield [*own, *cells(wanted, answers, coded=coded)]


def _told(rows: Rows, total: int, progress: Progress | None) -> Rows:
    for done, row in enumerate(rows, 1):
        yield row
        if progress and done % 500 == 0:
            progress(done, max(total, done))


def _header(wanted: tuple[Column, ...]) -> list[str]:
    return [*(name for name, _label in base_columns()), *(each.name for each in wanted)]


def _labels(wanted: tuple[Column, ...]) -> list[str]:
    return [*(label for _name, label in base_columns()), *(each.label for each in wanted)]


def _write_csv(place: Path, wanted: tuple[Column, ...], rows: Rows) -> int:
    written = 0
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(_header(wanted))
        out.writerow([plain_cell(each) for each in _labels(wanted)])
        for row in rows:
            out.writerow([plain_cell(each) for each in row])
            written += 1
    return written


def _write_xlsx(place: Path, wanted: tuple[Column, ...], rows: Rows) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    written = 0
    with Workbook(str(place), options) as book:
        sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(2, 1)
        sheet.write_row(0, 0, _header(wanted), bold)
        sheet.write_row(1, 0, _labels(wanted), bold)
        for row in rows:
            written += 1
            for at, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(written + 1, at, value, moment)
                elif value not in {None, ""}:
                    sheet.write(written + 1, at, value)
    return written


def _write_sav(place: Path, wanted: tuple[Column, ...], rows: Rows) -> int:
    """SPSS: numbers with value labels, «not applicable» as a missing value, the words of the questions as labels."""
    import pandas as pd  # only the worker needs them
    import pyreadstat

    header = _header(wanted)
    frame = pd.DataFrame(list(rows), columns=header)
    numeric = [each.name for each in wanted if each.is_numeric]
    frame[numeric] = frame[numeric].apply(pd.to_numeric)
    pyreadstat.write_sav(
        frame,
        str(place),
        column_labels=[label[:250] for label in _labels(wanted)],
        variable_value_labels={each.name: dict(each.values) for each in wanted if each.values},
        missing_ranges={each.name: [NOT_APPLICABLE] for each in wanted if NOT_APPLICABLE in each.values},
        variable_measure={each.name: "scale" if each.kind == "number" else "nominal" for each in wanted},
    )
    return len(frame)


def answers_place(token: str, form: Form) -> Path:
    """Where the file of a run lies; nobody can guess its name."""
    return _folder() / f"answers-{token}.{form}"


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"


def remove_old_answers(*, at: datetime) -> int:
    """Remove files that are older than a day; returns how many."""
    old = [
        each for each in _folder().glob("*answers-*") if at.timestamp() - each.stat().st_mtime > KEPT_SECONDS
    ]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)
