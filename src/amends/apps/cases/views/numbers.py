# SPDX-License-Identifier: Apache-2.0
"""How a metric is said: its value with its base, and where there is none yet, why and what gives one."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.cases.queries.measures.month import Metric
from amends.apps.cases.rules.metrics import FCR_WINDOW, Ratio, Spread

COST = "complaint_cost"
HOUR = timedelta(hours=1).total_seconds()
_NO_CUSTOMER = gettext_lazy("您负责的范围内还没有客户；导入客户资料以后就有。")
_NOTHING_CLOSED = gettext_lazy("这个月还没有办结的投诉；客户确认、案件结案以后就有。")
_NO_COMPLAINT = gettext_lazy("这个月还没有收到投诉。")
EMPTY: Mapping[str, Promise] = {
    "complaints_per_10k": _NO_CUSTOMER,
    "appeals_per_million": _NO_CUSTOMER,
    "fcr_rate": _NOTHING_CLOSED,
    "one_contact_rate": _NOTHING_CLOSED,
    "repeat_rate": _NO_COMPLAINT,
    "escalation_rate": _NO_COMPLAINT,
    "on_time_rate": _NOTHING_CLOSED,
    "resolved_rate": gettext_lazy("这个月还没有回访结果；办完以后回访客户、登记回答，这里就有。"),
    "handling_csat_rate": gettext_lazy("这个月还没有客户打分；回访时请客户打分，登记以后就有。"),
    "callback_reach_rate": gettext_lazy("这个月还没有外呼；在案件里登记每一次联系，这里就有。"),
    "recovery_rate": gettext_lazy("这个月还没有主动修复的案件；从修复名单里联系客户以后就有。"),
    "recovery_success_rate": gettext_lazy("这个月的主动修复还没有联系上客户；联系以后登记结果，这里就有。"),
    "reopen_rate": _NOTHING_CLOSED,
    "return_rate": gettext_lazy("这个月没有移交过案件。"),
    "promise_kept_rate": gettext_lazy("这个月没有到期的承诺。"),
    "first_response_seconds": gettext_lazy(
        "这个月收到的投诉还没有和客户通上话；联系以后登记结果，这里就有。"
    ),
    "resolution_seconds": _NOTHING_CLOSED,
    COST: _NOTHING_CLOSED,
}
# Where there is something, but none of it counts yet.
NOT_YET: Mapping[str, Promise] = {
    "fcr_rate": gettext_lazy("办结的 %(n)s 件都还不满 %(days)s 天，客户可能再来反映；满了就计入。"),
    "recovery_rate": gettext_lazy("主动修复的 %(n)s 件都还在办，也没有到期；结案或到期就计入。"),
    "handling_csat_rate": gettext_lazy("回访过 %(n)s 次，还没有客户打分；回访时请客户打分，登记以后就有。"),
}


def shown_metric(metric: Metric) -> Mapping[str, object]:
    """A metric with its value and its base in words."""
    found = metric.found
    if isinstance(found, Spread):
        return {"metric": metric, "value": hours(found.median), "base": _spread_base(metric, found)}
    return {"metric": metric, "value": _value(metric, found), "base": _base(metric, found)}


def hours(seconds: float | None) -> str:
    """A duration as people compare them."""
    if seconds is None:
        return _("没有数据")
    if seconds < HOUR:
        return _("%(minutes)s 分钟") % {"minutes": f"{seconds / 60:,.0f}"}
    return _("%(hours)s 小时") % {"hours": f"{seconds / HOUR:,.1f}"}


def _spread_base(metric: Metric, found: Spread) -> str:
    if not found.count:
        return str(EMPTY[metric.identifier])
    return _("中位数；九成在 %(p90)s 以内；%(count)s 件") % {
        "p90": hours(found.p90),
        "count": f"{found.count:,}",
    }


def _base(metric: Metric, found: Ratio) -> str:
    if not found.denominator:
        return _nothing(metric, found)
    base = _("%(numerator)s ÷ %(denominator)s") % {
        "numerator": _numerator(metric, found),
        "denominator": f"{found.denominator:,}",
    }
    left_out = _("；未计入 %(excluded)s") % {"excluded": f"{found.excluded:,}"} if found.excluded else ""
    return base + left_out


def _nothing(metric: Metric, found: Ratio) -> str:
    """Why there is no value, and what gives one."""
    if found.excluded and metric.identifier in NOT_YET:
        values = {"n": f"{found.excluded:,}", "days": FCR_WINDOW.days}
        return str(NOT_YET[metric.identifier]) % values
    if metric.identifier == COST and found.numerator:
        given = _("已给客户 %(yuan)s") % {"yuan": _numerator(metric, found)}
        return _("%(given)s；%(why)s") % {"given": given, "why": EMPTY[COST]}
    return str(EMPTY[metric.identifier])


def _numerator(metric: Metric, found: Ratio) -> str:
    """Money as people count it, in the unit of the value beside it."""
    if metric.identifier == COST:
        return _("%(yuan)s 元") % {"yuan": f"{found.numerator / 100:,.2f}"}
    return f"{found.numerator:,}"


def _value(metric: Metric, found: Ratio) -> str:
    if found.value is None:
        return _("没有数据")
    if metric.identifier == COST:
        return _("%(yuan)s 元") % {"yuan": f"{found.value / 100:,.2f}"}
    return f"{found.value:,.2f}" if found.factor > 1 else f"{found.value:.1%}"
