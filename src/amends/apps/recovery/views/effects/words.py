# SPDX-License-Identifier: Apache-2.0
"""How outcomes are called, counted and written."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.recovery.rules.effects.words import SHARES, Problem, SegmentKind
from amends.apps.recovery.rules.waves.design import Outcome


@dataclass(frozen=True, slots=True)
class Named:
    """An outcome on pages: its name, what it counts, its unit, decimals, and whether less of it is better."""

    name: Promise
    means: Promise
    unit: str
    digits: int
    less_is_better: bool | None


OUTCOMES: dict[str, Named] = {
    Outcome.REPEAT_COMPLAINT: Named(
        gettext_lazy("复诉率"), gettext_lazy("观察期内又来投诉（含申诉）的客户占比"), "%", 1, True
    ),
    Outcome.APPEAL: Named(
        gettext_lazy("监管申诉率"), gettext_lazy("观察期内经监管部门转来申诉的客户占比"), "%", 2, True
    ),
    Outcome.CHURN: Named(
        gettext_lazy("离网率"), gettext_lazy("观察期内销户的客户占比，按销户日期计"), "%", 1, True
    ),
    Outcome.BILL_CHANGE: Named(
        gettext_lazy("月均账单变化"),
        gettext_lazy("观察期内整月账单的月均金额减去名单确定前三个月的月均，销户后记为 0"),
        gettext_lazy("元"),  # type: ignore[arg-type]  # shown, never compared
        2,
        None,
    ),
    Outcome.USAGE_CHANGE: Named(
        gettext_lazy("月均流量变化"),
        gettext_lazy("观察期内整月流量的月均减去名单确定前三个月的月均，销户后记为 0"),
        "MB",
        0,
        None,
    ),
}
SEGMENTS: dict[str, Promise] = {
    SegmentKind.CAUSE: gettext_lazy("按修复类别"),
    SegmentKind.UNIT: gettext_lazy("按机构"),
    SegmentKind.TIER: gettext_lazy("按价值等级"),
}
PROBLEMS: dict[str, Promise] = {
    Problem.NO_CONTROL: gettext_lazy("没有留对照组，量不出效果"),
    Problem.TOO_FEW: gettext_lazy("有一组不足 30 人，不显示"),
    Problem.NO_MONTH: gettext_lazy("联系前或观察期内还没有完整的账期数据"),
    Problem.NO_ANSWERS: gettext_lazy("有一组作答不足 30 份，不显示"),
    Problem.NO_RISK: gettext_lazy("名单不是按识别概率来的，没有可比的次序"),
}


def scaled(outcome: str, value: float) -> float:
    """A value in the unit that pages show."""
    return value * 100 if outcome in SHARES else value


def level_of(outcome: str, value: float) -> str:
    """A mean with its unit: «4.1%», «-1.20 元»."""
    named = OUTCOMES[outcome]
    space = "" if named.unit == "%" else " "
    return f"{scaled(outcome, value):,.{named.digits}f}{space}{named.unit}"


def gap_of(outcome: str, value: float) -> str:
    """The size of a difference without its sign: «1.9 个百分点»."""
    named = OUTCOMES[outcome]
    unit = _("个百分点") if outcome in SHARES else named.unit
    return f"{abs(scaled(outcome, value)):,.{named.digits}f} {unit}"


def signed(outcome: str, value: float) -> str:
    """A number with its sign, without a unit: an end of an interval."""
    return f"{scaled(outcome, value):+,.{OUTCOMES[outcome].digits}f}"


def interval_of(outcome: str, low: float, high: float) -> str:
    """Both ends of an interval, with signs."""
    return _("%(low)s 到 %(high)s") % {"low": signed(outcome, low), "high": signed(outcome, high)}


def chance(p: float | None) -> str:
    """A p value as people read it."""
    if p is None:
        return "—"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
