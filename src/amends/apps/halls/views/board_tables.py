# SPDX-License-Identifier: Apache-2.0
"""Tables of how halls fare."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.halls.queries.boards import HallNow
from amends.apps.halls.queries.queue import queue_rules
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
    return Row(cells, url=reverse("halls:counter", args=[each.unit.pk]))
