# SPDX-License-Identifier: Apache-2.0
"""Scorecards in force, being written and of before, what a draft lacks and changes, as tables and lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.quality.models import ScorecardDraft, ScorecardVersion
from amends.apps.quality.models.inspections import CHANNEL_WORDS
from amends.apps.quality.queries.scorecards import base_card, finders, skills
from amends.apps.quality.rules.card_drafts import CardLack, Difference
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

LACKS = {
    "unnamed": gettext_lazy("评分卡没有名称"),
    "pass_mark": gettext_lazy("合格分要在 1 到 100 之间"),
    "shares": gettext_lazy("各部分加起来要是 100 分，现在是 %s"),
    "section_unnamed": gettext_lazy("这一部分没有名称：%s"),
    "share": gettext_lazy("这一部分没有分：%s"),
    "empty": gettext_lazy("这一部分没有项目：%s"),
    "item_unnamed": gettext_lazy("这一项没有名称：%s"),
    "points": gettext_lazy("这一项没有分值：%s"),
    "finder": gettext_lazy("系统不会找这一项的证据：%s"),
    "phrases": gettext_lazy("这一项要写出系统找哪些词句：%s"),
}
CHANGES = {
    "name": gettext_lazy("名称"),
    "pass_mark": gettext_lazy("合格分"),
    "share": gettext_lazy("占分"),
    "section": gettext_lazy("在哪一部分"),
    "points": gettext_lazy("分值"),
    "fatal": gettext_lazy("致命项"),
    "finder": gettext_lazy("系统怎么找证据"),
    "phrases": gettext_lazy("词句"),
    "look": gettext_lazy("怎么看"),
    "skill": gettext_lazy("不通过时练什么"),
    "added": gettext_lazy("新增"),
    "removed": gettext_lazy("去掉"),
}


def lines(lacks: Sequence[CardLack]) -> list[str]:
    """What a draft lacks, in words."""
    return [str(LACKS[each.kind]).replace("%s", each.name) for each in lacks]


def in_force(held: Mapping[str, ScorecardVersion | None]) -> Table:
    """The card in force of each channel."""
    columns = [
        Column(_("渠道"), lead=True),
        Column(_("执行中的评分卡"), kind="wrap"),
        Column(_("从什么时候")),
    ]
    return Table(_("执行中的评分卡"), columns, [_held(code, each) for code, each in held.items()])


def _held(code: str, own: ScorecardVersion | None) -> Row:
    if own is None:
        return Row(
            cells=(CHANNEL_WORDS[code], base_card(code).name, _("基础评分卡")),
            url=reverse("quality:scorecard_base", args=[code]),
        )
    said = f"{own.content['name_zh']} · {own.unit} · v{own.number}"
    return Row(
        cells=(CHANNEL_WORDS[code], said, moment(own.published_at)),
        url=reverse("quality:scorecard_version", args=[own.pk]),
    )


def drafts(rows: Sequence[ScorecardDraft]) -> Table:
    """The cards that are being written."""
    columns = [Column(_("渠道"), lead=True), Column(_("机构")), Column(_("最后修改")), Column(_("修改时间"))]
    made = [
        Row(
            cells=(CHANNEL_WORDS[each.code], str(each.unit), str(each.edited_by), moment(each.edited_at)),
            url=reverse("quality:scorecard_preview", args=[each.pk]),
        )
        for each in rows
    ]
    return Table(_("评分卡草稿"), columns, made)


def versions(rows: Sequence[ScorecardVersion]) -> Table:
    """Own cards that were published."""
    columns = [
        Column(_("评分卡"), lead=True), Column(_("机构")), Column(_("为什么改"), kind="wrap"), Column(_("公布")),
    ]  # fmt: skip
    made = [
        Row(
            cells=(
                f"{each.content['name_zh']} v{each.number}", str(each.unit), each.reason,
                f"{each.published_by} · {each.published_at:%Y-%m-%d}",
            ),
            url=reverse("quality:scorecard_version", args=[each.pk]),
        )
        for each in rows
    ]  # fmt: skip
    return Table(_("公布过的评分卡"), columns, made)


def changes(found: Sequence[Difference]) -> Table:
    """In what a draft differs from the card in force."""
    columns = [
        Column(_("哪一处"), lead=True), Column(_("改了什么")), Column(_("原来"), kind="wrap"),
        Column(_("改成"), kind="wrap"),
    ]  # fmt: skip
    made = [
        Row(
            cells=(each.name or _("整张卡"), str(CHANGES[each.kind]), *(_said(each, part) for part in (0, 1)))
        )
        for each in found
    ]
    return Table(_("和执行中的评分卡有什么不同"), columns, made)


def _said(each: Difference, part: int) -> str:
    value = (each.before, each.after)[part]
    if each.kind == "fatal":
        return _("是") if value else _("否")
    names: Mapping[str, Any] = {"finder": finders(), "skill": skills()}.get(each.kind, {})
    return str(names.get(value, value))


def parts(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A card to read: its sections, each with a table of its items."""
    return [_part(section, content["items"]) for section in content["sections"]]


def _part(section: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    columns = [
        Column(_("看什么"), lead=True, kind="wrap"), Column(_("分值"), kind="number"), Column(_("致命项")),
        Column(_("系统怎么找证据"), kind="wrap"), Column(_("怎么看"), kind="wrap"),
    ]  # fmt: skip
    rows = [
        Row(cells=(
            known[code].get("name_zh", ""), f"{points:g}", _("是") if known[code].get("fatal") else "",
            _finder(known[code]), known[code].get("look_zh", ""),
        ))
        for code, points in section["items"].items()
    ]  # fmt: skip
    name = str(section["name_zh"])
    return {"name": name, "share": section["share"], "table": Table(name, columns, rows)}


def _finder(row: Mapping[str, Any]) -> str:
    if row.get("phrases"):
        return " / ".join(row["phrases"])
    return str(finders().get(row.get("observed", ""), "")) if row.get("observed") else ""
