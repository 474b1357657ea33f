# SPDX-License-Identifier: Apache-2.0
"""What is typed about working together on a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import any_of, risk_field, words
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import LINK_KINDS
from amends.apps.cases.queries.policy import role_names
from amends.apps.cases.queries.together import related
from amends.apps.core.models import User
from amends.apps.core.rules.roles import RIGHTS, Right, Role


class NoteForm(CaseForm):
    """A note for colleagues."""

    text = words(_("备注"), rows=2, help_text=_("只有同事看得到；不写证件号、密码和验证码。"))


class MacroForm(CaseForm):
    """Which macro; the button pressed says it."""

    macro = forms.CharField(max_length=40, widget=forms.HiddenInput)


class OtherCaseForm(CaseForm):
    """Another case, by its number, within the scope of whoever names it."""

    other = forms.CharField(label=_("案件编号"), max_length=36)

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        self.person = person
        super().__init__(*args, **options)

    def clean_other(self) -> Case:
        """The case of that number."""
        found = related(self.case, self.cleaned_data["other"], self.person.scope)
        if found is None:
            raise forms.ValidationError(_("您的机构里没有这个编号的案件"))
        return found


class LinkForm(OtherCaseForm):
    """Which case it belongs to, and how."""

    kind = forms.ChoiceField(label=_("关系"), choices=any_of(LINK_KINDS))


class UnlinkForm(LinkForm):
    """Which of the links between the two; `back` where it is the other case that holds it."""

    back = forms.BooleanField(required=False, widget=forms.HiddenInput)


class MergeForm(OtherCaseForm):
    """Into which case, and why."""

    reason = words(_("原因"), rows=2)


class OfferForm(CaseForm):
    """To whose queue, and why."""

    queue = forms.ChoiceField(label=_("交给哪个岗位领取"))
    reason = words(_("原因"), rows=2)
    risk = risk_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        working = [str(role) for role in Role if Right.WORK_CASES in RIGHTS[role]]
        self.fields["queue"].choices = [  # type: ignore[attr-defined]
            (role, role_names().get(role, User(role=role).get_role_display())) for role in working
        ]


class DutyForm(forms.Form):
    """Whether one takes cases now, and how many at most."""

    on_duty = forms.BooleanField(label=_("在岗，可以接案"), required=False)
    most_open = forms.IntegerField(label=_("最多在办件数"), min_value=1, max_value=200)
