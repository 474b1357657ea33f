# SPDX-License-Identifier: Apache-2.0
"""A list of customers as a file: CSV or a workbook, told by its bytes and never by its name."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amends.apps.recovery.rules.waves.listed import HEADS, Fault, GivenRow
from amends.pipeline.intake.reading import cell_text, read_table
from amends.pipeline.intake.table import RawTable, UnreadableFile, cell_at

MOST_BYTES = 5 << 20
COLUMNS = {"code": _("客户编号"), "account": _("账户"), "class": _("类别")}
FAULTS = {
    Fault.EMPTY: _("空着"),
    Fault.TOO_LONG: _("超过 64 个字"),
    Fault.TWICE: _("前面已经有这个客户"),
    Fault.NO_CLASS: _("没有这个类别"),
    Fault.UNKNOWN: _("您的机构里没有这个客户"),
}


class ListedField(forms.FileField):
    """A table with a column of customers' codes, and if they are known of accounts and classes."""

    def __init__(self, **options: Any) -> None:
        usual = _("CSV 或 XLSX，第一行是列名：客户编号（必有）、账户、类别；不超过 5 MB")
        super().__init__(**{"help_text": usual, **options})

    def clean(self, data: Any, initial: Any = None) -> list[GivenRow] | None:
        """The rows of the file; None without a file."""
        given = super().clean(data, initial)
        if not given:
            return None
        if (given.size or 0) > MOST_BYTES:
            raise ValidationError(_("文件超过 5 MB，请分成几个波次"))
        with NamedTemporaryFile() as kept:  # the reader wants a place on the disk
            kept.write(given.read())
            kept.flush()
            try:
                return _rows(read_table(Path(kept.name)))
            except UnreadableFile as error:
                raise ValidationError(str(error)) from error


def _rows(table: RawTable) -> list[GivenRow]:
    places = {name: _place(table, heads) for name, heads in HEADS.items()}
    if places["code"] is None:
        raise ValidationError(_("没有找到客户编号这一列，请在第一行写上列名"))
    return [
        GivenRow(number, *(_cell(table, place, at) for place in places.values()))
        for at, number in enumerate(table.row_numbers)
    ]


def _place(table: RawTable, heads: tuple[str, ...]) -> int | None:
    named = [str(each).strip().lower() for each in table.headers]
    return next((named.index(each) for each in heads if each in named), None)


def _cell(table: RawTable, place: int | None, at: int) -> str:
    return "" if place is None else (cell_text(cell_at(table.columns[place], at)) or "").strip()
