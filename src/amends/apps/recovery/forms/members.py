# SPDX-License-Identifier: Apache-2.0
"""Which members of a wave are shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import MEMBER_STATES, RecoveryWave

STATES = [
    ("", _("全部")),
    *((str(state), words) for state, words in MEMBER_STATES.items()),
    ("skipped", _("轮到时没有联系")),
    ("blocked", _("没有列入")),
]


class MemberForm(forms.Form):
    """State and unit."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    unit = forms.ChoiceField(label=_("机构"), required=False)

    def __init__(self, *args: Any, units: Scope, wave: RecoveryWave, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Unit.objects.within(units).filter(number__range=(wave.unit.number, wave.unit.last))
        field: Any = self.fields["unit"]
        field.choices = [STATES[0], *((each.code, each.name) for each in rows.order_by("number"))]

    @property
    def chosen(self) -> tuple[str, str]:
        """State and code of the unit; what the form does not know cuts nothing."""
        self.is_valid()
        return self.cleaned_data.get("state", ""), self.cleaned_data.get("unit", "")
