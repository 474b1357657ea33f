# SPDX-License-Identifier: Apache-2.0
"""How many promises are kept in time: by unit, by campaign, by person; and which breaches wait for a review."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.promises.forms import PeriodForm
from amends.apps.promises.models import PromiseReview
from amends.apps.promises.queries.rates import (
    Groups,
    open_reviews,
    rates_by_campaign,
    rates_by_person,
    rates_by_unit,
)
from amends.apps.promises.rules.rates import LEAST_DUE, Counted, together
from amends.apps.promises.views.tables import address
from amends.kernel.periods import Period
from amends.ui.components import plots
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

DAYS = 90
CHARTED = 20
LISTED = 200
Ask = Callable[[User, Period, datetime], Groups]


@require_GET
@needs(Right.SEE_CUSTOMERS)
def rates(request: HttpRequest) -> HttpResponse:
    """The rates, by what the tab says."""
    user, at = person(request), timezone.now()
    by = request.GET.get("by", "unit")
    form = PeriodForm(request.GET)
    period = form.period(_recent(at))
    groups = _ASKED.get(by, _units)(user, period, at)
    context = {
        "form": form,
        "tabs": _tabs(by, request),
        "total": _said(together(each for _name, each in groups)),
        "chart": _chart(groups),
        "table": _table(groups, by),
        "period": _("%(start)s 至 %(end)s") % {"start": period.start, "end": period.end - timedelta(days=1)},
        "least": LEAST_DUE,
        "reviews": _reviews(open_reviews(user.scope)) if user.may(Right.ASSIGN_CASES) else None,
        "own_only": by == "person" and not user.may(Right.ASSIGN_CASES),
    }
    return render(request, "promises/rates.html", context)


def _units(user: User, period: Period, at: datetime) -> Groups:
    return rates_by_unit(user.unit, period, at=at) if user.unit else []


def _campaigns(user: User, period: Period, at: datetime) -> Groups:
    return rates_by_campaign(user.scope, period, at=at)


def _people(user: User, period: Period, at: datetime) -> Groups:
    """Everybody below for who leads; nobody but oneself for who does not."""
    only = None if user.may(Right.ASSIGN_CASES) else user
    return rates_by_person(user.scope, period, at=at, only=only)


_ASKED: dict[str, Ask] = {"unit": _units, "campaign": _campaigns, "person": _people}


def _tabs(by: str, request: HttpRequest) -> list[dict[str, object]]:
    def url(name: str) -> str:
        query = request.GET.copy()
        query["by"] = name
        return f"?{query.urlencode()}"

    names = {"unit": _("按机构"), "campaign": _("按活动或公开承诺"), "person": _("按人")}
    return [{"label": words, "url": url(name), "current": name == by} for name, words in names.items()]


def _said(counted: Counted) -> dict[str, str]:
    base = _("按时 %(kept)s / 到期 %(due)s") % {"kept": counted.kept, "due": counted.due}
    return {"value": _percent(counted), "base": base}


def _percent(counted: Counted) -> str:
    return "—" if counted.value is None else f"{counted.value:.1%}"


def _chart(groups: Groups) -> plots.Chart | None:
    told = [(name, each.value) for name, each in groups if each.value is not None][:CHARTED]
    if not told:
        return None
    values = {_("兑现率（%）"): [round(value * 100, 1) for _name, value in told]}
    return plots.bars([name for name, _value in told], values, axis="%", head=_("名称"))


def _table(groups: Groups, by: str) -> Table:
    head = {"campaign": _("编号"), "person": _("负责人")}.get(by, _("机构"))
    numbers = (_("到期"), _("按时"), _("超时兑现"), _("未兑现"), _("超时未了结"), _("与账单不符"))
    columns = (
        Column(head, lead=True),
        Column(_("兑现率"), kind="number"),
        *(Column(each, kind="number") for each in numbers),
    )
    return Table(_("承诺兑现率"), columns, [_row(name, each) for name, each in groups[:LISTED]])


def _row(name: str, each: Counted) -> Row:
    counts = (each.due, each.kept, each.kept_late, each.broken, each.waiting, each.contradicted)
    return Row((name, _percent(each), *counts))


def _reviews(found: list[PromiseReview]) -> Table:
    columns = (
        Column(_("承诺"), lead=True),
        Column(_("客户")),
        Column(_("负责人")),
        Column(_("请谁复核")),
        Column(_("提出时间"), late=True),
    )
    rows = []
    for each in found:
        cells = (each.promise.number, each.promise.customer, each.promise.owner, each.reader or "")
        rows.append(Row((*cells, moment(each.opened_at)), url=address(each.promise)))
    return Table(_("待复核"), columns, rows)


def _recent(at: datetime) -> Period:
    tomorrow = timezone.localtime(at).date() + timedelta(days=1)
    return Period(tomorrow - timedelta(days=DAYS), tomorrow)
