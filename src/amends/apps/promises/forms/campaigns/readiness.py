# SPDX-License-Identifier: Apache-2.0
"""Materials, answers to the checklist and briefings, as people type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.forms.fields import choice
from amends.apps.promises.actions.campaigns.materials import Attached
from amends.apps.promises.forms.promises import Day, Words
from amends.apps.promises.models.campaigns import BRIEFED, CHECK_STATES, MATERIAL_KINDS, PLACES
from amends.apps.promises.rules.campaigns.materials import MOST_BYTES
from amends.apps.promises.rules.campaigns.words import Briefed, CheckState, MaterialKind


class MaterialForm(forms.Form):
    """A version of a material: a name that is there already gets a new version."""

    name = forms.CharField(
        label=_("材料名称"), max_length=80, help_text=_("同一份材料改版时用同样的名称，版本号自动加一。")
    )
    kind = choice(_("用途"), MATERIAL_KINDS)
    channel = choice(_("渠道"), PLACES)
    place = forms.CharField(label=_("放在哪里"), max_length=80, required=False)
    text = forms.CharField(
        label=_("文字"), max_length=8_000, widget=forms.Textarea({"rows": 8, "data-wording": "material"}),
        help_text=_("客户看到或听到的每一句话；图片上的字也写在这里，便于检查。"),
    )  # fmt: skip
    note = forms.CharField(label=_("改了什么"), max_length=200, required=False)
    file = forms.FileField(
        label=_("图片或 PDF"), required=False, help_text=_("PNG、JPEG 或 PDF，不超过 2 MB")
    )

    def said(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        data = dict(self.cleaned_data)
        file = data.pop("file")
        attached = Attached(file.name or "", file.read(MOST_BYTES + 1)) if file else None
        return {**data, "kind": MaterialKind(data["kind"]), "attached": attached}


class ApproveForm(forms.Form):
    """Approve a version; the note is needed where wordings stand that are not the plain ones."""

    approval_note = forms.CharField(label=_("批准意见"), max_length=200, required=False)


class ReasonForm(forms.Form):
    """Why something is taken out of use."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class CheckForm(forms.Form):
    """An answer to one item."""

    item = forms.CharField(max_length=16, widget=forms.HiddenInput)
    state = choice(_("结论"), CHECK_STATES)
    words = forms.CharField(label=_("凭证或原因"), max_length=200)

    def said(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        return {**self.cleaned_data, "state": CheckState(self.cleaned_data["state"])}


class BriefingForm(forms.Form):
    """A briefing that was held."""

    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    who = choice(_("对谁"), BRIEFED)
    held_date = Day(label=_("日期"))
    briefed = forms.IntegerField(label=_("参加人数"), min_value=1, max_value=100_000)
    passed = forms.IntegerField(label=_("通过人数"), min_value=0, max_value=100_000)
    how = forms.CharField(
        label=_("怎样检验"), max_length=200, help_text=_("例如：每人用自己的话讲四个关键点，讲对为通过。")
    )

    def __init__(self, *args: Any, scope: Scope, within: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        first, last = max(scope.first, within.first), min(scope.last, within.last)
        units = Unit.objects.filter(number__range=(first, last)).order_by("number")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        return {**self.cleaned_data, "who": Briefed(self.cleaned_data["who"])}


class ChannelsForm(forms.Form):
    """The channels that were chosen; which may be is decided by consent, in the verb."""

    channels = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, offered: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channels"].choices = offered  # type: ignore[attr-defined]


class SuspendForm(forms.Form):
    """Why publicity is suspended."""

    reason = Words(label=_("暂停原因"), rows=2, focus=True)
