# SPDX-License-Identifier: Apache-2.0
"""Sample values for `ui/gallery.html`, the page that shows every component to developers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.ui import gallery_charts
from amends.ui.components.labels import level, meter, tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import due
from amends.ui.vendored import ICONS

NOW = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
CITIES = [("", _("全部")), ("0531", _("泉城市")), ("0532", _("海州市"))]
CAUSES = [("tariff", _("资费")), ("network", _("网络")), ("complaint", _("投诉处理"))]


class SampleFilter(forms.Form):
    """What a filter bar may hold."""

    city = forms.ChoiceField(label=_("地市"), choices=CITIES, required=False)
    cause = forms.ChoiceField(label=_("主因"), choices=[("", _("全部")), *CAUSES], required=False)
    late = forms.BooleanField(label=_("只看超时"), required=False)


class SampleForm(forms.Form):
    """Each kind of field, some of them wrong when it is bound."""

    words = forms.CharField(label=_("承诺的原话"), max_length=200, help_text=_("照客户听到的写，不要改写"))
    amount = forms.DecimalField(label=_("补偿金额（元）"), max_value=500)
    due_date = forms.DateField(label=_("兑现日期"), widget=forms.DateInput(attrs={"type": "date"}))
    cause = forms.ChoiceField(label=_("原因"), choices=CAUSES, widget=forms.RadioSelect)
    note = forms.CharField(label=_("备注"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    told = forms.BooleanField(label=_("已当面告知客户"), required=False)


def sample_table() -> Table:
    """A list as the desk shows it: states, levels, deadlines, masked numbers, probabilities."""
    columns = [
        Column("编号", lead=True),
        Column("标题", kind="clip"),
        Column("状态"),
        Column("级别", sort="level"),
        Column("时限", sort="due"),
        Column("客户"),
        Column("机构", late=True),
        Column("处理人", late=True),
        Column("不满意概率", sort="probability", kind="number"),
    ]
    states = [("处理中", "primary"), ("待分派", "info"), ("已解决", "success"), ("待客户确认", "warning")]
    titles = [
        "宽带退款超过七个工作日未到账",
        "家里信号差，三次上门未解决，客户要求书面答复并赔偿通话损失",
        "套餐外流量扣费不清",
    ]
    left = [43, 391, -25, 120, 1500, -4000, 77, 3]
    rows = [
        Row(
            [
                f"C2611308{at:02d}",
                titles[at % 3],
                tag(*states[at % 4]),
                level(f"P{at % 4 + 1}"),
                due(NOW + timedelta(minutes=left[at % 8]), NOW),
                f"{'张王李陈'[at % 4]}*明 138****87{at:02d}",
                "泉城市历下营业厅",
                "冯涛" if at % 3 else None,
                meter(0.93 - at * 0.04),
            ],
            url=f"#C2611308{at:02d}",
            key=f"C2611308{at:02d}",
            selected=at == 2,
        )
        for at in range(18)
    ]
    return Table(caption="我的待办", columns=columns, rows=rows, sort="due", pick_form="bulk")


def line_option() -> dict[str, Any]:
    """A chart of two lines over months."""
    months = ["6 月", "7 月", "8 月", "9 月", "10 月", "11 月"]
    return {
        "legend": {"top": 0},
        "xAxis": {"type": "category", "name": "月", "data": months},
        "yAxis": {"type": "value", "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {"name": "修复成功率", "type": "line", "data": [41.2, 44.8, 47.1, 52.3, 55.0, 61.8]},
            {"name": "对照组", "type": "line", "data": [22.1, 21.7, 23.0, 22.4, 21.9, 22.6]},
        ],
    }


def reliability_option() -> dict[str, Any]:
    """A scatter of predicted against observed, with two number axes."""
    points = [[0.05, 0.04], [0.15, 0.17], [0.3, 0.27], [0.5, 0.53], [0.7, 0.66], [0.9, 0.91]]
    return {
        "xAxis": {"type": "value", "name": "预测", "max": 1},
        "yAxis": {"type": "value", "name": "实际", "max": 1},
        "tooltip": {"trigger": "item"},
        "series": [{"name": "校准", "type": "scatter", "data": points}],
    }


def entries() -> list[dict[str, object]]:
    """What happened to one case, newest first."""
    return [
        {"at": NOW, "who": "周敏", "text": "已电话联系客户，承诺今日 18:00 前退款"},
        {
            "at": NOW - timedelta(minutes=30),
            "who": "系统",
            "text": "按规则「重复扣费」升级为 P1，通知值班主管",
            "kind": "error",
        },
        {
            "at": NOW - timedelta(hours=1),
            "who": "系统",
            "text": "满意度问卷 3 分，自动建单",
            "kind": "quiet",
        },
    ]


def context() -> dict[str, object]:
    """Everything that the gallery shows."""
    wrong = {"words": "", "amount": "800", "due_date": "2026-11-30", "cause": "tariff", "told": "on"}
    return {
        "now": NOW,
        "icons": ICONS,
        "table": sample_table(),
        "filter_form": SampleFilter({"city": "0531"}, auto_id="filter_%s"),
        "form": SampleForm(wrong),
        "fresh_form": SampleForm(prefix="fresh"),
        "entries": entries(),
        "line_option": line_option(),
        "reliability_option": reliability_option(),
        "charts": gallery_charts.samples(),
        "due_late": NOW - timedelta(minutes=25),
        "due_soon": NOW + timedelta(minutes=43),
        "due_later": NOW + timedelta(days=3, hours=4),
        "tabs": [
            {"label": "我的待办", "url": "#", "current": True, "count": 23},
            {"label": "全部未结", "url": "#all"},
            {"label": "已升级", "url": "#escalated", "count": 0},
        ],
        "facts": {
            "客户": "张*明 · 金卡",
            "渠道": "微信",
            "诉求": "退款并道歉",
            "开户": "2019-03-02",
            "备注": "",
        },
    }
