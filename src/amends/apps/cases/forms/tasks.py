# SPDX-License-Identifier: Apache-2.0
"""What is typed about tasks, visits and the card before a call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import due_field
from amends.apps.cases.forms.working import CaseForm


class FinishForm(CaseForm):
    """What came of a task."""

    result = forms.CharField(label=_("结果"), max_length=400)


class VisitForm(CaseForm):
    """When, what for, and the customer's own wish where the time is not one that we offer."""

    visit_at = due_field()
    purpose = forms.CharField(label=_("上门做什么"), max_length=200)
    wish = forms.CharField(
        label=_("客户的原话"), max_length=200, required=False, help_text=_("客户自己要求其他时间时写明。")
    )


class CallOffForm(CaseForm):
    """What the customer said when the visit was called off."""

    words = forms.CharField(label=_("客户同意不再上门的原话"), max_length=400)


class MoveForm(CaseForm):
    """The new time, and what the customer was told."""

    visit_at = due_field()
    told = forms.CharField(
        label=_("怎样告诉客户、客户怎样答复"),
        max_length=400,
        required=False,
        help_text=_("没有提前告诉客户的，按失约登记。"),
    )
