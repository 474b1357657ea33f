# SPDX-License-Identifier: Apache-2.0
"""Reports that go out by themselves: the list with what was sent, a new one, ending one, sending again."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import Message
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.documents.making import ReportRefused
from amends.apps.reports.actions.documents.sending import (
    Why,
    ask_sending,
    end_schedule,
    mail_key,
    plan_of,
    run_key,
    set_schedule,
)
from amends.apps.reports.forms.documents import ScheduleForm
from amends.apps.reports.models import ReportSchedule
from amends.apps.reports.models.documents import SENT
from amends.apps.reports.queries.reports import (
    Sent,
    failed_sendings,
    last_deliveries,
    readers_of,
    schedules_seen,
    with_mails,
)
from amends.apps.reports.rules.documents.due import Every
from amends.apps.satisfaction.views.places import chosen_place
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

WHY: Mapping[str, Promise] = {
    Why.INACTIVE: gettext_lazy("账号已停用"),
    Why.NO_RIGHT: gettext_lazy("没有看满意度的权限"),
    Why.OUT_OF_SCOPE: gettext_lazy("不再管辖这个机构"),
}
WEEKDAYS = (
    gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"), gettext_lazy("周五"),
    gettext_lazy("周六"), gettext_lazy("周日"),
)  # fmt: skip


@require_GET
@needs(Right.SEE_SATISFACTION)
def schedules(request: HttpRequest) -> HttpResponse:
    """What goes out to whom, and how the last ones went."""
    who, rows = person(request), schedules_seen(person(request).scope)
    due = _due(rows, timezone.localdate())
    failed = failed_sendings({each.pk: run_key(each, due[each.pk]) for each in rows if each.pk in due})
    told = last_deliveries(rows)
    keys = {each.pk: mail_key(each.schedule_id, each.due_date, each.to_id) for each in told}
    context = {
        "shown": [{"row": each, "when": _when(each), "failed": failed.get(each.pk)} for each in rows],
        "sent": _sent_table(with_mails(told, keys)), "may_set": who.may(Right.SEE_RUNS),
    }  # fmt: skip
    return render(request, "reports/schedules.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_RUNS)
def new_schedule(request: HttpRequest) -> HttpResponse:
    """A new one, for the unit that is chosen."""
    place, who = chosen_place(request), person(request)
    usual = {"language": get_language(), "readers": [who.pk]}
    form = ScheduleForm(request.POST or None, readers=readers_of(place.unit), initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            set_schedule(unit=place.unit, order=form.order(), by=who, at=timezone.now())
            messages.success(request, _("已设置定时报告"))
            return redirect("reports:schedules")
        except ReportRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "place": place}
    return render(request, "reports/new_schedule.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.SEE_RUNS)
def stop_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """No more of it."""
    row = _schedule(request, pk)
    try:
        end_schedule(schedule=row, by=person(request), at=timezone.now())
        messages.success(request, _("已停止定时报告"))
    except ReportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:schedules")


@require_POST
@needs(Right.SEE_RUNS)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try what failed once more; who was told already is not told again."""
    row = _schedule(request, pk)
    due = plan_of(row).due_date(timezone.localdate())
    if due is None:
        raise Http404
    ask_sending(schedule=row, due=due, by=person(request), at=timezone.now())
    messages.success(request, _("已排队重新发送"))
    return redirect("reports:schedules")


def _schedule(request: HttpRequest, pk: int) -> ReportSchedule:
    rows = ReportSchedule.objects.within(person(request).scope).select_related("unit")
    found = rows.filter(pk=pk, ended_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def _due(rows: Sequence[ReportSchedule], today: date) -> dict[int, date]:
    found = {each.pk: plan_of(each).due_date(today) for each in rows}
    return {pk: due for pk, due in found.items() if due is not None}


def _when(each: ReportSchedule) -> str:
    if each.every == Every.MONTH:
        return _("每月 %(day)s 日，上个月") % {"day": each.day}
    return _("每%(day)s，上一周") % {"day": WEEKDAYS[each.day - 1]}


def _sent_table(rows: Sequence[Sent]) -> Table:
    columns = [
        Column(_("收件人"), lead=True),
        Column(_("机构")),
        Column(_("应发日期")),
        Column(_("结果"), kind="wrap"),
        Column(_("邮件"), kind="wrap"),
        Column(_("时间"), late=True),
    ]
    return Table(_("最近的发送"), columns, [_sent_row(each) for each in rows])


def _sent_row(each: Sent) -> Row:
    row = each.delivery
    sent = row.state == SENT
    state = tag(_("已提醒"), "success") if sent else tag(str(WHY[row.why]), "error")
    mail = _mail(each.mail) if sent else ""
    when = f"{localtime(row.at):%Y-%m-%d %H:%M}"
    return Row([row.to.name, row.schedule.unit.name, f"{row.due_date}", state, mail, when])


def _mail(mail: Message | None) -> object:
    """Whether the mail server took it."""
    if mail is None:
        return _("没有邮箱，只有站内提醒")
    if mail.sent_at:
        return _("已发出")
    words = _("没有发出：%(error)s") % {"error": mail.error} if mail.error else _("等待发出")
    return tag(words, "error" if mail.error else "info")
