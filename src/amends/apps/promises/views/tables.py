# SPDX-License-Identifier: Apache-2.0
"""Promises as rows of a table."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.promises.models import STATES, Promise
from amends.apps.promises.rules.states import UNDECIDED, PromiseState
from amends.ui.components.labels import Kind, tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import due, moment

WEIGHTS: dict[PromiseState, Kind] = {
    PromiseState.OPEN: "primary",
    PromiseState.LATE: "error",
    PromiseState.KEPT: "success",
    PromiseState.KEPT_LATE: "warning",
    PromiseState.BROKEN: "error",
    PromiseState.WITHDRAWN: "info",
}


def state_tag(promise: Promise, at: datetime) -> SafeString:
    """The state as a label."""
    state = promise.state(at)
    return tag(STATES[state], WEIGHTS[state])


def urgency(promise: Promise, at: datetime) -> SafeString:
    """«剩 2 时», «超时 1 天», «按时»; nothing where time no longer matters."""
    matters = promise.kept_at or promise.state(at) in UNDECIDED
    return due(promise.due_at, at, done_at=promise.kept_at) if matters else SafeString("")


def ledger_table(promises: Iterable[Promise], at: datetime) -> Table:
    """The ledger: the most urgent facts first, what can wait hidden first on narrow screens."""
    columns = (
        Column(_("编号"), lead=True),
        Column(_("时限")),
        Column(_("状态")),
        Column(_("类别")),
        Column(_("原话"), kind="clip"),
        Column(_("客户")),
        Column(_("负责人")),
        Column(_("到期时间"), late=True),
        Column(_("机构"), late=True),
    )
    return Table(_("承诺"), columns, [_ledger_row(promise, at) for promise in promises])


def short_table(promises: Iterable[Promise], at: datetime, *, of_customer: bool) -> Table:
    """A few promises in a panel: whom it is to (or who keeps it, on the customer's own page) and what."""
    columns = (
        Column(_("编号"), lead=True),
        Column(_("时限")),
        Column(_("原话"), kind="clip"),
        Column(_("负责人") if of_customer else _("客户")),
        *([Column(_("状态"))] if of_customer else []),
    )
    rows = []
    for each in promises:
        who = each.owner if of_customer else each.customer
        state = [state_tag(each, at)] if of_customer else []
        rows.append(Row((each.number, urgency(each, at), each.words, who, *state), url=address(each)))
    return Table(_("承诺"), columns, rows)


def address(promise: Promise) -> str:
    """Where a promise is shown."""
    return reverse("promises:detail", args=[promise.number])


def _ledger_row(promise: Promise, at: datetime) -> Row:
    cells = (
        promise.number,
        urgency(promise, at),
        state_tag(promise, at),
        promise.get_kind_display(),
        promise.words,
        promise.customer,
        promise.owner,
        moment(promise.due_at),
        promise.unit,
    )
    return Row(cells, url=address(promise))
