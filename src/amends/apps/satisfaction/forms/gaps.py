# SPDX-License-Identifier: Apache-2.0
"""What is typed about the gaps: who answers, an action from a template, what managers think that customers expect."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import PersonField
from amends.apps.core.models import ROLES
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import RIGHTS, Right
from amends.apps.satisfaction.actions.gaps import Doing
from amends.apps.satisfaction.models.gaps import GAP_STATES
from amends.apps.satisfaction.queries.answers import AskedItem
from amends.apps.satisfaction.queries.gaps.listening import services
from amends.apps.satisfaction.queries.gaps.programme import Charge
from amends.apps.satisfaction.rules.gaps import GapState

MOST_TOPICS = 10


class ChargeForm(forms.Form):
    """Who answers for a gap, and where the work stands."""

    owner_role = forms.ChoiceField(
        label=_("责任岗位"), choices=[(each.value, words) for each, words in ROLES.items()]
    )
    state = forms.ChoiceField(
        label=_("状态"), choices=[(each.value, words) for each, words in GAP_STATES.items()]
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def charge(self) -> Charge:
        """The charge as the verb takes it."""
        data = self.cleaned_data
        return Charge(data["owner_role"], GapState(data["state"]), data["note"], data["version"])


class ActionForm(forms.Form):
    """Who does an action of a template, and by when; the button pressed says which action."""

    template = forms.CharField(max_length=40, widget=forms.HiddenInput)
    owner = PersonField(label=_("负责人"), queryset=None)
    due_date = forms.DateField(
        label=_("完成期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = [str(role) for role, rights in RIGHTS.items() if Right.WORK_CASES in rights]
        chosen = self.fields["owner"]
        if isinstance(chosen, PersonField):
            chosen.queryset = people_within(scope).filter(is_active=True, role__in=roles)

    def doing(self) -> Doing:
        """Who and when, as the verb takes it."""
        return Doing(self.cleaned_data["owner"], self.cleaned_data["due_date"])


class ForecastForm(forms.Form):
    """What customers expect, in the eyes of a manager: a number on the scale of each item."""

    def __init__(self, *args: Any, items: Sequence[AskedItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = [each.code for each in items]
        for each in items:
            low, high = f"{each.minimum:g}", f"{each.maximum:g}"
            self.fields[each.code] = forms.FloatField(
                label=each.title,
                min_value=each.minimum,
                max_value=each.maximum,
                help_text=gettext("客户平均会填几分，%(low)s 到 %(high)s") % {"low": low, "high": high},
                widget=forms.NumberInput(attrs={"step": "any"}),
            )
        self.fields["topics"] = forms.MultipleChoiceField(
            label=_("您认为客户近三个月投诉最多的事"),
            required=False,
            choices=[(code, gettext(name)) for code, name in services().items()],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("最多选十项；和实际投诉对照，看有没有没想到的。"),
        )

    def clean_topics(self) -> list[str]:
        """At most ten: whoever names everything has named nothing."""
        topics: list[str] = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("最多选十项"))
        return topics

    def answers(self) -> dict[str, float]:
        """The numbers by item."""
        return {code: self.cleaned_data[code] for code in self.codes}
