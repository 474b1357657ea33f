# SPDX-License-Identifier: Apache-2.0
"""The page that takes in the log of a ticket machine."""

from collections.abc import Sequence

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.ticket_log import import_tickets
from amends.apps.halls.forms.ticket_log import TicketLogForm
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.queries.ticket_files import NotATable, rows_of_file
from amends.apps.halls.rules.ticket_log import HEADINGS, NEEDED, Fault, TicketLog, read_tickets
from amends.apps.halls.views.queue import found_hall
from amends.ui.components.tables import Column, Row, Table

MOST_SHOWN = 200
ADVICE = {
    "no_column": gettext_lazy("没有这一列，请补上列名"),
    "twice": gettext_lazy("同一天的票号重复，请删去一行"),
    "empty": gettext_lazy("不能空着，请填写"),
    "before": gettext_lazy("比前一步早，或缺了前一步的时间，请核对"),
    "left": gettext_lazy("已经开始办理的票没有离开时间，离开也不会早于取号和叫号，请核对"),
    "number": gettext_lazy("票号要 1 至 12 个字"),
    "business": gettext_lazy("没有这种业务，请改成业务清单里的名称或代码"),
    "lane": gettext_lazy("队列写普通、爱心或重要客户"),
    "future": gettext_lazy("时间还没有到，请核对机器的时钟"),
    "moment": gettext_lazy("不是时间，请写成 2026-11-02 09:30:00"),
    "window": gettext_lazy("窗口写 1 至 999 的数"),
    "steps": gettext_lazy("环节写成 身份核验=40;收费=20，单位是秒"),
    "too_many": gettext_lazy("行数太多，请按月分开导入"),
}


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def log_import(request: HttpRequest, key: int) -> HttpResponse:
    """Take a log in: the good rows count, the others are named by row and column."""
    hall, at = found_hall(request, key), timezone.now()
    form = TicketLogForm(request.POST or None, request.FILES or None)
    taken, found = None, _read(form) if form.is_valid() else None
    if found is not None:
        taken = import_tickets(hall=hall, log_file=found, by=person(request), at=at)
    faults = found.faults if found else ()
    context = {"hall": hall, "form": form, "taken": taken, "faults": _faults(faults[:MOST_SHOWN])}
    context |= {"bad": len(faults), "columns": _columns(), "business": queue_rules().business.values()}
    return render(request, "halls/import.html", context, status=422 if form.errors or faults else 200)


def _read(form: Form) -> TicketLog | None:
    given = form.cleaned_data["file"]
    try:
        table = rows_of_file(given.name or "", given.read())
    except NotATable as error:
        form.add_error("file", str(error) or _("读不出这个文件，请另存为 UTF-8 的 CSV 或 XLSX。"))
        return None
    return read_tickets(table, queue_rules(), now=timezone.localtime().replace(tzinfo=None))


def _columns() -> dict[str, bool]:
    return {names[0]: key in NEEDED for key, names in HEADINGS.items()}


def _faults(rows: Sequence[Fault]) -> Table:
    columns = [
        Column(_("行"), kind="number", lead=True),
        Column(_("列")),
        Column(_("写的是")),
        Column(_("怎么改"), kind="wrap"),
    ]
    cells = [Row([each.row, each.column, each.said, ADVICE[each.why]]) for each in rows]
    return Table(_("没有导入的行"), columns, cells)
