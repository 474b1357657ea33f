# SPDX-License-Identifier: Apache-2.0
"""Figures, ranges and where they come from, in words."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.apps.reports.rules.choosing import How, Own, Used
from amends.apps.reports.rules.parameters import Cited, Parameter
from amends.apps.reports.rules.spans import Span
from amends.apps.reports.views.names import FIGURES, HOWS, SHARES

DASH, PERCENT = "—", "%"


def english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "").startswith("en")


def named(parameter: Parameter) -> str:
    """The parameter in the reader's language."""
    return parameter.name["en" if english() else "zh"]


def figure_name(identifier: str) -> str:
    """The name of one of the operator's own figures."""
    return str(FIGURES.get(identifier, identifier))  # type: ignore[call-overload]


def ranged(span: Span, *, digits: int = 0, unit: str = "") -> str:
    """«1,000 元», «54% – 70%», «9,000 – 20,800», or with a value «24 [24, 25]»."""
    low, high = _figure(span.low, digits), _figure(span.high, digits)
    each = unit if unit == PERCENT else ""  # a percent sign stands at every number, a word once
    if low == high:
        return f"{low}{unit}"
    if span.value is None:
        return f"{low}{each} – {high}{unit}"
    return f"{_figure(span.value, digits)}{unit} [{low}{each}, {high}{each}]"


def measured_as(span: Span, unit: str) -> str:
    """A figure in its own unit: a share in per cent."""
    if unit == "share":
        hundred = Span(100 * span.low, 100 * span.high, None if span.value is None else 100 * span.value)
        return ranged(hundred, digits=1, unit=PERCENT)
    digits = 0 if all(each == round(each) for each in (span.low, span.high, span.value or 0.0)) else 1
    return ranged(span, digits=digits)


def unit_of(identifier: str) -> str:
    """«share» for what is told in per cent."""
    return "share" if identifier in SHARES else "number"


def quoted(each: Cited, unit: str) -> str:
    """«25 «有一个投诉者,就有25个不满意的顾客»（000）»; shares by name where there is no single value."""
    value = measured_as(each.span, unit) if each.span is not None else ""
    if not value:
        value = _("、").join(f"{name} {share}" for name, share in each.shares)
    return _("%(value)s：“%(phrase)s”（文本 %(seed)s，%(row)s）") % {
        "value": value,
        "phrase": each.phrase,
        "seed": each.seed,
        "row": each.row,
    }


def own_words(own: Own) -> str:
    """Where the operator's own figure comes from: unit, period, base."""
    period = f"{own.since:%Y-%m-%d} – {own.until:%Y-%m-%d}" if own.since else f"{own.until:%Y-%m-%d}"
    if own.source:
        return _("%(unit)s，%(period)s，%(source)s") % {
            "unit": own.unit,
            "period": period,
            "source": own.source,
        }
    said = _("%(unit)s，%(period)s，n = %(n)s") % {"unit": own.unit, "period": period, "n": f"{own.n:,}"}
    if own.undated:
        said += _("；其中 %(n)s 户销户日期不明，算作流失") % {"n": f"{own.undated:,}"}
    return said


def used_words(used: Used) -> str:
    """Which value was taken, and where it stands."""
    name = named(used.parameter) if used.parameter else figure_name(used.identifier)
    unit = used.parameter.unit if used.parameter else unit_of(used.identifier)
    value, how = measured_as(used.span, unit), HOWS[used.how][0]
    if used.own is not None:
        where = own_words(used.own)
    elif used.cited is not None:
        where = _("文本 %(seed)s“%(phrase)s”") % {"seed": used.cited.seed, "phrase": used.cited.phrase}
    elif used.parameter is not None and used.how is How.CITED:
        where = _("文本 %(seeds)s，见参数登记") % {
            "seeds": _("、").join(sorted({each.seed for each in used.parameter.cited}))
        }
    else:
        where = ""
    said = _("%(how)s：%(name)s %(value)s") % {"how": how, "name": name, "value": value}
    return _("%(said)s（%(where)s）") % {"said": said, "where": where} if where else said


def _figure(number: float, digits: int) -> str:
    """With so many decimals at most: «4», «14.4», «1,000»."""
    said = f"{number:,.{digits}f}"
    return said.rstrip("0").rstrip(".") if digits else said
