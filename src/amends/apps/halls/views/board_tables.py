# SPDX-License-Identifier: Apache-2.0
"""Tables of how halls fare."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.halls.queries.boards import HallNow
from amends.apps.halls.queries.hall_board import Kind
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.figures import Figures
from amends.apps.halls.rules.lunch import BEGINS, Lunch
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table


def minutes(seconds: float | None) -> str:
    """Seconds as minutes with one decimal; empty where there are too few."""
    return "" if seconds is None else f"{seconds / 60:.1f}"


def share(value: float | None) -> str:
    """A share as whole per cent; empty where there are too few."""
    return "" if value is None else f"{100 * value:.0f}%"


def limit_words() -> str:
    """What the figures of a list of halls mean."""
    return _(
        "今天取的票。等候：取号到叫号；超限：等候超过 %(limit)d 分钟的票 ÷ 已叫号的和已经等满这么久的票；"
        "离开：过号或弃号 ÷ 取号。不足 5 张不显示。超限最多的排在前面。"
    ) % {"limit": queue_rules().wait_limit // 60}


def halls(rows: Sequence[HallNow]) -> Table:
    """Each hall today."""
    columns = [
        Column(_("营业厅"), lead=True),
        Column(_("取号"), kind="number"),
        Column(_("在等"), kind="number"),
        Column(_("等候 P50（分）"), kind="number", late=True),
        Column(_("等候 P90（分）"), kind="number"),
        Column(_("超限"), kind="number"),
        Column(_("离开"), kind="number"),
        Column(_("窗口"), kind="number"),
    ]
    return Table(_("今天的营业厅"), columns, [_hall(each) for each in rows])


def _hall(each: HallNow) -> Row:
    late = each.today.over_share
    allowed = 1 - queue_rules().wait_share
    cells = [
        each.unit.name,
        each.today.tickets,
        each.waiting,
        minutes(each.today.wait.p50),
        minutes(each.today.wait.p90),
        tag(share(late), "warning") if late is not None and late > allowed else share(late),
        share(each.today.left_share),
        f"{each.open} / {each.windows}",
    ]
    return Row(cells, url=reverse("halls:hall", args=[each.unit.pk]))


def tiles(found: Figures) -> list[dict[str, str]]:
    """The figures of a hall: each with its number, label, definition and base."""
    limit = queue_rules().wait_limit // 60
    called, handled = _base(found.wait.n), _base(found.handling.n)
    rank = _("由小到大排，第 ⌈份额 × n⌉ 个值；不足 5 张不显示")
    wait, handling = (
        _("取号到叫号，分钟；%(rank)s") % {"rank": rank},
        _("开始到办结，分钟；%(rank)s") % {"rank": rank},
    )
    over = _("等候超过 %(limit)d 分钟的票 ÷ 已叫号的和已经等满这么久的票") % {"limit": limit}
    return [
        _tile(minutes(found.wait.p50), _("等候 P50（分）"), wait, called),
        _tile(minutes(found.wait.p90), _("等候 P90（分）"), wait, called),
        _tile(share(found.over_share), _("超限"), over, _base(found.judged)),
        _tile(share(found.left_share), _("离开"), _("过号或弃号的票 ÷ 取号"), _base(found.tickets)),
        _tile(minutes(found.handling.p50), _("办理 P50（分）"), handling, handled),
        _tile(minutes(found.handling.p90), _("办理 P90（分）"), handling, handled),
    ]


def _tile(number: str, label: str, definition: str, base: str) -> dict[str, str]:
    return {"number": number or "—", "label": label, "definition": definition, "base": base}


def _base(n: int) -> str:
    return _("%(n)d 张票") % {"n": n}


def kinds(rows: Sequence[Kind]) -> Table:
    """Kinds of business, the slowest against their standard first."""
    columns = [
        Column(_("业务"), lead=True),
        Column(_("办结"), kind="number"),
        Column(_("中位数（分）"), kind="number"),
        Column(_("P90（分）"), kind="number"),
        Column(_("标准（分）"), kind="number"),
        Column(_("对照标准")),
    ]
    return Table(_("各业务的办理时长"), columns, [_kind(each) for each in rows])


def _kind(each: Kind) -> Row:
    judged = tag(_("慢"), "warning") if each.slow else tag(_("达标"), "success")
    cells = [
        each.business.name,
        each.handling.n,
        minutes(each.handling.p50),
        minutes(each.handling.p90),
        minutes(each.business.standard_seconds),
        judged if each.handling.p50 is not None else "",
    ]
    return Row(cells)


def steps(rows: Sequence[Kind]) -> Table:
    """The steps of each kind of business that the log has timed, in seconds."""
    columns = [
        Column(_("业务"), lead=True),
        Column(_("环节")),
        Column(_("次数"), kind="number"),
        Column(_("中位数（秒）"), kind="number"),
        Column(_("P90（秒）"), kind="number"),
    ]
    names = queue_rules().steps
    cells = [
        Row([kind.business.name, names.get(step, step), each.n, _seconds(each.p50), _seconds(each.p90)])
        for kind in rows
        for step, each in kind.steps.items()
    ]
    return Table(_("各环节的时长"), columns, cells)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def noon(needed: Sequence[int], plan: Lunch | None) -> Table | None:
    """Who eats when, by half hour; nothing where there is no plan."""
    if plan is None:
        return None
    columns = [Column(_("半小时"), lead=True), Column(_("去吃饭"), "number"), Column(_("开着的窗口"), "number"),
               Column(_("需要的窗口"), "number"), Column(_("够不够"))]  # fmt: skip
    rows = [
        Row([
            f"{begin:%H:%M}",
            plan.away.get(begin, 0) or "",
            plan.open[at],
            needed[at],
            tag(_("差 %(n)d 个") % {"n": plan.lacking[at]}, "warning") if plan.lacking[at] else _("够"),
        ])
        for at, begin in enumerate(BEGINS)
    ]  # fmt: skip
    return Table(_("午间轮换建议"), columns, rows)
