# SPDX-License-Identifier: Apache-2.0
"""What complaints cost and what they were worth: the report, and the panel of a case."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.models import Case
from amends.apps.cases.models.words import CLASSES
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.costing import note_work
from amends.apps.reports.actions.measuring import FigureRefused
from amends.apps.reports.forms.entering import WorkForm
from amends.apps.reports.queries.costs import CostRow, cost_of, cost_report, work_of
from amends.apps.reports.views.words import DASH
from amends.apps.satisfaction.views.places import chosen_place
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table

PERIODS = (30, 90, 365)
USUAL = 90
FEN = 100


@require_GET
@needs(Right.SEE_SATISFACTION)
def costs(request: HttpRequest) -> HttpResponse:
    """Complaints that ended in a period, by class or by unit: cost in its parts, and value."""
    place, by_unit = chosen_place(request), request.GET.get("by") == "unit"
    days = next((each for each in PERIODS if request.GET.get("days") == str(each)), USUAL)
    until = timezone.localdate() + timedelta(days=1)
    rows = cost_report(place.unit.scope, until - timedelta(days=days), until, by_unit=by_unit)
    context = {
        "place": place, "by_unit": by_unit, "days": days, "periods": PERIODS, "rows": rows,
        "table": _table(rows, by_unit=by_unit), "chart": _chart(rows, by_unit=by_unit),
        "since": until - timedelta(days=days), "until": until - timedelta(days=1), "sums": _sums(rows),
    }  # fmt: skip
    return render(request, "reports/costs.html", context)


@require_GET
@needs(Right.WORK_CASES)
def case_panel(request: HttpRequest, number: str) -> HttpResponse:
    """What one case cost so far."""
    return _panel(request, _case(request, number), WorkForm())


@require_POST
@needs(Right.WORK_CASES)
def case_work(request: HttpRequest, number: str) -> HttpResponse:
    """Note time and expenses of a case."""
    case, form = _case(request, number), WorkForm(request.POST)
    if not form.is_valid():
        return _panel(request, case, form)
    try:
        key = form.cleaned_data["key"]
        note_work(case=case, spent=form.spent(), by=person(request), at=timezone.now(), key=key)
    except FigureRefused as refused:
        form.add_error(None, str(refused))
        return _panel(request, case, form)
    messages.success(request, _("已登记投诉成本"))
    return redirect("cases:page", number)


def _case(request: HttpRequest, number: str) -> Case:
    rows = Case.objects.within(person(request).scope).select_related("unit", "customer")
    return get_object_or_404(rows, number=number)


def _panel(request: HttpRequest, case: Case, form: WorkForm) -> HttpResponse:
    entries = work_of(case)
    cost = cost_of(case, entries)
    parts = [
        (_("办理"), yuan(cost.handling)), (_("补偿"), yuan(cost.compensation)), (_("返工"), yuan(cost.rework)),
        (_("合计"), yuan(cost.total)),
    ]  # fmt: skip
    context = {"case": case, "entries": entries, "cost": cost, "parts": parts, "form": form}
    answer = render_panel(request, "reports/_case_panel.html", context, title=_("投诉成本"))
    answer.status_code = 422 if form.errors else 200
    return answer


def yuan(fen: float | None) -> str:
    """Money as people read it."""
    return DASH if fen is None else _("%(yuan)s 元") % {"yuan": f"{fen / FEN:,.2f}"}


def _name(row: CostRow, *, by_unit: bool) -> str:
    return row.name if by_unit else str(CLASSES.get(row.key, row.key))


def _table(rows: Sequence[CostRow], *, by_unit: bool) -> Table:
    columns = [
        Column(_("机构") if by_unit else _("类别"), lead=True),
        Column(_("结案"), kind="number"), Column(_("登记了成本"), kind="number"),
        Column(_("平均一件"), kind="number"), Column(_("办理"), kind="number", late=True),
        Column(_("补偿"), kind="number", late=True), Column(_("返工"), kind="number", late=True),
        Column(_("合计"), kind="number"), Column(_("立项改进"), kind="number"),
        Column(_("确认满意且仍在网"), kind="number"), Column(_("他们的月费"), kind="number"),
    ]  # fmt: skip
    return Table(_("投诉的成本与价值"), columns, [_row(each, by_unit=by_unit) for each in rows])


def _row(each: CostRow, *, by_unit: bool) -> Row:
    known = f"{each.known:,}"
    if each.unpriced:
        known = _("%(known)s（另 %(n)s 件缺小时成本）") % {"known": known, "n": each.unpriced}
    return Row([
        _name(each, by_unit=by_unit), f"{each.ended:,}", known, yuan(each.average), yuan(each.handling),
        yuan(each.compensation), yuan(each.rework), yuan(each.total), f"{each.improvements:,}", f"{each.kept:,}",
        yuan(each.kept_fees),
    ])  # fmt: skip


def _chart(rows: Sequence[CostRow], *, by_unit: bool) -> plots.Chart | None:
    known = [each for each in rows if each.known][:12]
    if not known:
        return None
    parts = {
        _("办理"): [each.handling / FEN for each in known],
        _("补偿"): [each.compensation / FEN for each in known],
        _("返工"): [each.rework / FEN for each in known],
    }
    names = [_name(each, by_unit=by_unit) for each in known]
    return plots.bars(names, parts, axis=_("元"), stacked=True)


def _sums(rows: Sequence[CostRow]) -> dict[str, object]:
    ended, known = sum(each.ended for each in rows), sum(each.known for each in rows)
    total = sum(each.total for each in rows)
    kept = {customer: fee for each in rows for customer, fee in each.kept_fee.items()}
    return {
        "ended": f"{ended:,}", "known": f"{known:,}", "average": yuan(total / known if known else None),
        "total": yuan(total), "fees": yuan(sum(kept.values())),
        "kept": f"{len(kept):,}",
    }  # fmt: skip
