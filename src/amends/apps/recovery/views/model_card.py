# SPDX-License-Identifier: Apache-2.0
"""The model card: what a run's report says, in words and numbers that a page can show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.models.words import FEEDS, VALUE_TIERS
from amends.apps.recovery.models import CAUSES

# name in the report → (label, definition)
MEASURES = {
    "auc": (
        _("排序能力 AUC"),
        _("随机抽一位不满意客户和一位其他客户，模型把前者排在前面的比例；0.5 等于猜，1 为全对。"),
    ),
    "average_precision": (
        _("平均精确率"),
        _("从概率最高的客户往下数，名单里真正不满意的占比，按找到的先后平均；等于不满意率时没有用处。"),
    ),
    "lift": (_("提升倍数"), _("只联系得过来的那一部分客户里，不满意的比例是全体的几倍。")),
    "brier_skill": (
        _("概率技巧"),
        _("概率的均方误差比「人人都报平均不满意率」小多少；0 为没有改进，1 为完全准确。"),
    ),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the card, with its interval and base."""

    label: str
    definition: str
    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known of the model of a run; `is_model` is false where the run fell back to the playbooks' signals."""

    report: Mapping[str, Any]
    is_model: bool
    measures: list[Measure] = field(default_factory=list)
    listed: str = ""

    @classmethod
    def of(cls, summary: Mapping[str, Any]) -> "ModelCard":
        """The card of a run's summary."""
        report = summary.get("model") or {}
        measures = [_measure(name, report) for name in MEASURES if name in report]
        listed = sum((summary.get("found") or {}).get(name, 0) for name in ("listed", "waiting"))
        return cls(report=report, is_model=bool(measures), measures=measures, listed=f"{listed:,}")

    @property
    def base(self) -> str:
        """On how many customers, and how many of them were dissatisfied."""
        rate = f"{self.report.get('base_rate', 0):.1%}"
        words = _("%(n)s 位受访客户，不满意率 %(rate)s，五折交叉验证，区间为 95%%")
        return str(words) % {"n": f"{self.report.get('customers', 0):,}", "rate": rate}


def _measure(name: str, report: Mapping[str, Any]) -> Measure:
    label, definition = MEASURES[name]
    low, high = report.get("intervals", {}).get(name, (None, None))
    interval = f"{low:.3f}–{high:.3f}" if low is not None and high is not None else ""
    return Measure(str(label), str(definition), f"{report[name]:.3f}", interval)


FEED_NAMES = FEEDS | {"cases": _("在办案件"), "waves": _("修复波次的成员")}


def thin_words(summary: Mapping[str, Any]) -> list[str]:
    """Which months of which feed came in part, in words; none for runs from before they were looked at."""
    return [
        f"{FEED_NAMES[feed]} {_t('、').join(months)}"
        for feed, months in (summary.get("thin_months") or {}).items()
    ]


def feed_rows(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What came in, a feed a row, in the order of the declarations."""
    feeds = summary.get("feeds") or {}
    return [
        {
            "name": label,
            "rows": f"{feeds.get(name, {}).get('rows', 0):,}",
            "rejected": f"{feeds.get(name, {}).get('rejected', 0):,}",
            "absent": not feeds.get(name, {}).get("rows"),
        }
        for name, label in FEED_NAMES.items()
    ]


GROUPINGS = {"region": _("地区"), "plan_code": _("套餐"), "value_tier": _("价值等级")}


def group_rows(card: ModelCard) -> list[dict[str, Any]]:
    """Equal treatment: how often each group is dissatisfied, how well it is ranked, how often it is chosen."""
    return [_group(each) for each in card.report.get("groups", [])]


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    judged = group.get("performance")
    row = {
        "grouping": GROUPINGS.get(group["grouping"], group["grouping"]),
        "level": VALUE_TIERS.get(group["level"], group["level"]),
        "count": f"{group['count']:,}",
        "chosen": f"{group['selected_share']:.1%}",
    }
    if judged:
        auc = judged["auc"]
        row |= {"rate": f"{judged['base_rate']:.1%}", "auc": f"{auc['value']:.3f}"}
        row["interval"] = f"{auc['low']:.2f}–{auc['high']:.2f}"
    return row


def feature_rows(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What each feature means, in the order of the classes."""
    return [
        {**each, "cause": CAUSES.get(each["recovery_class"], "")} for each in summary.get("features") or []
    ]
