# SPDX-License-Identifier: Apache-2.0
"""When the customer wants to be called again."""

from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


class LaterForm(forms.Form):
    """A day and a time on the customer's own clock, which is that of `zone`."""

    later_at = forms.DateTimeField(
        label=_("什么时候再打"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"required": _("请写下约定的时间"), "invalid": _("请写下约定的时间")},
    )

    def __init__(self, *args: Any, zone: tzinfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        if behind := _hours_behind(zone):
            words = _t("按客户当地的时间，比这里晚 %(hours)g 小时") % {"hours": behind}
            self.fields["later_at"].help_text = words

    def clean_later_at(self) -> datetime:
        """The moment at which the customer's clock shows what was typed."""
        typed: datetime = self.cleaned_data["later_at"]
        return timezone.make_naive(typed).replace(tzinfo=self.zone)

    @property
    def moment(self) -> datetime | None:
        """The moment that was agreed on, where one was."""
        return self.cleaned_data.get("later_at") if self.is_bound and self.is_valid() else None

    def refuse(self, words: str) -> None:
        """Show a refusal at the field."""
        if self.is_bound:
            self.add_error("later_at", words)


def _hours_behind(zone: tzinfo) -> float:
    """By how many hours the clock of a zone is behind ours, on a day of no summer time."""
    there = datetime(2026, 1, 15, 12, tzinfo=zone)
    return (there - there.replace(tzinfo=timezone.get_default_timezone())).total_seconds() / 3600
