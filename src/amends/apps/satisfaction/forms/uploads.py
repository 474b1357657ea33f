# SPDX-License-Identifier: Apache-2.0
"""A small table that somebody hands over: CSV or a workbook, told by its bytes and never by its name."""

import hashlib
from pathlib import Path
from tempfile import NamedTemporaryFile

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amends.apps.satisfaction.actions.importing import HandedOver
from amends.pipeline.intake.reading import read_table
from amends.pipeline.intake.table import RawTable, UnreadableFile, cell_at

MOST_BYTES = 5 << 20


class TableForm(forms.Form):
    """One file of rows; the cleaned `file` is what the verbs take."""

    file = forms.FileField(label=_("文件"), help_text=_("CSV 或 XLSX，第一行是列名；不超过 5 MB"))

    def clean_file(self) -> HandedOver:
        """The rows of the file, as they stand in it."""
        given = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise ValidationError(_("文件超过 5 MB，请分成几个文件"))
        content = given.read()
        with NamedTemporaryFile() as kept:  # the reader wants a place on the disk
            kept.write(content)
            kept.flush()
            try:
                found = read_table(Path(kept.name))
            except UnreadableFile as error:
                raise ValidationError(str(error)) from error
        return _handed_over(found, given.name or "", hashlib.sha256(content).hexdigest())


def _handed_over(found: RawTable, name: str, digest: str) -> HandedOver:
    shown = "".join(each for each in name.replace("\\", "/").rsplit("/", 1)[-1] if each.isprintable())
    rows = [
        (number, [cell_at(column, at) for column in found.columns])
        for at, number in enumerate(found.row_numbers)
    ]
    return HandedOver(found.headers, rows, shown or "file", digest)
