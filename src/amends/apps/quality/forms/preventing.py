# SPDX-License-Identifier: Apache-2.0
"""What is typed about the cases that an improvement should prevent."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.queries.intake import causes, taxonomy
from amends.apps.cases.queries.rooting import roots
from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.actions.preventing import Aim


class PreventionForm(forms.Form):
    """Which cases, where, from when, by how much."""

    topic = forms.ChoiceField(label=_("投诉分类"), required=False)
    cause = forms.ChoiceField(label=_("投诉原因"), required=False)
    domain = forms.ChoiceField(
        label=_("根因所在环节"), required=False, help_text=_("三项至少选一项；选了几项，要同时符合才算。")
    )
    unit = UnitField(label=_("实施的机构"), queryset=Unit.objects.none())
    start_date = forms.DateField(
        label=_("开始见效的日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("改动真正生效的那一天，不是立项的那一天。"),
    )
    expected_cut = forms.IntegerField(label=_("预计减少（%）"), min_value=1, max_value=100)
    weeks_before = forms.IntegerField(label=_("对照期（周）"), min_value=8, max_value=104, initial=26)
    weeks_after = forms.IntegerField(label=_("观察期（周）"), min_value=4, max_value=104, initial=12)
    co_owners = forms.ModelMultipleChoiceField(
        label=_("共同负责人"), required=False, queryset=User.objects.none()
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose("topic", _topics())
        self._choose("cause", [(code, gettext(each.name)) for code, each in causes().causes.items()])
        self._choose("domain", [(code, gettext(each.name)) for code, each in roots().domains.items()])
        for name, rows in (("unit", Unit.objects.within(scope)), ("co_owners", people_within(scope))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("不限")), *choices]  # type: ignore[attr-defined]

    def aim(self) -> Aim:
        """The aim as the verb takes it."""
        return Aim(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def _topics() -> list[tuple[str, str]]:
    """Topics of every level, each under the one above it."""
    found: dict[str, str] = {}
    for leaf in taxonomy().leaves.values():
        found.setdefault(leaf.code[:2], leaf.level1)
        found.setdefault(leaf.level2_code, f"— {leaf.level2}")
        found[leaf.code] = f"—— {leaf.name}"
    return list(found.items())
