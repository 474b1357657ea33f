# SPDX-License-Identifier: Apache-2.0
"""The chain and the register as tables and charts."""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.reports.rules.calculating import Line, Result
from amends.apps.reports.rules.choosing import Own
from amends.apps.reports.rules.figures import Figure
from amends.apps.reports.rules.parameters import Parameter, Register, Use
from amends.apps.reports.views.names import DEFINITIONS, FIGURES, LABELS, LINES, MISSING, MONEY
from amends.apps.reports.views.words import (
    DASH,
    english,
    measured_as,
    named,
    own_words,
    quoted,
    ranged,
    unit_of,
    used_words,
)
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

PEOPLE_SHOWN = (Line.SILENT, Line.SILENT_LOST, Line.UNSOLVED_LOST, Line.KEPT_RESOLVED, Line.KEPT_FAST)
LEAST_CHART = 2


def chain_table(results: Sequence[Result]) -> Table:
    """Every line: its figure or what is missing, how it was made, the values it took, and how far to believe it."""
    columns = [
        Column(_("结果"), lead=True),
        Column(_("数"), kind="number"),
        Column(_("算法与所用的值"), kind="wrap"),
        Column(_("换用其他引用值"), kind="wrap", late=True),
        Column(_("可信程度")),
    ]
    return Table(_("链条"), columns, [_chain_row(each) for each in results])


def range_chart(results: Sequence[Result], lines: Sequence[Line]) -> plots.Chart | None:
    """Low and high of some lines, as bars; None where there is too little to compare."""
    shown = [each for each in results if each.line in lines and each.span is not None and each.span.high > 0]
    if len(shown) < LEAST_CHART:
        return None
    ends = [(each.span.low, each.span.high) for each in shown if each.span is not None]
    series = {_("低"): [low for low, _high in ends], _("高"): [high for _low, high in ends]}
    axis = _("元") if lines is MONEY else _("户")
    return plots.bars([str(LINES[each.line][0]) for each in shown], series, axis=axis, digits=0)


def register_table(register: Register, own: Mapping[str, Own]) -> Table:
    """Every cited number: its values with their words, what conflicts, what for, and what was measured."""
    columns = [
        Column(_("参数"), lead=True, kind="wrap"),
        Column(_("引用值与原文"), kind="wrap"),
        Column(_("冲突说明"), kind="wrap"),
        Column(_("用途")),
        Column(_("本公司实测"), kind="wrap"),
    ]
    rows = [_register_row(each, register, own) for each in register.parameters.values()]
    return Table(_("参数登记"), columns, rows)


def own_table(own: Mapping[str, Own]) -> Table:
    """Every figure that is measured or entered, with definition, period and base; those that wait among them."""
    columns = [
        Column(_("本公司的数"), lead=True, kind="wrap"),
        Column(_("数值与区间"), kind="number"),
        Column(_("定义"), kind="wrap"),
        Column(_("机构、统计期、基数"), kind="wrap"),
    ]
    return Table(_("本公司的数"), columns, [_own_row(name, own.get(name)) for name in FIGURES])


def _chain_row(each: Result) -> Row:
    title, formula = LINES[each.line]
    words, kind = LABELS[each.label]
    unit = _(" 元") if each.line in MONEY else ""
    figure: object = MISSING[each.missing] if each.missing else DASH
    if each.span is not None:
        figure = ranged(each.span, unit=unit)
    used = _lines([str(formula), *(used_words(one) for one in each.used)])
    others = _lines([
        _("文本 %(seed)s：%(figure)s") % {"seed": one.cited.seed, "figure": ranged(one.span, unit=unit)}
        for one in each.alternatives
    ])  # fmt: skip
    return Row([str(title), figure, used, others, tag(str(words), kind)])


def _register_row(each: Parameter, register: Register, own: Mapping[str, Own]) -> Row:
    cited = [quoted(one, each.unit) for one in each.cited]
    cited += [_("读作：%(reading)s") % {"reading": one.reading} for one in each.cited if one.reading]
    beside = [
        _("另见 %(name)s：%(values)s") % {
            "name": named(other),
            "values": _("、").join(measured_as(one.span, other.unit) for one in other.cited if one.span),
        }
        for other in register.relatives(each.identifier)
    ]  # fmt: skip
    name = _("%(code)s %(name)s") % {"code": each.code, "name": named(each)}
    return Row([name, _lines([*cited, *beside]), _conflict(each, register), _use(each), _beside(each, own)])


def _conflict(each: Parameter, register: Register) -> str:
    if not each.conflict:
        return ""
    words = register.conflicts[each.conflict]["en" if english() else "zh"]
    return _("%(code)s %(words)s") % {"code": each.conflict, "words": words}


def _use(each: Parameter) -> SafeString:
    if each.use is Use.BANNED:
        return tag(_("不许计算"), "error")
    if each.use is Use.REFERENCE:
        return tag(_("未经核实") if each.unverified else _("只列不算"), "info")
    return tag(_("可作示意"), "primary")


def _beside(each: Parameter, own: Mapping[str, Own]) -> str:
    found = own.get(each.identifier) or (
        own.get(Figure.TENURE) if each.identifier == "lifetime_multiple" else None
    )
    if found is None:
        return _("还没有")
    if found.span is None:
        return _("人数不足 30（现有 %(n)s），继续用引用值") % {"n": f"{found.n:,}"}
    unit = each.unit if found.identifier == each.identifier else unit_of(found.identifier)
    return _("%(value)s（%(where)s）") % {"value": measured_as(found.span, unit), "where": own_words(found)}


def _own_row(name: str, found: Own | None) -> Row:
    definition = str(DEFINITIONS.get(name, _("由财务提供，手工录入")))  # type: ignore[call-overload]
    title = str(FIGURES[name])  # type: ignore[index]
    if found is None:
        return Row([title, DASH, definition, _("还没有")])
    if found.span is None:
        return Row([title, DASH, definition, _("人数不足 30（现有 %(n)s），不显示") % {"n": f"{found.n:,}"}])
    return Row([title, measured_as(found.span, unit_of(name)), definition, own_words(found)])


def _lines(words: Sequence[str]) -> SafeString:
    """One below the other."""
    return format_html_join(SafeString("<br>"), "{}", ((each,) for each in words))
