# SPDX-License-Identifier: Apache-2.0
"""What a wave looks like: its numbers with definitions, its flow, units beside each other, days, and its plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _

from amends.apps.recovery.models import CAUSES, MEMBER_STATES, RecoveryWave
from amends.apps.recovery.models.wave_words import ORDERS, OUTCOMES, STRATIFIERS
from amends.apps.recovery.queries.waves.board import Board, UnitLine
from amends.apps.recovery.rules.waves.design import Design
from amends.apps.recovery.rules.waves.words import MemberState
from amends.apps.recovery.views.waves.words import MEANS
from amends.ui.components import plots
from amends.ui.components.numbers import Metric
from amends.ui.components.tables import Column, Row, Table

LEAST = 30  # dispatched customers below which a share is grey and has no place
_WAY = (
    MemberState.WAITING, MemberState.LOCATED, MemberState.VERIFIED, MemberState.PLANNED, MemberState.CONTACTING,
    MemberState.FIXING, MemberState.VERIFYING, MemberState.RECOVERED, MemberState.NOT_RECOVERED,
    MemberState.UNREACHABLE, MemberState.INELIGIBLE, MemberState.REFUSED, MemberState.HELD_OUT,
)  # fmt: skip


class Stage(NamedTuple):
    """One state of the flow: how many are in it, and where they are listed."""

    label: str | Promise
    means: str | Promise
    number: int
    url: str


def flow(wave: RecoveryWave, board: Board) -> list[Stage]:
    """All states of members from the queue to the end, each with its list."""
    page = reverse("recovery:wave_members", args=[wave.pk])
    return [
        Stage(MEMBER_STATES[each], MEANS[each], board.by_state.get(each, 0), f"{page}?state={each}")
        for each in _WAY
    ]


def totals(board: Board) -> list[Metric]:
    """The four numbers that a wave is watched by."""
    names = ("planned", "dispatched", "cases", "reached", "recovered")
    planned, given, opened, reached, right = (
        sum(getattr(unit, name) for unit in board.units) for name in names
    )
    now, untold = _("此刻"), given > 0 and not opened
    people, cases = _("联系组 %(n)s 人") % {"n": planned}, _("已交办 %(n)s 人") % {"n": given}
    spoken, solved = ("—", "—") if untold else (str(reached), str(right))
    shares = ("", "") if untold else (_of(reached, given), _of(right, given))
    return [
        Metric(str(planned), _("联系组"), _("名单确定时抽中要联系的客户"), now),
        Metric(str(given), _("已交办"), _("已经开案交给各机构的客户"), now, people, _of(given, planned)),
        Metric(spoken, _("联系上"), _("已经联系到本人、进入办理的客户"), now, cases, shares[0]),
        Metric(solved, _("已修复"), _("客户确认问题解决了的案件"), now, cases, shares[1]),
    ]


def _of(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""


def ranking(wave: RecoveryWave, board: Board) -> Table:
    """Units by the share recovered of those dispatched; units with few customers below, in grey, without a place."""
    heads = [
        _("名次"), _("机构"), _("联系组"), _("已交办"), _("联系上"), _("联系上率"), _("已修复"), _("修复率"),
        _("联系不上"), _("拒绝"), _("办理中"),
    ]  # fmt: skip
    columns = [
        Column(head, kind="text" if at == 1 else "number", lead=at == 1, late=at in {0, 8, 9})
        for at, head in enumerate(heads)
    ]
    page = reverse("recovery:wave_members", args=[wave.pk])
    rows = [_unit_row(place, unit, page) for place, unit in placed(board.units)]
    return Table(_("各机构"), columns, rows)


def placed(units: Sequence[UnitLine]) -> list[tuple[int | None, UnitLine]]:
    """Units in their order, with a place where enough customers were dispatched and have cases; equal shares have the
    same place."""
    told = [u for u in units if u.dispatched >= LEAST and u.cases]
    large = sorted(told, key=lambda u: -u.recovered / u.dispatched)
    small = sorted((u for u in units if u not in told), key=lambda u: (-u.dispatched, u.unit.number))
    shares = [u.recovered / u.dispatched for u in large]
    first: list[tuple[int | None, UnitLine]] = [
        (shares.index(share) + 1, unit) for share, unit in zip(shares, large, strict=True)
    ]
    return first + [(None, unit) for unit in small]


def _unit_row(place: int | None, line: UnitLine, page: str) -> Row:
    quiet, whole = place is None, line.dispatched if line.cases else 0
    told: list[object] = [
        line.reached, _share(line.reached, whole, quiet), line.recovered, _share(line.recovered, whole, quiet),
        line.unreachable, line.refused, line.in_progress,
    ]  # fmt: skip
    known = told if line.cases or not line.dispatched else [""] * len(told)
    cells: list[object] = [place, line.unit.name, line.planned, line.dispatched, *known]
    return Row(cells, url=f"{page}?unit={line.unit.code}")


def _share(part: int, whole: int, quiet: bool) -> object:
    if not whole:
        return ""
    words = f"{part / whole:.0%}"
    return format_html('<span class="dim">{}</span>', words) if quiet else words


def days_chart(board: Board, today: date) -> plots.Chart | None:
    """Customers planned until each day, and those whose case was opened until then; of days to come only the plan."""
    if not board.days:
        return None
    planned = list(accumulate(n for _day, n, _done in board.days))
    done = list(accumulate(n for _day, _n, n in board.days))
    seen = [n if day <= today else None for (day, _n, _done), n in zip(board.days, done, strict=True)]
    days = [f"{day:%m-%d}" for day, _n, _done in board.days]
    series: dict[str, Sequence[float | None]] = {_("计划累计"): planned, _("已交办累计"): seen}
    return plots.lines(days, series, head=_("日期"), digits=0, axis=_("客户"), dashed=(_("计划累计"),))


def reasons_chart(counts: Mapping[str, int], words: Mapping[Any, Any]) -> plots.Chart | None:
    """Customers left alone by reason, the most frequent first."""
    if not counts:
        return None
    rows = sorted(counts.items(), key=lambda each: -each[1])
    names = [str(words.get(reason, reason)) for reason, _n in rows]
    return plots.bars(names, {_("客户"): [n for _reason, n in rows]}, head=_("原因"), digits=0)


def plan_facts(wave: RecoveryWave, design: Design) -> list[tuple[str, object]]:
    """The plan in words."""
    filters, comma = design.filters, _("、")
    who = [str(CAUSES[each]) for each in filters.classes] or [_("全部类别")]
    batch = _("每 %(days)s 天一批，每个机构每批 %(n)s 人") % {
        "days": design.interval_days,
        "n": design.per_unit_per_day,
    }
    return [
        (_("机构"), wave.unit.name),
        (_("目的"), wave.get_purpose_display()),
        (_("客户来自"), wave.get_source_display()),
        (_("修复类别"), comma.join(who)),
        (_("先联系谁"), ORDERS[design.order]),
        (_("节奏"), batch),
        (_("静默天数"), design.rest_days),
        (_("留出对照"), _drawn(design)),
        (_("观察"), _("%(n)s 天") % {"n": design.horizon_days}),
        (_("比较什么"), comma.join(str(OUTCOMES[each]) for each in design.outcomes)),
    ]


def order_told(wave: RecoveryWave) -> list[str]:
    """On what the order of a frozen wave rests, where it is not the one by risk."""
    order = wave.frame.get("order") or {}
    told = [
        _("先后的依据：%(name)s，Qini 面积差 %(gap).5f（95%% 区间 %(low).5f 到 %(high).5f），%(n)s 位成员。")
        % {
            "name": proof["name"],
            "gap": proof["difference"],
            "low": proof["low"],
            "high": proof["high"],
            "n": proof["members"],
        }
        for proof in order.get("evidence") or ()
    ]
    left = order.get("unranked")
    return [*told, _("%(n)s 位客户资料不全，按风险排在后面。") % {"n": left}] if left else told


def _drawn(design: Design) -> str:
    """The share held out, and by what the draw is balanced."""
    by = _("、").join(str(STRATIFIERS[each]) for each in design.stratify_by)
    words = _("%(share)s，按%(by)s分层抽签") if by else _("%(share)s，不分层抽签")
    return words % {"share": f"{design.holdout:.0%}", "by": by}
