# SPDX-License-Identifier: Apache-2.0
"""The form of a wave: whom, with what, when, how many, in which words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.analytics.sampling.allocation import Method
from amends.apps.core.forms.units import UnitField
from amends.apps.core.rules.organisation import Scope
from amends.apps.surveys.actions.waves import PlanRefused, WavePlan, WordsRefused
from amends.apps.surveys.models import QuestionnaireVersion, SurveyWave
from amends.apps.surveys.models.waves import TRIGGERS, WAYS
from amends.apps.surveys.queries.waves import units_to_ask, versions_to_ask
from amends.apps.surveys.rules.design import MOST_REMINDERS, Column, Design, DesignRefused, read_design
from amends.apps.surveys.rules.words import AskedBy, Trigger
from amends.apps.surveys.words_of_waves import COLUMNS, METHODS, all_fault_words

INVITE = _("您好，想用两分钟听听您对我们服务的真实感受，满意或不满意都请告诉我们：{link}")
REMIND = _("您好，前几天请您说说使用感受，还差您的意见，两分钟即可，几天后截止：{link}")
PER_CENT = ("margin", "level", "response_rate", "reserve_share", "most_replaced")
CLOCK = "%Y-%m-%dT%H:%M"


def _titled(version: QuestionnaireVersion) -> str:
    return f"{version.questionnaire.name} · {version}"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[CLOCK, "%Y-%m-%dT%H:%M:%S"])


def _number(label: Any, low: float, high: float, help_text: Any = "", **options: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=low, max_value=high, help_text=help_text, **options)


def _whole(label: Any, low: int, high: int, help_text: Any = "", **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, help_text=help_text, **options)


class SizeForm(forms.Form):
    """What decides how many are asked; percentages as people write them."""

    margin = _number(_("允许误差（±%）"), 0.1, 50, _("半个置信区间的宽度，例如 3"))
    level = _number(_("置信水平（%）"), 50, 99.9)
    response_rate = _number(_("预计应答率（%）"), 1, 100, _("邀请的客户中会完成的比例，参考上一期"))
    design_effect = _number(_("设计效应"), 0.1, 10, _("不分群、不加权时为 1"))
    answers = _whole(_("应答目标（份）"), 0, 1_000_000, _("填 0 按允许误差计算"))

    def design_numbers(self) -> dict[str, Any]:
        """The numbers as a plan holds them: shares instead of percentages."""
        data = self.cleaned_data
        return {name: data[name] / 100 if name in PER_CENT else data[name] for name in SizeForm.base_fields}


class WaveForm(SizeForm):
    """The whole plan."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：2026 年四季度满意度"))
    version = forms.ModelChoiceField(
        label=pgettext_lazy("一份", "问卷"), queryset=versions_to_ask(Scope(0, -1)).none()
    )
    unit = UnitField(label=_("调查哪个机构的客户"), queryset=units_to_ask(Scope(0, -1)).none())
    trigger = forms.ChoiceField(
        label=_("问谁"), choices=[(each.value, words) for each, words in TRIGGERS.items()]
    )
    way = forms.ChoiceField(label=_("怎么问"), choices=[(each.value, words) for each, words in WAYS.items()])
    starts_at = _moment(_("开始"))
    ends_at = _moment(_("结束"))
    columns = forms.MultipleChoiceField(
        label=_("按什么分层"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, words) for each, words in COLUMNS.items()],
    )
    method = forms.ChoiceField(
        label=_("样本怎么分配"),
        choices=[(each.value, words) for each, words in METHODS.items()],
        help_text=_("后两种按上一期各层答案的差异；没有上一期时视为相同"),
    )
    minimum = _whole(_("每层至少（份）"), 0, 100_000)
    reserve_share = _number(_("备选比例（%）"), 0, 500, _("联系不上或不合条件时由系统依次替补"))
    most_replaced = _number(_("最多替补（%）"), 0, 100, _("每层计划人数的比例"))
    replace_refused = forms.BooleanField(
        label=_("拒答也替补"), required=False, help_text=_("一般不勾选：拒答是调查结果的一部分，替补会掩盖它")
    )
    rest_days = _whole(_("静默天数"), 0, 730, _("这些天内被调查过的客户不再打扰"))
    complaint_days = _whole(_("未结案件（天）"), 0, 180, _("这些天内有投诉还没办结的客户先不打扰"))
    reminders = _whole(_("最多提醒（次）"), 0, MOST_REMINDERS, _("只提醒没有作答的客户"))
    remind_after_days = _whole(_("几天后提醒"), 1, 30)
    valid_days = _whole(_("链接有效（天）"), 1, 90)
    delay_hours = _whole(_("事后几小时邀请"), 0, 720, _("只用于结案或兑现承诺之后的调查"))
    subject = forms.CharField(label=_("邮件标题"), max_length=120, required=False)
    invite = forms.CharField(
        label=_("邀请语"), required=False, widget=forms.Textarea({"rows": 3, "data-wording": "sms"}),
        help_text=_("{link} 处换成客户自己的链接。不索要分数，不许诺礼品。"),
    )  # fmt: skip
    remind = forms.CharField(
        label=_("提醒语"), required=False, widget=forms.Textarea({"rows": 3, "data-wording": "sms"})
    )

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].queryset = versions_to_ask(scope)  # type: ignore[attr-defined]
        self.fields["version"].label_from_instance = _titled  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units_to_ask(scope)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both ends of the time, and a design that can be."""
        data = super().clean() or {}
        if not self.errors:
            try:
                data["design"] = self._design(data)
            except DesignRefused as refused:
                self.add_error(refused.field, _t("这个数不能用"))
        return data

    def _design(self, data: Mapping[str, Any]) -> Design:
        rest = {name: data[name] for name in _REST}
        shares = {name: data[name] / 100 for name in ("reserve_share", "most_replaced")}
        columns = tuple(Column(each) for each in data["columns"])
        return Design(
            **self.design_numbers(), **rest, **shares, columns=columns, method=Method(data["method"])
        )

    def plan(self) -> WavePlan:
        """The plan that the form says."""
        data = self.cleaned_data
        return WavePlan(
            name=data["name"],
            version=data["version"],
            unit=data["unit"],
            trigger=Trigger(data["trigger"]),
            way=AskedBy(data["way"]),
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            design=data["design"],
            words={name: data[name] for name in ("invite", "remind", "subject")},
        )

    def tell(self, refused: PlanRefused | WordsRefused) -> None:
        """Show beside the fields why the plan was refused."""
        if isinstance(refused, PlanRefused):
            self.add_error(refused.field, str(refused))
            return
        for name, faults in refused.faults.items():
            self.add_error(name, all_fault_words(faults))


_REST = (
    "minimum", "replace_refused", "rest_days", "complaint_days", "reminders", "remind_after_days", "valid_days",
    "delay_hours",
)  # fmt: skip


def usual(at: datetime) -> dict[str, Any]:
    """What a new wave begins with: from tomorrow at nine for four weeks."""
    start = timezone.localtime(at).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    words = {"invite": str(INVITE), "remind": str(REMIND)}
    return _numbers(Design()) | words | {"starts_at": start, "ends_at": start + timedelta(days=28)}


def as_planned(wave: SurveyWave) -> dict[str, Any]:
    """The plan of a wave as the form shows it."""
    names = ("name", "version", "unit", "trigger", "way", "starts_at", "ends_at")
    words: dict[str, Any] = dict(wave.words)
    return _numbers(read_design(wave.design)) | words | {name: getattr(wave, name) for name in names}


def _numbers(design: Design) -> dict[str, Any]:
    found = {
        name: getattr(design, name)
        for name in (*SizeForm.base_fields, *_REST, "reserve_share", "most_replaced")
    }
    shown = {name: round(value * 100, 3) if name in PER_CENT else value for name, value in found.items()}
    return shown | {"columns": [str(each) for each in design.columns], "method": str(design.method)}
