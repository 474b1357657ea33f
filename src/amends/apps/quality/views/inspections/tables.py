# SPDX-License-Identifier: Apache-2.0
"""Lists of inspections, appeals, sessions and coaching, as tables."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.core.models import User
from amends.apps.quality.models import Appeal, Calibration, Coaching, Drawn, Inspection
from amends.apps.quality.models.inspections import CHANNEL_WORDS, MODES
from amends.apps.quality.queries.calibrations import ItemAgreement
from amends.apps.quality.queries.coaching import total_in_force
from amends.apps.quality.queries.inspections import Month, Weak
from amends.apps.quality.queries.scorecards import scenarios, skills
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

RISKS = {
    "repeat": gettext_lazy("同一件事再次投诉"),
    "reopened": gettext_lazy("重开过"),
    "low_score": gettext_lazy("回访评分低"),
    "grave_words": gettext_lazy("有高等级禁语"),
    "fatal": gettext_lazy("系统看到致命项"),
}


def to_do(rows: Sequence[Drawn]) -> Table:
    """Drawn conversations."""
    columns = [
        Column(_("对话"), lead=True), Column(_("渠道")), Column(_("服务人员")), Column(_("为什么抽到"), kind="wrap"),
        Column(_("状态")),
    ]  # fmt: skip
    return Table(_("待质检的对话"), columns, [_to_do(each) for each in rows])


def _to_do(row: Drawn) -> Row:
    talk = row.transcript
    why = _("、").join(str(RISKS.get(each, each)) for each in row.reasons) or _("随机")
    begun = hasattr(row, "inspection")
    state = tag(_("草稿"), "warning") if begun else tag(_("待质检"), "info")
    cells = [moment(talk.held_at), CHANNEL_WORDS[talk.channel], str(talk.agent), why, state]
    return Row(cells, url=reverse("quality:drawn", args=[row.pk]))


def begun(rows: Sequence[Inspection]) -> Table:
    """What colleagues began."""
    columns = [
        Column(_("对话"), lead=True),
        Column(_("服务人员")),
        Column(_("质检员")),
        Column(_("开始时间")),
    ]
    return Table(_("同事还没有告知的质检"), columns, [_begun(each) for each in rows])


def _begun(row: Inspection) -> Row:
    cells = [moment(row.drawn.transcript.held_at), str(row.agent), str(row.inspector), moment(row.begun_at)]
    return Row(cells, url=reverse("quality:drawn", args=[row.drawn_id]))


def _points(row: Inspection) -> SafeString:
    total, passed = total_in_force(row)
    words = _("未评") if total is None else f"{total:.0f}"
    return tag(words, "success" if passed else "error") if passed is not None else tag(words, "info")


def told(rows: Sequence[Inspection], *, own: bool = False) -> Table:
    """Results that were told."""
    who = [] if own else [Column(_("服务人员"))]
    columns = [
        Column(_("告知时间"), lead=True), Column(_("渠道")), *who, Column(_("总分")), Column(_("沟通方式")),
        Column(_("申诉")),
    ]  # fmt: skip
    return Table(_("质检结果"), columns, [_told(each, own) for each in rows])


def _told(row: Inspection, own: bool) -> Row:
    who = [] if own else [str(row.agent)]
    channel = CHANNEL_WORDS[row.drawn.transcript.channel]
    cells = [moment(row.told_at), channel, *who, _points(row), MODES.get(row.mode, ""), _appeal(row)]
    return Row(cells, url=reverse("quality:result", args=[row.pk]))


def _appeal(row: Inspection) -> str | SafeString:
    appeal = getattr(row, "appeal", None)
    if appeal is None:
        return ""
    if appeal.decided_at is None:
        return tag(_("复核中"), "warning")
    return tag(_("成立"), "success") if appeal.upheld else tag(_("维持原结果"), "info")


def appeals(rows: Sequence[Appeal]) -> Table:
    """Appeals that wait."""
    columns = [
        Column(_("申诉时间"), lead=True),
        Column(_("申诉人")),
        Column(_("质检员")),
        Column(_("理由"), kind="wrap"),
    ]
    return Table(
        _("待复核的申诉"),
        columns,
        [
            Row(
                [moment(each.at), str(each.inspection.agent), str(each.inspection.inspector), each.reason],
                url=reverse("quality:result", args=[each.inspection_id]),
            )
            for each in rows
        ],
    )


def sessions(rows: Sequence[Calibration]) -> Table:
    """Sessions of calibration."""
    columns = [Column(_("校准"), lead=True), Column(_("机构")), Column(_("开始时间")), Column(_("状态"))]
    states = {True: tag(_("已结束"), "info"), False: tag(_("进行中"), "primary")}
    return Table(
        _("质检校准"),
        columns,
        [
            Row(
                [each.name, str(each.unit), moment(each.made_at), states[each.closed_at is not None]],
                url=reverse("quality:calibration", args=[each.pk]),
            )
            for each in rows
        ],
    )


def agreed(rows: Sequence[ItemAgreement]) -> Table:
    """How far inspectors agree, by item."""
    columns = [
        Column(_("评分项"), lead=True), Column(_("一致的比例"), kind="number"), Column("Krippendorff α", kind="number"),
        Column(_("95% 区间"), kind="number"), Column("κ", kind="number"), Column(_("对话数"), kind="number"),
        Column(_("建议")),
    ]  # fmt: skip
    return Table(_("逐项一致性"), columns, [_agreed(each) for each in rows])


def _agreed(row: ItemAgreement) -> Row:
    found = row.agreement
    share = "" if found.share is None else f"{found.share:.0%}"
    ends = "" if found.low is None or found.high is None else f"{found.low:.2f} ~ {found.high:.2f}"
    advice = tag(_("定义要写得更清楚"), "warning") if row.is_unclear else ""
    return Row([row.item.name, share, _number(found.alpha), ends, _number(row.kappa), found.units, advice])


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def coached(rows: Sequence[Coaching], user: User) -> Table:
    """What is practised."""
    columns = [
        Column(_("练习的人"), lead=True), Column(_("技能")), Column(_("目标"), kind="wrap"),
        Column(_("情景"), late=True),
        Column(_("跟进日期")), Column(_("后来怎样"), kind="wrap"),
    ]  # fmt: skip
    return Table(_("辅导"), columns, [_coached(each, user) for each in rows])


def _coached(row: Coaching, user: User) -> Row:
    after: str | SafeString = row.result
    if row.closed_at is None:
        after = tag(_("进行中"), "primary")
    elif row.reached is not None:
        after = format_html(
            "{} {}", tag(_("达到"), "success") if row.reached else tag(_("没有达到"), "warning"), row.result
        )
    may_close = row.closed_at is None and row.person_id != user.pk
    url = reverse("quality:coaching_close", args=[row.pk]) if may_close else ""
    skill = skills().get(row.skill, row.skill)
    cells = [
        str(row.person),
        skill,
        row.goal or row.reason,
        scenarios().get(row.practice, ""),
        str(row.due_date),
        after,
    ]
    return Row(cells, url=url)


def trend(rows: Sequence[Month]) -> Table:
    """A team by month."""
    columns = [
        Column(_("月份"), lead=True), Column(_("质检次数"), kind="number"), Column(_("平均分"), kind="number"),
        Column(_("合格比例"), kind="number"),
    ]  # fmt: skip
    return Table(_("按月"), columns, [_month(each) for each in rows])


def _month(each: Month) -> Row:
    few = _("少于 5 次")
    mean = few if each.mean is None else f"{each.mean:.1f}"
    return Row(
        [f"{each.month:%Y-%m}", each.count, mean, few if each.passed is None else f"{each.passed:.0%}"]
    )


def weak(rows: Sequence[Weak]) -> Table:
    """Items that fail most often."""
    columns = [
        Column(_("评分项"), lead=True),
        Column(_("看到"), kind="number"),
        Column(_("不通过"), kind="number"),
    ]
    return Table(_("最常不通过的项"), columns, [Row([each.name, each.seen, each.failed]) for each in rows])
