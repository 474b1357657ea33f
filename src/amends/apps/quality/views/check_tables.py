# SPDX-License-Identifier: Apache-2.0
"""Tables of checks and visits."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.apps.quality.models import CheckRound, MysteryVisit
from amends.apps.quality.queries.checks import HallDay, checklists, failed_words
from amends.apps.quality.queries.visits import ItemResult, Pair
from amends.apps.quality.rules.checks import AnswerKind
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment


def halls(rows: Sequence[HallDay]) -> Table:
    """Who has not gone through their lists, hall by hall."""
    columns = [
        Column(_("营业厅"), lead=True),
        Column(_("完成"), kind="number"),
        Column(_("还没有自查"), kind="wrap"),
        Column(_("开门后才做"), kind="wrap", late=True),
        Column(_("断网时做的，收到时间"), kind="wrap", late=True),
        Column(_("不合格"), kind="wrap", late=True),
    ]
    cells = [_hall(each) for each in rows]
    return Table(_("今天的班前自查"), columns, cells)


def _hall(each: HallDay) -> Row:
    return Row(
        [
            each.unit.name,
            f"{each.done} / {each.expected}",
            _names([who.name for who in each.missing]) or tag(_("都做了"), "success"),
            _names([who.name for who in each.late]),
            _names([f"{name} {localtime(at):%H:%M}" for name, at in each.waited.items()]),
            _("；").join(f"{name} {_names(words)}" for name, words in each.failed.items()),
        ]
    )


def _names(words: Sequence[str]) -> str:
    return _("、").join(words)


def audits(rows: Sequence[CheckRound], *, own: bool = False) -> Table:
    """Audits: whose, by whom, what was not in order."""
    columns = [
        Column(_("时间"), lead=True),
        Column(_("检查单"), kind="wrap"),
        Column(_("检查人") if own else _("被检查人")),
        Column(_("不合格"), kind="wrap"),
        Column(_("说明"), kind="wrap", late=True),
    ]
    cells = [_audit(each, own) for each in rows]
    return Table(_("现场检查"), columns, cells)


def _audit(each: CheckRound, own: bool) -> Row:
    lists = checklists().lists
    return Row(
        [
            moment(each.at),
            lists[each.checklist].name if each.checklist in lists else each.checklist,
            str(each.by if own else each.person),
            _names(failed_words([each])) or tag(_("全部合格"), "success"),
            each.note,
        ]
    )


def visits(rows: Sequence[MysteryVisit]) -> Table:
    """Visits, the newest first."""
    columns = [
        Column(_("走访时间"), lead=True),
        Column(_("营业厅")),
        Column(_("几秒有人招呼"), kind="number"),
        Column(_("不达标"), kind="number"),
        Column(_("对照组"), late=True),
        Column(_("访客"), late=True),
    ]
    cells = [_visit(each) for each in rows]
    return Table(_("走访记录"), columns, cells)


def _visit(each: MysteryVisit) -> Row:
    return Row(
        [
            moment(each.visited_at),
            each.unit.name,
            _greeted(each),
            len(each.failed),
            f"{each.pair} {SIDES[each.side]}" if each.pair else "",
            str(each.by),
        ],
        url=reverse("quality:visit", args=[each.pk]),
    )


SIDES: Mapping[str, str] = {"a": "A", "b": "B"}


def _greeted(each: MysteryVisit) -> object:
    seconds = each.answers.get("greet_seconds")
    if seconds is None:
        return ""
    return tag(f"{seconds:g} s", "warning" if "greet_seconds" in each.failed else "success")


def results(rows: Sequence[ItemResult]) -> Table:
    """Each item over the visits shown."""
    columns = [
        Column(_("项目"), kind="wrap", lead=True),
        Column(_("达标"), kind="number"),
        Column(_("基数"), kind="number"),
    ]
    cells = [
        Row([each.item.name, f"{100 * each.good / each.n:.0f}%" if each.n else "", each.n]) for each in rows
    ]
    return Table(_("各项达标率"), columns, cells)


def pairs(rows: Sequence[Pair], names: Mapping[str, str]) -> Table:
    """Whether both visitors of a pair were treated alike."""
    columns = [
        Column(_("对照组"), lead=True),
        Column(_("营业厅")),
        Column(_("甲方访客")),
        Column(_("乙方访客")),
        Column(_("受到的对待不同的地方"), kind="wrap"),
    ]
    cells = [_pair(each, names) for each in rows]
    return Table(_("对照走访"), columns, cells)


def _pair(each: Pair, names: Mapping[str, str]) -> Row:
    return Row(
        [
            each.first.pair,
            each.first.unit.name,
            each.first.presented,
            each.second.presented,
            _names([names.get(code, code) for code in each.differs]) or tag(_("一视同仁"), "success"),
        ]
    )


def answers(visit: MysteryVisit, items: Sequence[ItemResult]) -> Table:
    """What one visit found."""
    columns = [Column(_("项目"), kind="wrap", lead=True), Column(_("结果"))]
    cells = []
    for each in items:
        code = each.item.code
        if code in visit.answers:
            kind = "warning" if code in visit.failed else "success"
            cells.append(Row([each.item.name, tag(_said(each.item.kind, visit.answers[code]), kind)]))
    return Table(_("结果"), columns, cells)


def _said(kind: AnswerKind, answer: object) -> str:
    if kind is AnswerKind.YES_NO:
        return _("是") if answer else _("否")
    unit = _("秒") if kind is AnswerKind.SECONDS else _("分钟")
    return f"{answer:g} {unit}"
