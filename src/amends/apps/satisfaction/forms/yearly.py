# SPDX-License-Identifier: Apache-2.0
"""What is typed about the year of a unit: a target, a task, how it ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.satisfaction.actions.yearly import Plan
from amends.apps.satisfaction.queries.naming import element_names
from amends.apps.satisfaction.rules.origins import OVERALL


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody of a unit, with role and unit."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, the role and the unit."""
        return " · ".join(filter(None, (str(obj), str(obj.get_role_display()), str(obj.unit or ""))))


class TargetForm(forms.Form):
    """What is to be reached."""

    element = forms.ChoiceField(label=_("要素"), required=False)
    value = forms.FloatField(label=_("目标值（0–100）"), min_value=0, max_value=100)
    reason = forms.CharField(
        label=_("目标依据"), max_length=200, help_text=_("例如：集团下达、去年基础上提高 2 分")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_elements(self.fields["element"])


class TaskForm(forms.Form):
    """What is done, for what, by whom, by when."""

    title = forms.CharField(label=_("做什么"), max_length=120)
    element = forms.ChoiceField(label=_("针对哪个要素"), required=False)
    owner = OwnerField(label=_("负责人"), queryset=User.objects.none())
    due_date = forms.DateField(
        label=_("完成期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_elements(self.fields["element"])
        self.fields["owner"].queryset = people_within(unit.scope).filter(is_active=True)  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """The plan as the verbs take it."""
        data = self.cleaned_data
        return Plan(data["title"], data["element"], data["owner"], data["due_date"])


class EndForm(forms.Form):
    """What came of a task; the button pressed says whether it was done."""

    outcome = forms.CharField(label=_("结果"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    done = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


def _offer_elements(field: forms.Field) -> None:
    names = [(code, name) for code, name in element_names().items()]
    field.choices = [(OVERALL, _("总体")), *names]  # type: ignore[attr-defined]
