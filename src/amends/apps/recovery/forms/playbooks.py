# SPDX-License-Identifier: Apache-2.0
"""Which cases the comparison of playbooks looks at."""

from django import forms
from django.utils.translation import gettext_lazy as _

PERIODS = {"90": _("近三个月"), "180": _("近半年"), "365": _("近一年"), "730": _("近两年")}
USUAL = "365"


class PlaybookForm(forms.Form):
    """The period, and whether only cases of waves count."""

    days = forms.ChoiceField(label=_("结案时间"), required=False, choices=list(PERIODS.items()))
    in_waves = forms.BooleanField(label=_("只看修复波次的案件"), required=False)

    @property
    def chosen(self) -> tuple[int, bool]:
        """Days and whether only waves count; a value that the form does not know is the usual."""
        self.is_valid()
        return int(self.cleaned_data.get("days") or USUAL), bool(self.cleaned_data.get("in_waves"))
