# SPDX-License-Identifier: Apache-2.0
"""What is typed about the limits that the law and a regulator set."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.milestones import MILESTONES
from amends.apps.cases.forms.fields import any_of
from amends.apps.cases.forms.fields import words as sentences
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models.desk_words import AREAS
from amends.apps.cases.queries.intake import provinces


def moment_field(label: Any, *, required: bool = False) -> forms.DateTimeField:
    """A moment on the person's clock; where it may stay empty, empty means now."""
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text="" if required else _("不填按现在。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


def places() -> list[tuple[str, Any]]:
    """The nation, and the provinces that may have a law of their own."""
    named, nation = provinces()
    return [(nation, _("全国")), *((code, gettext(name)) for name, code in named.items())]


class FeedbackForm(CaseForm):
    """What the regulator was told, when, under which number."""

    words = sentences(_("反馈内容"), rows=2, help_text=_("查到的事实、处理结果和客户的意见。"))
    reference = forms.CharField(label=_("回执或来件编号"), max_length=64, required=False)
    told_at = moment_field(_("反馈时间"))


class RegulatorDateForm(CaseForm):
    """By when the regulator wants to hear."""

    due_at = moment_field(_("监管要求的期限"), required=True)


class MilestoneForm(CaseForm):
    """What happened to the line, when, and how we know."""

    what = forms.ChoiceField(label=_("发生了什么"), choices=any_of(MILESTONES))
    happened_at = moment_field(_("发生时间"))
    words = sentences(_("依据"), rows=2, help_text=_("工单号、测试结果或客户的原话。"))


class PlaceForm(CaseForm):
    """Whose law holds, in town or country."""

    jurisdiction = forms.ChoiceField(label=_("管辖地"), choices=places)
    area = forms.ChoiceField(label=_("城乡"), choices=any_of(AREAS, _("未说明")), required=False)
