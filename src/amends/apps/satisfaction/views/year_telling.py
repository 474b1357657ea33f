# SPDX-License-Identifier: Apache-2.0
"""The year of a unit as a chart and tables."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.satisfaction.models import PlanTask, YearTarget
from amends.apps.satisfaction.queries.naming import element_name
from amends.apps.satisfaction.queries.year import Year
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table


def outlook_chart(found: Year) -> plots.Chart | None:
    """The waves with their intervals, the forecast with its range, the target as a line; None where nothing is."""
    outlook = found.outlook
    if not outlook.past:
        return None
    dots = [
        plots.Dot(f"{each.day:%Y-%m}", each.value, each.low, each.high, note=f"{each.name} n={each.n:,}")
        for each in outlook.past
    ]
    if outlook.forecast:
        ahead, words = outlook.forecast, _("%(year)s 年底预测") % {"year": found.year}
        dots.append(plots.Dot(words, ahead.value, ahead.low, ahead.high, tone="amber"))
    lines = {_("目标"): found.target.value} if found.target else None
    return plots.intervals(dots, axis=_("指数（0–100）"), head=_("期次"), lines_at=lines)


def risk_table(found: Year) -> Table:
    """What endangers the target most."""
    columns = [
        Column(_("要素"), lead=True),
        Column(_("得分"), kind="number"),
        Column(_("要求"), kind="number"),
        Column(_("权重"), kind="number"),
        Column(_("拖低总体"), kind="number"),
        Column(_("样本"), kind="number", late=True),
        Column(_("差距")),
    ]
    rows = [
        Row([
            each.name, f"{each.mean:.1f} ± {each.margin:.1f}", f"{each.wanted:.1f}", f"{each.share:.0%}",
            _("%(n)s 分") % {"n": f"{each.lost:.2f}"}, f"{each.n:,}",
            tag(_("超出误差"), "error") if each.beyond else tag(_("在误差以内"), "info"),
        ])
        for each in found.risks
    ]  # fmt: skip
    return Table(_("主要风险"), columns, rows)


def target_table(found: Mapping[str, YearTarget], names: Mapping[str, str]) -> Table:
    """The targets that hold."""
    columns = [
        Column(_("要素"), lead=True),
        Column(_("目标值"), kind="number"),
        Column(_("目标依据"), kind="wrap"),
        Column(_("机构")),
        Column(_("设定人"), late=True),
        Column(_("原目标"), kind="number", late=True),
    ]
    rows = [
        Row([
            element_name(code, names), f"{each.value:.1f}", each.reason, each.unit.name, each.set_by,
            f"{each.replaces.value:.1f}" if each.replaces else "",
        ])
        for code, each in found.items()
    ]  # fmt: skip
    return Table(_("年度目标"), columns, rows)


def task_table(rows: Sequence[PlanTask], names: Mapping[str, str], today: date) -> Table:
    """The tasks of the plan."""
    columns = [
        Column(_("做什么"), lead=True, kind="wrap"),
        Column(_("针对哪个要素")),
        Column(_("负责人")),
        Column(_("机构"), late=True),
        Column(_("完成期限")),
        Column(_("状态")),
    ]
    return Table(_("应对任务"), columns, [_task_row(each, names, today) for each in rows])


def _task_row(task: PlanTask, names: Mapping[str, str], today: date) -> Row:
    if task.ended_at is None and task.due_date < today:
        state = tag(_("超期"), "error")
    else:
        state = tag(task.get_state_display(), "success" if task.state == "done" else "info")
    cells = [
        task.title,
        element_name(task.element, names),
        task.owner.name,
        task.unit.name,
        task.due_date.isoformat(),
        state,
    ]
    return Row(cells, url=reverse("satisfaction:year_task", args=[task.pk]))
