# SPDX-License-Identifier: Apache-2.0
"""What an action changed, in words and numbers."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.recovery.models import LEFT_OUT
from amends.apps.recovery.queries.network.perceived import Effect, Technical
from amends.apps.recovery.queries.network.register import Told
from amends.apps.recovery.rules.network.perceived import Change, Perceived
from amends.apps.recovery.rules.network.words import LeftOut
from amends.apps.satisfaction.models import TechnicalReading
from amends.apps.satisfaction.rules.cells import LEAST
from amends.kernel.periods import Period
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

CHANGES = {
    Change.BETTER: (gettext_lazy("变好，超出误差"), "ok"),
    Change.WORSE: (gettext_lazy("变差，超出误差"), "bad"),
    Change.WITHIN: (gettext_lazy("在误差之内，不能说有变化"), "dim"),
    Change.UNKNOWN: (gettext_lazy("有一边不足 30 人，不比较"), "dim"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as a metric shows it."""

    label: str
    value: str
    definition: str
    period: str
    base: str
    change: str = ""
    kind: str = "dim"


def score_rows(effect: Effect) -> list[Shown]:
    """Before, after, and the difference with what may be said of it."""
    definition = _(
        "当地客户对这类网络要素打分的平均，换算成 0–100，每位客户算一次，带 95% 区间；不足 30 人不显示"
    )
    found = effect.score
    words, kind = CHANGES[found.change]
    number = "—" if found.difference is None or found.margin is None else (
        f"{found.difference:+.1f} ± {found.margin:.1f}"
    )  # fmt: skip
    return [
        _side(_("之前的感知得分"), found.before, effect.before, definition),
        _side(_("之后的感知得分"), found.after, effect.after, definition),
        Shown(_("变化"), number, _("之后减之前；两边当作各自独立的样本"), "", "", str(words), kind),
    ]


def _side(label: str, side: Perceived, period: Period, definition: str) -> Shown:
    value = "—" if side.mean is None or side.margin is None else f"{side.mean:.1f} ± {side.margin:.1f}"
    base = _("%(n)s 位客户作答") % {"n": f"{side.n:,}"} if side.n >= LEAST else _("不足 30 人作答")
    return Shown(label, value, definition, _days(period), base)


def _days(period: Period) -> str:
    if period.start == period.end:
        return _("完成以后开始")
    return f"{period.start.isoformat()} – {(period.end - timedelta(days=1)).isoformat()}"


def technical_table(effect: Effect) -> Table:
    """Indicators before and after."""
    columns = [
        Column(_("技术指标"), lead=True),
        Column(_("之前"), kind="number"),
        Column(_("之后"), kind="number"),
        Column(_("门限"), kind="number"),
        Column(_("变化")),
    ]
    return Table(_("技术指标"), columns, [_technical_row(each) for each in effect.technical])


def _technical_row(row: Technical) -> Row:
    said = {True: tag(_("变好"), "success"), False: tag(_("变差"), "error"), None: ""}[row.better]
    newest = row.after or row.before
    sign = "≤" if row.kpi.direction == "lower" else "≥"
    threshold = f"{sign} {newest.threshold:g} {row.kpi.measure}" if newest else ""
    return Row([_(row.kpi.name), _read(row, row.before), _read(row, row.after), threshold, said])


def _read(row: Technical, reading: TechnicalReading | None) -> str:
    return f"{reading.value:g} {row.kpi.measure}" if reading else ""


def left_out_rows(told: Told) -> list[tuple[str, int]]:
    """Why customers were not told, and how many."""
    return [(str(LEFT_OUT[LeftOut(code)]), n) for code, n in sorted(told.left_out.items())]
