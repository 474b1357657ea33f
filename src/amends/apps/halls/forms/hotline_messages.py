# SPDX-License-Identifier: Apache-2.0
"""Messages for colleagues, as people type them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import User
from amends.apps.customers.forms.fields import words
from amends.apps.halls.actions.hotline.messages import Said
from amends.kernel.identifiers import normal_number


class MessageForm(forms.Form):
    """Who called, what about, by when to call back; `code` makes a second press the same message."""

    code = forms.SlugField(max_length=32, widget=forms.HiddenInput)
    recipient = forms.ModelChoiceField(label=_("给谁"), queryset=User.objects.none())
    name = words(_("来电人"), most=40, help_text=_("问：请问怎么称呼您？"))
    number = words(_("回电号码"), most=24, help_text=_("念一遍请对方确认"))
    matter = words(_("事由"), most=300, help_text=_("一句话写明要办什么，同事回电时不用再问"))
    due_at = forms.DateTimeField(
        label=_("何时回电"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["recipient"].queryset = colleagues  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """A number that can be called."""
        number = normal_number(self.cleaned_data["number"])
        if sum(each.isdecimal() for each in number) < 5:
            raise forms.ValidationError(_("这不是能回拨的号码。"))
        return number

    def told(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        told = dict(self.cleaned_data)
        said = Said(told.pop("name"), told.pop("number"), told.pop("matter"))
        return {**told, "said": said}


class DoneForm(forms.Form):
    """What came of a call back."""

    result = words(_("回电结果"), most=300)
