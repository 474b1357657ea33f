# SPDX-License-Identifier: Apache-2.0
"""Figures of the areas below as numbers of a report: value, definition, period, base, source."""

from django.utils.translation import gettext as _

from amends.apps.cases.queries.measures.month import Metric
from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.reports.queries.documents.complaints import Compared
from amends.apps.reports.rules.documents.composition import NOTHING, Number, Shape, said
from amends.apps.satisfaction.queries.metrics import metric_catalogue
from amends.apps.satisfaction.queries.runs import Point

COST = "complaint_cost"
FEN, HOUR = 100, 3_600


def shape_of(metric: Metric) -> Shape:
    """How a metric is written: durations in hours, money in yuan, shares per cent."""
    found = metric.found
    if isinstance(found, Spread):
        return Shape.POINTS
    return Shape.EXACT if found.factor > 1 or metric.identifier == COST else Shape.SHARE


def value_of(identifier: str, found: Ratio | Spread) -> float | None:
    """The value in the unit it is written in; None where there is no base."""
    if isinstance(found, Spread):
        return None if found.median is None else found.median / HOUR
    if found.value is None:
        return None
    return found.value / FEN if identifier == COST else found.value


def ratio_said(identifier: str, found: Ratio) -> str:
    """A ratio in words."""
    shape = Shape.EXACT if found.factor > 1 or identifier == COST else Shape.SHARE
    return said(value_of(identifier, found), shape)


def metric_name(metric: Metric) -> str:
    """The name, with the unit where it is none of its own."""
    name = _(metric.name)
    if isinstance(metric.found, Spread):
        return _("%(name)s（小时，中位数）") % {"name": name}
    return _("%(name)s（元）") % {"name": name} if metric.identifier == COST else name


def metric_number(each: Compared, period: str) -> Number:
    """A metric of the desk."""
    metric, shape = each.metric, shape_of(each.metric)
    value, before = (value_of(metric.identifier, found) for found in (metric.found, each.before))
    definition = _(metric.definition) if metric.definition else ""
    if metric.excludes:
        definition = _("%(definition)s；不计入：%(excludes)s") % {
            "definition": definition, "excludes": _(metric.excludes),
        }  # fmt: skip
    return Number(
        metric.identifier, metric_name(metric), said(value, shape), value, shape, definition, period,
        base_said(metric.identifier, metric.found), _("案件与回访记录"), before, _change(value, before, each.beyond),
    )  # fmt: skip


def base_said(identifier: str, found: Ratio | Spread) -> str:
    """Numerator and denominator, or how many durations."""
    if isinstance(found, Spread):
        return _("%(n)s 件") % {"n": f"{found.count:,}"}
    top = f"{found.numerator / FEN:,.2f}" if identifier == COST else f"{found.numerator:,}"
    words = f"{top} ÷ {found.denominator:,}"
    return (
        _("%(base)s；未计入 %(n)s") % {"base": words, "n": f"{found.excluded:,}"} if found.excluded else words
    )


def beyond_said(beyond: bool | None) -> str:
    """Whether a difference is claimed."""
    if beyond is None:
        return _("没有检验")
    return _("超出偶然波动") if beyond else _("在偶然波动以内")


def point_number(name: str, point: Point | None, before: Point | None, period: str, unit: str) -> Number:
    """A published index of satisfaction, and the `unit` that it was published for."""
    known, value = metric_catalogue()[f"{name}_index"], point.value if point else None
    ends = ""
    if point and point.low is not None and point.high is not None:
        ends = f" ({point.low:.1f}–{point.high:.1f})"
    base = (
        _("%(unit)s，%(n)s 份答卷") % {"unit": unit, "n": f"{point.n:,}"} if point else _("还没有发布的指数")
    )
    shown = f"{said(value, Shape.POINTS)}{ends}" if point else NOTHING
    return Number(
        known.identifier, _(known.name), shown, value, Shape.POINTS, _(known.definition), period, base,
        _("已发布的指数"), before.value if before else None,
    )  # fmt: skip


def _change(value: float | None, before: float | None, beyond: bool | None) -> str:
    return "" if value is None or before is None else beyond_said(beyond)
