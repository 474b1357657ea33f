# SPDX-License-Identifier: Apache-2.0
"""Sales and repairs as people note them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.quality.actions.devices import Repair, Sale
from amends.apps.quality.models.devices import OUTCOMES


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _place(label: Any) -> UnitField:
    """Any outlet of the operator: units are no secret, and a repair may be made anywhere."""
    return UnitField(label=label, queryset=Unit.objects.order_by("number"))


class SaleForm(forms.Form):
    """A device that the customer bought."""

    model = forms.CharField(label=_("型号"), max_length=60)
    sold_date = _day(_("购买日期"))
    unit = _place(_("在哪里买的"))
    proof = forms.CharField(label=_("购买凭证号"), max_length=60)

    def sale(self) -> Sale:
        """As the verb takes it."""
        return Sale(**self.cleaned_data)


class RepairForm(forms.Form):
    """A repair of one."""

    what = forms.CharField(label=_("修了什么"), max_length=120)
    repaired_date = _day(_("修好日期"))
    unit = _place(_("在哪里修的"))
    proof = forms.CharField(label=_("维修单号"), max_length=60)

    def repair(self) -> Repair:
        """As the verb takes it."""
        return Repair(**self.cleaned_data)


class OutcomeForm(forms.Form):
    """What the customer said when called."""

    outcome = forms.ChoiceField(choices=[*OUTCOMES.items()])
