# SPDX-License-Identifier: Apache-2.0
"""Taking a request about personal data in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.models.rights import CHANNELS, KINDS
from amends.apps.customers.rules.rights import Kind


class AskForm(forms.Form):
    """What is asked for, on which way it came, and in which words."""

    kind = forms.ChoiceField(label=_("要求"), choices=[(str(k), v) for k, v in KINDS.items()])
    channel = forms.ChoiceField(label=_("渠道"), choices=[*CHANNELS.items()])
    words = forms.CharField(
        label=_("客户怎么说"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self) -> dict[str, Any]:
        """As the verb takes it."""
        return self.cleaned_data | {"kind": Kind(self.cleaned_data["kind"])}
