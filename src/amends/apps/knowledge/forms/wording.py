# SPDX-License-Identifier: Apache-2.0
"""What the page of the wording check asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

CHANNELS = [
    ("", _("不限")),
    ("sms", _("短信")),
    ("chat", _("在线聊天")),
    ("call", _("电话")),
    ("hall", _("营业厅面谈")),
    ("email", _("邮件与书面答复")),
]


class WordingForm(forms.Form):
    """A text for customers, and where it is said."""

    text = forms.CharField(
        label=_("要检查的文字"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("一行一句或一段。以“客户：”开头的行是客户说的话，不检查。"),
    )
    channel = forms.ChoiceField(label=_("用在哪里"), choices=CHANNELS, required=False)
