# SPDX-License-Identifier: Apache-2.0
"""Tables of appointments and of what came of sending customers elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.halls.models import WAYS, Appointment
from amends.apps.halls.queries.appointments import Outcome
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.staffing import SLOT
from amends.apps.halls.views.board_tables import minutes
from amends.apps.halls.views.queue_tables import business_name
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table


def appointments(rows: Sequence[Appointment], at: datetime) -> Table:
    """Who is expected, by time."""
    columns = [Column(_("时段"), lead=True), Column(_("预约码")), Column(_("业务")), Column(_("谁约的")),
               Column(_("情况"))]  # fmt: skip
    return Table(_("预约"), columns, [_appointment(each, at) for each in rows])


def _appointment(each: Appointment, at: datetime) -> Row:
    sent = getattr(each, "diversion", None)
    source = (
        _("从%(hall)s分流") % {"hall": sent.unit.name}
        if sent and sent.unit_id != each.unit_id
        else each.made_by.name
    )
    when = timezone.localtime(each.slot_at).strftime("%m-%d %H:%M")
    return Row([when, each.code, business_name(each.business), source, _state(each, at)])


def _state(each: Appointment, at: datetime) -> object:
    if each.ticket:
        return tag(_("已到，%(number)s 号") % {"number": each.ticket.number}, "success")
    if each.cancelled_at:
        return tag(_("已取消"))
    if each.slot_at + SLOT + queue_rules().booking.grace < at:
        return tag(_("没有来"), "warning")
    return render_to_string("halls/_cancel.html", {"appointment": each})


def outcomes(rows: Sequence[Outcome]) -> Table:
    """What came of those who were sent away, by way."""
    columns = [Column(_("去向"), lead=True), Column(_("人数"), "number"), Column(_("其中到了"), "number"),
               Column(_("当时在这里预计要等（分，中位数）"), "number"),
               Column(_("在那里实际等了（分，中位数）"), "number")]  # fmt: skip
    cells = [
        Row([WAYS[e.way], e.n, "—" if e.came is None else e.came, minutes(e.expected.p50), minutes(e.waited.p50)])
        for e in rows
        if e.n
    ]  # fmt: skip
    return Table(_("分流的效果"), columns, cells)
