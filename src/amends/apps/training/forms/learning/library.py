# SPDX-License-Identifier: Apache-2.0
"""What is searched in the library, reflections and the pledge, as people type them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.forms.fields import words


def _long(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2_000, required=required, widget=forms.Textarea({"rows": 3}), help_text=help_text
    )  # fmt: skip


class LibraryForm(forms.Form):
    """What to look for."""

    words = words(_("找什么"), most=40, required=False)
    topic = forms.ChoiceField(label=_("主题"), required=False)
    kind = forms.ChoiceField(label=_("种类"), required=False)

    def __init__(
        self, *args: Any, topics: Mapping[str, str], kinds: Mapping[str, Any], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["topic"].choices = [("", _("全部主题")), *topics.items()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("全部种类")), *kinds.items()]  # type: ignore[attr-defined]


class ReflectionForm(forms.Form):
    """One's own worst service: four fields, and a free note of one's judgement."""

    title = words(_("题目"), most=80)
    setting = _long(_("当时的情形"), help_text=_("什么时候、在哪里、什么事；不写客户的姓名和号码"))
    customer_did = _long(_("客户做了什么"))
    we_did = _long(_("我做了什么"))
    outcome = _long(_("结果怎样"))
    judgement = _long(
        _("我的判断"),
        required=False,
        help_text=_("步骤是固定的，判断没有标准答案：换成今天，会怎么做、为什么"),
    )

    def said(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        data = dict(self.cleaned_data)
        return {"title": data.pop("title"), "judgement": data.pop("judgement"), "fields": data}


class PledgeForm(forms.Form):
    """The pledge of a unit."""

    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    words = words(_("服务誓言"), help_text=_("用自己的话写，不写别家公司的名字"))

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.within(scope)  # type: ignore[attr-defined]
