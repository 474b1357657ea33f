# SPDX-License-Identifier: Apache-2.0
"""Rows of cases as the list and the panels show them."""

from collections.abc import Sequence
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.cases.models import Case
from amends.apps.cases.models.words import CLASSES, ORIGINS, STATE_KINDS, STATES
from amends.apps.cases.queries.desk import COUNT_CAP, CasePage, Counts, Desk
from amends.apps.core.models import User
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import due, moment


def state_tag(state: str) -> SafeString:
    """The label of a state."""
    return tag(STATES[state], STATE_KINDS.get(state, "info"))


def case_url(case: Case) -> str:
    """The page of a case."""
    return reverse("cases:page", args=[case.number])


def open_table(cases: Sequence[Case], *, at: datetime) -> Table:
    """Open cases: what is to be done, by when, by whom."""
    columns = (
        Column(_("编号"), lead=True),
        Column(_("时限")),
        Column(_("状态")),
        Column(_("客户")),
        Column(_("类别")),
        Column(_("下一步"), kind="clip"),
        Column(_("责任人")),
        Column(_("来源"), late=True),
        Column(_("机构"), late=True),
    )
    return Table(_("未结案件"), columns, [_open_row(case, at) for case in cases])


def _open_row(case: Case, at: datetime) -> Row:
    cells = (
        case.number,
        due(case.next_due_at, at),
        state_tag(case.state),
        case.customer,
        CLASSES[case.recovery_class],
        str(case.next_action),
        _hands(case),
        ORIGINS[case.origin],
        case.unit.name,
    )
    return Row(cells, url=case_url(case), key=case.number)


def _hands(case: Case) -> object:
    if case.next_owner_id in {None, case.owner_id}:
        return case.owner.name
    return format_html('{} <span class="dim">→ {}</span>', case.owner.name, case.next_owner)


def closed_table(cases: Sequence[Case]) -> Table:
    """Closed cases: how they ended, and when."""
    columns = (
        Column(_("编号"), lead=True),
        Column(_("结果")),
        Column(_("客户")),
        Column(_("类别")),
        Column(_("结案时间")),
        Column(_("责任人")),
        Column(_("来源"), late=True),
        Column(_("机构"), late=True),
    )
    rows = [Row(_closed_cells(case), url=case_url(case), key=case.number) for case in cases]
    return Table(_("已结案件"), columns, rows)


def _closed_cells(case: Case) -> tuple[object, ...]:
    return (
        case.number,
        state_tag(case.state),
        case.customer,
        CLASSES[case.recovery_class],
        moment(case.closed_at),
        case.owner.name,
        ORIGINS[case.origin],
        case.unit.name,
    )


def desk_tabs(person: User, current: Desk, counts: Counts) -> list[dict[str, object]]:
    """The tabs of the list, with how many cases wait in them."""
    unit = person.unit.name if person.unit else _("本机构")
    named = (
        (Desk.MINE, _("我的"), counts.mine + counts.to_accept),
        (Desk.DUE, _("今天到期"), 0),
        (Desk.UNIT, unit, 0),
        (Desk.CLOSED, _("已结"), 0),
    )
    return [
        {"label": label, "url": f"?tab={desk}", "current": desk is current, "count": count}
        for desk, label, count in named
    ]


def count_words(page: CasePage) -> str:
    """How many there are, as far as it was counted."""
    if page.count > COUNT_CAP:
        return _("%(n)s 件以上") % {"n": COUNT_CAP}
    return _("共 %(n)s 件") % {"n": page.count}


def page_url(query: QueryDict, after: str) -> str:
    """The same list from a key on; from its beginning where there is none."""
    kept = query.copy()
    kept.pop("after", None)
    if after:
        kept["after"] = after
    return f"?{kept.urlencode()}"
