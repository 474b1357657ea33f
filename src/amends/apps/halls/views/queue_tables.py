# SPDX-License-Identifier: Apache-2.0
"""Tables of the queue."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.halls.models import LANES, Ticket, Window
from amends.apps.halls.queries.queue import Queue, queue_rules
from amends.apps.halls.rules.queue import Lane
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import span_words


def business_name(code: str) -> str:
    """A kind of business in words; one that the pack no longer has by its code."""
    found = queue_rules().business.get(code)
    return found.name if found else code


def ticket_words(ticket: Ticket) -> str:
    """What a ticket is for."""
    lane = LANES[Lane(ticket.lane)] if ticket.lane != Lane.NORMAL else ""
    return " · ".join(str(each) for each in (business_name(ticket.business), lane) if each)


def waiting(rows: Sequence[Ticket], at: datetime) -> Table:
    """Who waits, in the order of coming."""
    columns = [Column(_("票号"), lead=True), Column(_("业务")), Column(_("队列")), Column(_("已等"))]
    cells = [
        Row(
            [
                each.number,
                business_name(each.business),
                LANES[Lane(each.lane)],
                span_words(at - each.taken_at),
            ]
        )
        for each in rows
    ]
    return Table(_("在等的客户"), columns, cells)


def windows(queue: Queue) -> Table:
    """The windows of a hall now."""
    columns = [
        Column(_("窗口"), kind="number", lead=True),
        Column(_("留给谁")),
        Column(_("业务"), kind="wrap"),
        Column(_("营业员")),
        Column(_("正在办理")),
    ]
    return Table(_("窗口"), columns, [_window(each, queue) for each in queue.windows])


def _window(each: Window, queue: Queue) -> Row:
    there = queue.at_window(each.number)
    return Row(
        [
            each.number,
            LANES[Lane(each.lane)],
            _("、").join(business_name(code) for code in each.business) or _("全部"),
            each.clerk.name if each.clerk else tag(_("没有开")),
            there.number if there else "",
        ]
    )
