# SPDX-License-Identifier: Apache-2.0
"""Calls and their logs, as people type them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.forms.fields import choice, day, words
from amends.apps.customers.models import Customer
from amends.apps.customers.queries.profile import customer_by_code
from amends.apps.halls.models.hotline import DIRECTIONS, OUTCOMES
from amends.apps.halls.rules.hotline.words import Direction, Outcome

MOST_BYTES = 4_000_000
GROUP_NAMES = {"unit": _("机构"), "agent": _("人员"), "half_hour": _("半小时")}


class OfferForm(forms.Form):
    """A call that rings."""

    direction = choice(_("方向"), DIRECTIONS)
    customer = words(_("客户编号"), most=64, required=False, help_text=_("还不知道是谁就空着"))

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self._scope = scope

    def clean_customer(self) -> Customer | None:
        """The customer of that code, in scope."""
        code = self.cleaned_data["customer"].strip()
        found = customer_by_code(code, self._scope) if code else None
        if code and found is None:
            raise forms.ValidationError(_("您的范围里没有这个客户编号。"))
        return found

    def clean_direction(self) -> Direction:
        """As the verb takes it."""
        return Direction(self.cleaned_data["direction"])


class EndForm(forms.Form):
    """How a call ended."""

    outcome = choice(
        _("结果"), {code: name for code, name in OUTCOMES.items() if code != Outcome.TRANSFERRED}
    )

    def clean_outcome(self) -> Outcome:
        """As the verb takes it."""
        return Outcome(self.cleaned_data["outcome"])


class LogForm(forms.Form):
    """The log of a telephone system."""

    file = forms.FileField(
        label=_("话务记录"),
        help_text=_("CSV，UTF-8，不超过 4 MB；时间要写明时区，如 2026-11-02T12:00:00+08:00"),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 4 MB，请按天分开导入。"))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("文件不是 UTF-8 文本，请另存为 UTF-8 的 CSV。")) from None


class AskForm(forms.Form):
    """A question in writing; `code` makes a second press the same question."""

    code = forms.SlugField(max_length=32, widget=forms.HiddenInput)
    group = UnitField(label=_("请教哪里"), queryset=Unit.objects.none())
    words = forms.CharField(
        label=_("问题"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("号码和姓名会自动遮住"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].queryset = units  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An answer in writing."""

    answer = forms.CharField(label=_("答复"), max_length=600, widget=forms.Textarea({"rows": 3}))


class RingForm(forms.Form):
    """Which calls, and by what."""

    since = day(_("从"), required=False)
    until = day(_("到"), required=False)
    by = choice(_("分组"), GROUP_NAMES, blank=_("机构"))


class DirectoryForm(forms.Form):
    """What to look for among the channels; `misdial` comes from a call that was dialled wrongly."""

    words = forms.CharField(label=_("找什么"), max_length=40, required=False)
    free = forms.BooleanField(label=_("只看免费"), required=False)
    misdial = forms.BooleanField(required=False, widget=forms.HiddenInput)
