# SPDX-License-Identifier: Apache-2.0
"""Tables and charts of tariff problems, plans and where problems come from."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from amends.apps.recovery.queries.tariff.origins import Grown
from amends.apps.recovery.queries.tariff.plans import Line
from amends.apps.recovery.queries.tariff.problems import Weighed
from amends.apps.recovery.rules.tariff.lineage import Fault, Standing
from amends.apps.recovery.rules.tariff.pareto import LEAST, Problem
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.plots.chart import Chart
from amends.ui.components.tables import Column, Row, Table

STANDINGS = {
    Standing.COMING: (gettext_lazy("未上架"), "info"),
    Standing.ON_SALE: (gettext_lazy("在售"), "success"),
    Standing.RETIRING: (gettext_lazy("将下架"), "warning"),
    Standing.RETIRED: (gettext_lazy("已下架"), "info"),
}
FAULTS = {
    Fault.NO_SUCCESSOR: gettext_lazy("没有接续套餐"),
    Fault.NO_PATH: gettext_lazy("没有写迁移路径"),
    Fault.ENDED_TOO: gettext_lazy("接续的套餐也已下架"),
    Fault.CIRCLE: gettext_lazy("接续绕成了圈"),
}
SHOWN = 12
NOT_KNOWN = "—"


def tabs(current: str) -> list[dict[str, object]]:
    """The pages of tariff problems."""
    pages = {"tariff": _("重要问题"), "plans": _("套餐接续"), "tariff_origins": _("起因")}
    return [
        {"label": label, "url": reverse(f"recovery:{name}"), "current": name == current}
        for name, label in pages.items()
    ]


def leaf_name(row: Weighed) -> str:
    """What a problem is called."""
    if row.leaf is None:
        return row.problem.heard.code
    return row.leaf.name_en if (get_language() or "").startswith("en") else row.leaf.name


def problem_table(rows: Sequence[Weighed]) -> Table:
    """The problems with what they weigh."""
    columns = [
        Column(_("资费问题"), lead=True),
        Column(_("投诉"), kind="number"),
        Column(_("客户"), kind="number"),
        Column(_("低分占比"), kind="number"),
        Column(_("评分人数"), kind="number"),
        Column(_("人均月费（元）"), kind="number"),
        Column(_("月收入在险（元）"), kind="number"),
        Column(_("累计占比"), kind="number"),
        Column(_("主要问题")),
    ]
    return Table(_("资费问题"), columns, [_problem_row(each) for each in rows])


def _problem_row(row: Weighed) -> Row:
    each = row.problem
    answered = f"{each.heard.answered:,}" if each.own_share else _("不足 %(least)s") % {"least": LEAST}
    fee = yuan(each.fee_fen) if each.own_fee else _("未知")
    cells = [
        leaf_name(row), each.heard.complaints, each.heard.customers, _judged(each), answered, fee,
        yuan(each.at_risk), f"{each.cumulative:.0%}", tag(_("是"), "error") if each.top else "",
    ]  # fmt: skip
    return Row(cells)


def _judged(each: Problem) -> str:
    if each.low_share is None:
        return NOT_KNOWN
    share = f"{each.low_share:.0%}"
    return share if each.own_share else _("按全部 %(share)s") % {"share": share}


def yuan(fen: float | None) -> str:
    """Fen as whole yuan, or a dash."""
    return NOT_KNOWN if fen is None else f"{fen / 100:,.0f}"


def problem_chart(rows: Sequence[Weighed]) -> Chart:
    """How much of everything each problem is, and what it adds up to."""
    shown = rows[:SHOWN]
    series = {
        _("占比"): [round(each.problem.share * 100, 1) for each in shown],
        _("累计"): [round(each.problem.cumulative * 100, 1) for each in shown],
    }
    names = [leaf_name(each) for each in shown]
    return plots.bars(names, series, axis="%", head=_("资费问题"), lines_at={_("主要问题"): 80})


def plan_table(rows: Sequence[Line], caption: str) -> Table:
    """Plans with where they stand and what follows them."""
    columns = [
        Column(_("套餐"), lead=True),
        Column(_("编码"), late=True),
        Column(_("状态")),
        Column(_("下架日期")),
        Column(_("客户"), kind="number"),
        Column(_("接续"), kind="wrap"),
        Column(_("迁移路径"), kind="wrap"),
        Column(_("问题")),
    ]
    return Table(caption, columns, [_plan_row(each) for each in rows])


def _plan_row(row: Line) -> Row:
    plan, (words, kind) = row.plan, STANDINGS[row.standing]
    cells = [
        plan.name, plan.code, tag(words, kind), plan.retired_date.isoformat() if plan.retired_date else "",
        f"{row.customers:,}", " → ".join(each.name for each in row.following), plan.path, fault_tag(row.fault),
    ]  # fmt: skip
    return Row(cells)


def fault_tag(found: Fault | None) -> SafeString | str:
    """What is wrong with a line, as a label."""
    return tag(FAULTS[found], "error") if found else ""


def origin_chart(grown: Grown) -> Chart:
    """A tree of causes with its cases."""
    said = _("%(n)s 件")
    children = [
        plots.Branch(
            (said % {"n": each.cases}) + ("" if each.share is None else f" {each.share:.0%}"),
            _(each.branch.name),
            (),
            "accent" if each.cases else "dim",
        )
        for each in grown.origins
    ]
    root = plots.Branch(said % {"n": grown.known}, _(grown.tree.name), tuple(children), "accent")
    return plots.tree(root, head=_("案件"), figure=_("起因"), room="48%")
