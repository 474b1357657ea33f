# SPDX-License-Identifier: Apache-2.0
"""Calls of one's units: who is kept too long, how soon calls are answered, and logs that are taken in."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.hotline.importing import import_calls
from amends.apps.halls.forms.hotline import GROUP_NAMES, LogForm, RingForm
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.queries.hotline.answering import Day, day, rung, whole_days
from amends.apps.halls.queries.hotline.calls import misdials, spent, waiting_too_long
from amends.apps.halls.queries.hotline.transfers import passed
from amends.apps.halls.rules.hotline.log_file import COLUMNS, OPTIONAL, Fault
from amends.apps.halls.rules.hotline.standard import Shares, of_all, shares, standard
from amends.apps.halls.views.board_tables import minutes
from amends.apps.halls.views.hotline.common import percent, refusals_on
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import due, moment

SHOWN = timedelta(days=7)


@require_GET
@needs(Right.ASSIGN_CASES)
def calls(request: HttpRequest) -> HttpResponse:
    """Who is kept too long now, and how soon calls were answered."""
    user, now = person(request), timezone.now()
    form = RingForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    since, until = _span(chosen.get("since"), chosen.get("until"), now)
    by = chosen.get("by") or "unit"
    rang = rung(user.scope, since, until, by)
    context = {
        "form": form, "held_to": standard(), "total": _told(of_all(rang, standard())),
        "period": _period(since, until), "table": _share_table(shares(rang, standard()), by),
        "risks": _risk_table(waiting_too_long(user.scope), now), **_day(user.scope, since, until),
        "misdials": misdials(user.scope, since, until), "passed": passed(user.scope, since, until),
    }  # fmt: skip
    return render(request, "halls/hotline/calls.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def log_import(request: HttpRequest) -> HttpResponse:
    """Take in the log of a telephone system; faults are named by row and column."""
    form, done = LogForm(request.POST or None, request.FILES or None), None
    if form.is_valid():
        with refusals_on(form):
            done = import_calls(text=form.cleaned_data["file"], by=person(request), at=timezone.now())
    faults = _fault_table(done.faults[:200]) if done else None
    context = {"form": form, "done": done, "faults": faults, "columns": COLUMNS, "optional": OPTIONAL}
    status = 422 if form.errors or (done and done.faults) else 200
    return render(request, "halls/hotline/import.html", context, status=status)


def _span(since: date | None, until: date | None, now: datetime) -> tuple[datetime, datetime]:
    zone, today = timezone.get_current_timezone(), timezone.localtime(now).date()
    last = until or today
    first = since or last - SHOWN + timedelta(days=1)
    start = datetime.combine(first, time(), zone)
    return start, datetime.combine(last + timedelta(days=1), time(), zone)


def _period(since: datetime, until: datetime) -> str:
    return f"{since:%Y-%m-%d} – {until - timedelta(days=1):%Y-%m-%d}"


def _told(total: Shares) -> dict[str, object]:
    return {
        "target": percent(total.target_share), "breach": percent(total.breach_share),
        "left": percent(total.left_share), "p90": _seconds(total.wait_p90), "p50": _seconds(total.wait_p50),
        "n": total.counted, "offered": total.offered, "answered": total.answered,
    }  # fmt: skip


def _seconds(waited: int | None) -> str:
    return "—" if waited is None else _("%(n)s 秒") % {"n": waited}


def _day(scope: Scope, since: datetime, until: datetime) -> dict[str, object]:
    """Two charts over the half hours of a mean day: what comes, and who is there for it."""
    until = whole_days(since, until, timezone.now())
    found = day(scope, since, until)
    return _day_charts(found) | {"day_period": _period(since, until)} if found.halves else {}


def _day_charts(found: Day) -> dict[str, object]:
    names = [f"{each.at:%H:%M}" for each in found.halves]
    came = {
        _("来电"): [round(each.offered, 1) for each in found.halves],
        _("没有等到"): [round(each.left, 1) for each in found.halves],
    }
    people: dict[str, list[float | None]] = {
        _("在接听"): [round(each.on_line, 1) for each in found.halves],
        _("需要"): [each.needed for each in found.halves],
    }
    return {
        "came": plots.lines(names, came, axis=_("通"), head=_("半小时")),
        "people": plots.lines(names, people, axis=_("人"), head=_("半小时"), dashed=[_("需要")]),
        "days": found.days,
        "handling": minutes(found.handling),
    }


def _share_table(groups: Iterable[Shares], by: str) -> Table:
    columns = (
        Column(str(GROUP_NAMES[by]), lead=True), Column(_("来电"), kind="number"),
        Column(_("接听"), kind="number"), Column(_("没有等到"), kind="number"),
        Column(_("等候 P50（秒）"), kind="number", late=True), Column(_("等候 P90（秒）"), kind="number"),
        Column(_("基数"), kind="number"), Column(_("达标"), kind="number"),
        Column(_("超过上限"), kind="number"),
    )  # fmt: skip
    rows = [
        Row((each.group, each.offered, each.answered, percent(each.left_share), _or_dash(each.wait_p50),
             _or_dash(each.wait_p90), each.counted, percent(each.target_share), percent(each.breach_share)))
        for each in groups
    ]  # fmt: skip
    return Table(_("接听快慢"), columns, rows)


def _or_dash(waited: int | None) -> str:
    return "—" if waited is None else str(waited)


def _risk_table(found: Iterable[Call], now: datetime) -> Table:
    columns = (
        Column(_("接听人"), lead=True), Column(_("机构"), late=True), Column(_("状态")),
        Column(_("保持（分）"), kind="number"), Column(_("通话（分）"), kind="number"), Column(_("发现时间")),
        Column(_("最晚回电")),
    )  # fmt: skip
    return Table(_("等得过久的客户"), columns, [_risk_row(each, now) for each in found])


def _risk_row(call: Call, now: datetime) -> Row:
    state = tag(_("要回电"), "warning") if call.ended_at else tag(_("还在通话"), "error")
    back = due(call.call_back_by, now) if call.call_back_by else "—"
    time_of = spent(call, now)
    kept = minutes(time_of.held), minutes(time_of.talked)
    return Row((call.agent or "—", call.unit, state, *kept, moment(call.risk_at), back))


def _fault_table(faults: Iterable[Fault]) -> Table:
    columns = (Column(_("行"), kind="number", lead=True), Column(_("列")), Column(_("问题")))
    words = _fault_words()
    return Table(
        _("没有导入的行"), columns, [Row((each.row, each.column, words[each.why])) for each in faults]
    )


def _fault_words() -> dict[str, str]:
    return {
        "no_column": _("缺少这一列"), "too_many": _("行数太多，请分开导入"), "twice": _("编号在文件里重复"),
        "before": _("时间先后不对"), "not_answered": _("没有接听，却有等待或别的结果"), "too_long": _("太长"),
        "empty": _("必须填写"), "unknown": _("不认识，或不在您的范围里"), "no_moment": _("不是时间"),
        "no_zone": _("没有写明时区"), "no_number": _("不是秒数"), "no_csv": _("从这里起读不出来"),
    }  # fmt: skip
