# SPDX-License-Identifier: Apache-2.0
"""Charts of a run, as ECharts options: causes by region, reliability, gains."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amends.apps.recovery.models import CAUSES
from amends.apps.recovery.views.model_card import ModelCard

Option = dict[str, Any]
BELOW: Option = {"nameLocation": "middle", "nameGap": 24}
ABOVE: Option = {"nameTextStyle": {"align": "left"}}


def cause_chart(found: list[tuple[str, str, int]]) -> Option:
    """Customers to approach: a bar for each region, stacked by cause."""
    regions = sorted({region for region, _cause, _n in found})
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for region, cause, n in found:
        counts[cause][region] = n
    return {
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 24, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "name": _("客户数"), **BELOW},
        "yAxis": {
            "type": "category",
            "name": _("地区"),
            "data": regions,
            "inverse": True,
            "nameLocation": "start",
        },
        "series": [_stack(cause, counts[cause], regions) for cause in CAUSES if cause in counts],
    }


def _stack(cause: str, by_region: Mapping[str, int], regions: list[str]) -> Option:
    data = [by_region.get(region, 0) for region in regions]
    return {"type": "bar", "stack": "all", "name": str(CAUSES[cause]), "data": data}


def reliability_chart(card: ModelCard) -> Option:
    """What was said against what was seen; on the diagonal the probabilities mean what they say."""
    bins = card.report.get("reliability", [])
    seen = [[round(b["predicted"], 4), round(b["observed"], 4)] for b in bins]
    top = max([0.1, *(max(point) for point in seen)])
    return {
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 24, "containLabel": True},
        "legend": {"top": 0, "right": 8},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value", "name": _("预测概率"), "max": round(top, 2), **BELOW},
        "yAxis": {"type": "value", "name": _("实际不满意比例"), **ABOVE},
        "series": [
            {"type": "line", "name": _("实际"), "data": seen, "symbolSize": 7},
            {"type": "line", "name": _("完全准确"), "data": [[0, 0], [round(top, 2)] * 2], "symbol": "none",
             "lineStyle": {"type": "dashed"}},
        ],
    }  # fmt: skip


def gains_chart(card: ModelCard) -> Option:
    """Share of the dissatisfied that is found when the first so many customers of the list are contacted."""
    gains = [[round(g["share"], 4), round(g["found"], 4)] for g in card.report.get("gains", [])]
    return {
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 24, "containLabel": True},
        "legend": {"top": 0, "right": 8},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value", "name": _("联系的客户占比"), "max": 1, **BELOW},
        "yAxis": {"type": "value", "name": _("找到的不满意客户占比"), "max": 1, **ABOVE},
        "series": [
            {"type": "line", "name": _("按名单联系"), "data": gains, "symbol": "none"},
            {"type": "line", "name": _("随机联系"), "data": [[0, 0], [1, 1]], "symbol": "none",
             "lineStyle": {"type": "dashed"}},
        ],
    }  # fmt: skip
