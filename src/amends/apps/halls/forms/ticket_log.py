# SPDX-License-Identifier: Apache-2.0
"""The file of a ticket machine."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amends.apps.halls.queries.ticket_files import MOST_BYTES


class TicketLogForm(forms.Form):
    """One file of one hall."""

    file = forms.FileField(
        label=_("文件"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls,.ods"})
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not too large."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise ValidationError(_now("文件超过 10 MB，请按月分开导入。"))
        return given
