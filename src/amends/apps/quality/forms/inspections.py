# SPDX-License-Identifier: Apache-2.0
"""Forms of inspections: a conversation taken in, marks as they are posted, appeals, calibration, coaching."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.roles import RIGHTS, Right
from amends.apps.quality.actions.inspecting import Draft
from amends.apps.quality.models.inspections import CHANNEL_WORDS, KINDS
from amends.apps.quality.queries.inspections import transcripts_with_words
from amends.apps.quality.queries.scorecards import scenarios, skills
from amends.apps.quality.rules.scorecards import Card

_INSPECTORS = [role for role, rights in RIGHTS.items() if Right.INSPECT in rights]
_LARGEST = 20_000_000


class TranscriptForm(forms.Form):
    """A conversation: as text, or as a file."""

    kind = forms.ChoiceField(label=_("格式"), choices=[*KINDS.items()])
    channel = forms.ChoiceField(label=_("渠道"), choices=[*CHANNEL_WORDS.items()])
    agent = forms.ModelChoiceField(label=_("服务人员"), queryset=User.objects.none())
    held_at = forms.DateTimeField(
        label=_("对话时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    case = forms.CharField(
        label=_("案件编号"), required=False, help_text=_("有案件时填写：登记和模板重复按案件来看。")
    )
    ours = forms.CharField(label=_("聊天里我方的名字"), required=False, help_text=_("只有聊天导出需要。"))
    content = forms.CharField(
        label=_("对话内容"), required=False, max_length=400_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("号码、姓名等个人信息在保存以前就遮住。"),
    )  # fmt: skip
    file = forms.FileField(label=_("或者上传文件"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        people: Any = self.fields["agent"]
        people.queryset = people_within(user.scope).filter(is_active=True).exclude(pk=user.pk)

    def clean_case(self) -> Case | None:
        """The case of the number, within the person's scope."""
        number = self.cleaned_data["case"].strip()
        found = Case.objects.within(self.user.scope).filter(number=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(_("没有找到这个案件。"))
        return found

    def clean(self) -> dict[str, Any]:
        """Words or a file, and a recording only as a file."""
        data = super().clean() or {}
        if not data.get("content", "").strip() and not data.get("file"):
            self.add_error("content", _("请粘贴对话内容或上传文件。"))
        if data.get("kind") == "speech" and not data.get("file"):
            self.add_error("file", _("录音要上传文件。"))
        if data.get("file") and data["file"].size > _LARGEST:
            self.add_error("file", _("文件不超过 20 MB。"))
        return data


def draft_of(posted: Mapping[str, str], card: Card) -> Draft:
    """What was posted of the items of a card: `mark:CODE`, `turns:CODE`, `comment:CODE`."""
    marks = {
        each.code: {
            "mark": posted.get(f"mark:{each.code}", ""),
            "turns": [int(found) for found in re.findall(r"\d{1,4}", posted.get(f"turns:{each.code}", ""))],
            "comment": posted.get(f"comment:{each.code}", ""),
        }
        for each in card.items
    }
    return Draft(marks, posted.get("mode", ""), posted.get("comment", ""))


def marks_posted(posted: Mapping[str, str], card: Card) -> dict[str, str]:
    """The marks alone, of the items that have one."""
    found = {each.code: posted.get(f"mark:{each.code}", "") for each in card.items}
    return {code: mark for code, mark in found.items() if mark}


class CalibrationForm(forms.Form):
    """A session."""

    name = forms.CharField(label=_("名称"), max_length=60)
    inspectors = forms.ModelMultipleChoiceField(
        label=_("质检员"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    transcripts = forms.MultipleChoiceField(label=_("对话"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user: User, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [each for each in transcripts_with_words(user.scope)[:60] if each.turns]
        self.known = {str(each.pk): each for each in rows}
        people: Any = self.fields["inspectors"]
        above = User.objects.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
        people.queryset = above.filter(role__in=_INSPECTORS, is_active=True)
        talks: Any = self.fields["transcripts"]
        talks.choices = [
            (key, f"{each.held_at:%m-%d} {CHANNEL_WORDS[each.channel]} #{each.pk}")
            for key, each in self.known.items()
        ]


class CoachingForm(forms.Form):
    """What a person practises."""

    person = forms.ModelChoiceField(label=_("练习的人"), queryset=User.objects.none())
    skill = forms.ChoiceField(label=_("技能"))
    reason = forms.CharField(label=_("为什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    goal = forms.CharField(
        label=_("目标"), max_length=200, help_text=_("做到什么算达到，例如“每通电话都复述一次”。")
    )
    practice = forms.ChoiceField(label=_("练习的情景"), required=False)
    due_date = forms.DateField(label=_("跟进日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = people_within(user.scope).filter(is_active=True).exclude(pk=user.pk)
        choices: Any = self.fields["skill"]
        choices.choices = [*skills().items()]
        practice: Any = self.fields["practice"]
        practice.choices = [("", _("（不用情景）")), *scenarios().items()]
        self.fields["due_date"].initial = today + timedelta(days=14)
