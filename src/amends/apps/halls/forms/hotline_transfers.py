# SPDX-License-Identifier: Apache-2.0
"""Hand-overs of calls, as people type them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import User
from amends.apps.customers.forms.fields import words
from amends.apps.halls.actions.hotline.transfers import Context


class TransferForm(forms.Form):
    """To whom, and what they must know before they take the call."""

    to = forms.ModelChoiceField(label=_("转给谁"), queryset=User.objects.none())
    note = words(_("情况摘要"), most=400, help_text=_("客户要什么，查到了哪里；同事看了不用客户再说一遍"))
    said = words(_("客户原话"), most=400, required=False)
    promised = words(_("已经答应的事"), most=400, required=False)

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        told = dict(self.cleaned_data)
        return {"to": told.pop("to"), "context": Context(**told)}


class ReturnForm(forms.Form):
    """Why a call is given back."""

    reason = words(_("退回原因"))
