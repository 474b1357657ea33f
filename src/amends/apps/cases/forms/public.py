# SPDX-License-Identifier: Apache-2.0
"""What customers fill in by themselves: few fields, plain words."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FEWEST_DIGITS = 7
_NONCE = re.compile(r"[0-9a-f]{32}")


class FeedbackForm(forms.Form):
    """What is wrong, whom to answer, and a trap that only programs fill in."""

    story = forms.CharField(
        label=_("发生了什么事"),
        min_length=5,
        max_length=4000,
        widget=forms.Textarea({"rows": 6, "placeholder": _("什么时候、在哪里、什么事，已经怎么处理过")}),
        error_messages={"required": _("请写下发生了什么事"), "min_length": _("请写得再具体一点")},
    )
    desired_outcome = forms.CharField(
        label=_("您希望怎样解决"), max_length=400, required=False, widget=forms.Textarea({"rows": 2})
    )
    event_date = forms.DateField(
        label=_("哪一天发生的"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    number = forms.CharField(
        label=_("您的业务号码或联系电话"),
        max_length=32,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("请留下可以联系到您的号码")},
    )
    name = forms.CharField(
        label=_("怎么称呼您"), max_length=40, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    website = forms.CharField(
        label=_("请留空"),
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"nonce": uuid.uuid4().hex}, auto_id="feedback_%s")

    def clean_number(self) -> str:
        """A number that somebody can call: seven digits at least."""
        number = str(self.cleaned_data["number"]).strip()
        if sum(each.isdecimal() for each in number) < FEWEST_DIGITS:
            raise forms.ValidationError(_("号码好像不完整，请写手机号，或者带区号的固定电话"))
        return number

    def clean_nonce(self) -> str:
        """A nonce as we gave it out."""
        nonce = str(self.cleaned_data["nonce"])
        if not _NONCE.fullmatch(nonce):
            raise forms.ValidationError(_("页面已经失效，请刷新后重新填写"))
        return nonce

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in what people do not see."""
        return bool(self.data.get("website"))


class StatusForm(forms.Form):
    """A number and its code."""

    number = forms.CharField(
        label=_("案件编号"),
        max_length=24,
        widget=forms.TextInput(
            {"autocapitalize": "characters", "autocomplete": "off", "placeholder": "C____-______"}
        ),
        error_messages={"required": _("请填写案件编号")},
    )
    code = forms.CharField(
        label=_("查询码（八位）"),
        max_length=16,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
        error_messages={"required": _("请填写查询码")},
    )


class WordsForm(forms.Form):
    """More words to a case."""

    words = forms.CharField(
        label=_("补充说明"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("请写下要补充的话")},
    )
