# SPDX-License-Identifier: Apache-2.0
"""What recovery kept: waves against their controls, and whether those who complain come back."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.reports.queries.figures import own_figures
from amends.apps.reports.queries.saved import business_cases
from amends.apps.reports.rules.choosing import Own
from amends.apps.reports.rules.figures import Figure
from amends.apps.reports.rules.saved import BusinessCase, Effect, Group
from amends.apps.reports.rules.spans import Span
from amends.apps.reports.views.costs import yuan
from amends.apps.reports.views.words import DASH, figure_name, own_words, ranged
from amends.apps.satisfaction.views.places import chosen_place
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table

PAIR = (Figure.RETENTION_UNSOLVED_90, Figure.RETENTION_SILENT_90)


@require_GET
@needs(Right.SEE_SATISFACTION)
def recovered(request: HttpRequest) -> HttpResponse:
    """The business case of recovery, and the hypothesis that complainants come back."""
    place = chosen_place(request)
    own, found = own_figures(place.unit), business_cases(place.unit.scope)
    monthly, linked = own.get(Figure.REVENUE), person(request).may(Right.SEE_RECOVERY)
    context = {
        "place": place, "found": found, "kept": kept_table(found, monthly, linked=linked), "seen": seen_table(found),
        "chart": kept_chart(found), "monthly": monthly and monthly.span and own_words(monthly),
        "said": hypothesis_said(own), "pair": hypothesis_chart(own),
        "bases": [own_words(own[each]) for each in PAIR if each in own],
    }  # fmt: skip
    return render(request, "reports/recovered.html", context)


def kept_table(found: Sequence[BusinessCase], monthly: Own | None, *, linked: bool) -> Table:
    """Each wave against its control: churn, customers and revenue kept, bills, and what it took; `linked` to its
    effect for who may see that."""
    columns = [
        Column(_("波次"), lead=True, kind="wrap"),
        Column(_("联系组 / 对照组"), kind="number"),
        Column(_("两组流失率"), kind="number"),
        Column(_("留住的客户"), kind="number"),
        Column(_("每月留住的收入"), kind="number"),
        Column(_("账单上每月多出的"), kind="number"),
        Column(_("修复一户的成本"), kind="number"),
        Column(_("算了成本的案件"), kind="number", late=True),
    ]
    return Table(_("修复留住了多少"), columns, [_kept_row(each, monthly, linked=linked) for each in found])


def seen_table(found: Sequence[BusinessCase]) -> Table:
    """Those who said that it is right beside those held out, as they stand today."""
    columns = [
        Column(_("波次"), lead=True, kind="wrap"),
        Column(_("已修复的客户"), kind="number"),
        Column(_("仍在网"), kind="number"),
        Column(_("每户月费"), kind="number"),
        Column(_("对照组"), kind="number"),
        Column(_("仍在网"), kind="number"),
        Column(_("每户月费"), kind="number"),
    ]
    rows = [Row([each.name, *_seen(each.recovered), *_seen(each.held_out)]) for each in found]
    return Table(_("已修复的客户与对照组"), columns, rows)


def kept_chart(found: Sequence[BusinessCase]) -> plots.Chart | None:
    """Customers kept by each wave, with the interval; None where no churn was measured."""
    dots = [
        plots.Dot(each.name, kept.value, kept.low, kept.high)
        for each in found
        if (kept := each.kept_customers) is not None
    ]
    if not dots:
        return None
    axis = _("留住的客户（户）")
    return plots.intervals(dots, axis=axis, head=_("波次"), digits=0, lines_at={_("没有差别"): 0})


def hypothesis_said(own: Mapping[str, Own]) -> str:
    """The answer in one sentence; «no data» where too few could be matched."""
    gap = own.get(Figure.RETENTION_GAP_90)
    if gap is None:
        return _("还没有算过：每晚计算。")
    if gap.span is None:
        return _("人数不足：能配上对的没有解决的投诉者现有 %(n)s 人，要 30 人以上才比较。") % {"n": gap.n}
    points = ranged(_hundred(gap.span), digits=1)
    words = {"points": points}
    if gap.span.low > 0:
        return (
            _("成立：没有解决的投诉者 90 天后仍在网的比例，比同类的沉默客户高 %(points)s 个百分点。") % words
        )
    if gap.span.high < 0:
        return (
            _("不成立：没有解决的投诉者 90 天后仍在网的比例，比同类的沉默客户低：差 %(points)s 个百分点。")
            % words
        )
    return _("看不出差别（%(points)s 个百分点，区间包含 0）；看不出差别，不等于没有。") % words


def hypothesis_chart(own: Mapping[str, Own]) -> plots.Chart | None:
    """Both shares with their intervals."""
    spans = {each: own[each].span for each in PAIR if each in own}
    dots = [
        plots.Dot(figure_name(each), shown.value, shown.low, shown.high, note=own_words(own[each]))
        for each, span in spans.items()
        if span is not None and (shown := _hundred(span))
    ]
    if len(dots) < len(PAIR):
        return None
    return plots.intervals(dots, axis=_("90 天后仍在网（%）"), head=_("谁"), unit="%")


def _kept_row(each: BusinessCase, monthly: Own | None, *, linked: bool) -> Row:
    revenue = None
    if monthly is not None and monthly.span is not None and monthly.span.value is not None:
        revenue = each.kept_revenue(monthly.span.value)
    cells = [
        _named(each), *_churn(each.churn), _ranged(each.kept_customers), _ranged(revenue, _(" 元")),
        _ranged(each.billed, _(" 元")), yuan(each.cost_per_recovered), f"{each.priced:,} / {each.cases:,}",
    ]  # fmt: skip
    return Row(cells, url=reverse("recovery:wave_effect", args=[each.wave]) if linked else "")


def _named(each: BusinessCase) -> str:
    return (
        _("%(name)s（初步，账单和补录的数据收齐后再算一次）") % {"name": each.name}
        if each.provisional
        else each.name
    )


def _churn(effect: Effect | None) -> tuple[str, str]:
    """Of those approached and those held out: the share that left, and how many they are."""
    if effect is None:
        return DASH, _("尚无数据")
    means = f"{effect.treated_mean:.1%} / {effect.control_mean:.1%}"
    return f"{effect.treated:,} / {effect.control:,}", means


def _ranged(span: Span | None, unit: str = "") -> str:
    return _("尚无数据") if span is None else ranged(span, unit=unit)


def _seen(group: Group) -> tuple[str, str, str]:
    if group.share is None:
        return f"{group.members:,}", _("不足 30 户，不显示"), DASH
    return f"{group.members:,}", f"{group.share:.1%}", yuan(group.fee_a_member)


def _hundred(span: Span) -> Span:
    return Span(100 * span.low, 100 * span.high, None if span.value is None else 100 * span.value)
