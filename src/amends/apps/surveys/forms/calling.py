# SPDX-License-Identifier: Apache-2.0
"""When the customer wants to be called again."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _


class LaterForm(forms.Form):
    """A day and a time of the customer's own."""

    later_at = forms.DateTimeField(
        label=_("什么时候再打"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"required": _("请写下约定的时间"), "invalid": _("请写下约定的时间")},
    )

    @property
    def moment(self) -> datetime | None:
        """The time as it was typed, where it was."""
        return self.cleaned_data.get("later_at") if self.is_bound and self.is_valid() else None

    def refuse(self, words: str) -> None:
        """Show a refusal at the field."""
        if self.is_bound:
            self.add_error("later_at", words)
