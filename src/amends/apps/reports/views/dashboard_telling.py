# SPDX-License-Identifier: Apache-2.0
"""Numbers of a dashboard in words: value, base, change, aim."""

from django.utils.translation import gettext as _

from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.cases.views.numbers import HOUR, hours
from amends.apps.reports.queries.dashboards import Number
from amends.apps.reports.rules.dashboards import RIPENING, Own, differs
from amends.apps.satisfaction.queries.runs import Point

COST = "complaint_cost"
DASH = "—"


def said(number: Number) -> str:
    """The value with its unit; a dash where there is none."""
    found = number.found
    if isinstance(found, Point):
        return f"{found.value:.1f}"
    if isinstance(found, Spread):
        return DASH if found.median is None else hours(found.median)
    if isinstance(found, Ratio):
        return DASH if found.value is None else _ratio(number.identifier, found.value, found.factor)
    return DASH if found is None else f"{found:,}"


def base_of(number: Number) -> str:
    """What a value rests on."""
    found = number.found
    if isinstance(found, Point):
        interval = (
            "" if found.low is None or found.high is None else f"[{found.low:.1f}, {found.high:.1f}] · "
        )
        return interval + _("n = %(n)s") % {"n": f"{found.n:,}"}
    if isinstance(found, Spread):
        return (
            _("中位数，%(n)s 件；九成在 %(p90)s 以内") % {"n": f"{found.count:,}", "p90": hours(found.p90)}
            if found.count
            else ""
        )
    if isinstance(found, Ratio) and found.denominator:
        if number.identifier == COST:
            return _("%(n)s 件") % {"n": f"{found.denominator:,}"}
        return f"{found.numerator:,} ÷ {found.denominator:,}"
    return ""


def change_of(number: Number, direction: str) -> tuple[str, str]:
    """The change against before in words, and whether it is for the better (ok), the worse (bad), or nothing that can
    be told from chance (dim)."""
    now, before = _value(number.found), _value(number.before)
    if now is None or before is None or number.identifier in RIPENING or _is_silent(number.before):
        return "", "dim"
    words = _against(number) % {"before": said(Number(number.identifier, number.before))}
    if not _is_clear(number):
        return _("%(words)s，差别看不出来") % {"words": words}, "dim"
    better = (now > before) is (direction == "higher")
    return (_("%(words)s，变好") if better else _("%(words)s，变差")) % {
        "words": words
    }, "ok" if better else "bad"


def aim_of(number: Number) -> tuple[str, str]:
    """What is aimed at, and whether it is reached (ok, bad)."""
    value, standard = _value(number.found), number.standard
    if number.target is not None:
        reached = value is not None and value >= number.target
        return _("目标 %(target)s") % {"target": f"{number.target:.1f}"}, _reached(value, reached=reached)
    if standard is None:
        return "", "dim"
    words = _("标准 %(sign)s %(target)s%%") % {
        "sign": "≥" if standard.operator == ">=" else "≤", "target": f"{standard.target:g}",
    }  # fmt: skip
    level = None if value is None else 100 * value
    reached = level is not None and (
        level >= standard.target if standard.operator == ">=" else level <= standard.target
    )
    return words, _reached(value, reached=reached)


def level_of(identifier: str, found: Ratio | Spread) -> float | None:
    """A reading on the axis of its chart (per cent, hours, yuan, or counts); None where there is nothing to draw."""
    value = _value(found)
    if value is None or _is_silent(found):
        return None
    if isinstance(found, Spread):
        return value / HOUR
    if identifier == COST:
        return value / 100
    return value if found.factor > 1 else 100 * value


def axis_of(identifier: str, found: Ratio | Spread) -> str:
    """The unit that such a reading has."""
    if isinstance(found, Spread):
        return _("小时")
    if identifier == COST:
        return _("元")
    return "%" if found.factor == 1 else ""


def why_none(number: Number) -> str:
    """Why there is no value, and what gives one."""
    if said(number) != DASH:
        return ""
    if number.identifier in {Own.FOUND, Own.SILENT, Own.DATA_AGE}:
        return _("还没有夜间识别的结果。")
    if number.identifier.endswith("_index"):
        return _("还没有发布过指数。")
    return _("这 30 天没有可以算的记录。")


def _reached(value: float | None, *, reached: bool) -> str:
    return "dim" if value is None else "ok" if reached else "bad"


def _against(number: Number) -> str:
    return _("上期 %(before)s") if isinstance(number.found, Point) else _("再往前 30 天 %(before)s")


def _is_clear(number: Number) -> bool:
    now, before = number.found, number.before
    if isinstance(now, Ratio) and isinstance(before, Ratio):
        return number.identifier != COST and differs(now, before)
    if isinstance(now, Point) and isinstance(before, Point):
        ends = (now.low, now.high, before.low, before.high)
        return None not in ends and (now.low > before.high or now.high < before.low)  # type: ignore[operator]
    return False


def _is_silent(found: object) -> bool:
    """Whether nothing at all was counted per so many customers: as likely nobody kept records yet."""
    return isinstance(found, Ratio) and found.factor > 1 and not found.numerator


def _value(found: object) -> float | None:
    if isinstance(found, Spread):
        return found.median
    if isinstance(found, Ratio | Point):
        return found.value
    return None


def _ratio(identifier: str, value: float, factor: int) -> str:
    if identifier == COST:
        return _("%(yuan)s 元") % {"yuan": f"{value / 100:,.2f}"}
    return f"{value:,.2f}" if factor > 1 else f"{value:.1%}"
