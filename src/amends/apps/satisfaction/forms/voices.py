# SPDX-License-Identifier: Apache-2.0
"""What is typed about needs and the drivers of expectations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.satisfaction.models.voices import DRIVERS


class DriverForm(forms.Form):
    """Where the expectation mainly comes from."""

    driver = forms.ChoiceField(
        label=_("期望主要来自"), choices=[(each.value, words) for each, words in DRIVERS.items()]
    )


class NeedForm(forms.Form):
    """What the customer needs, under a short name."""

    need = forms.CharField(
        label=_("客户的需求"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "known-needs", "autocomplete": "off"}),
        help_text=_("用简短的说法，同样的需求用同样的名称；不写姓名和号码。"),
    )


class DeclineForm(forms.Form):
    """Why a need is left alone."""

    reason = forms.CharField(label=_("理由"), max_length=200)
