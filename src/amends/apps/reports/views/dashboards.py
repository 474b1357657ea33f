# SPDX-License-Identifier: Apache-2.0
"""The dashboard of a role: each number with where it goes, what is aimed at, how it is counted and where to act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import RIGHTS, Role
from amends.apps.reports.queries.dashboards import DAYS, Number, numbers
from amends.apps.reports.rules.dashboards import Board, boards_of, usual_board
from amends.apps.reports.views.catalogue import Entry, every
from amends.apps.reports.views.dashboard_telling import aim_of, base_of, change_of, said, why_none
from amends.apps.reports.views.dashboard_words import ACTS, BOARDS
from amends.apps.satisfaction.queries.runs import Point


@dataclass(frozen=True, slots=True)
class Tile:
    """One number as people read it."""

    entry: Entry
    value: str
    kind: str
    change: str
    changed: str
    aim: str
    aim_kind: str
    base: str
    period: str
    none: str
    act: tuple[str, str] | None


@require_GET
@needs()
def dashboard(request: HttpRequest) -> HttpResponse:
    """What the person decides by; another dashboard where they may open more than one."""
    who, at = person(request), timezone.now()
    board, boards = board_asked(request)
    context: dict[str, object] = {"board": board, "tabs": _tabs(boards, board)}
    if board is not None:
        title, what = BOARDS[board]
        tiles = _tiles(who, board, at)
        context |= {
            "title": title,
            "what": what,
            "tiles": tiles,
            "trends_url": f"{reverse('reports:trends')}?board={board}",
            "unit": who.unit,
            "own": board is Board.OFFICER,
        }
    return render(request, "reports/dashboard.html", context)


def board_asked(request: HttpRequest) -> tuple[Board | None, tuple[Board, ...]]:
    """The dashboard that the address names, else the person's usual one; and all that they may open."""
    who, asked = person(request), request.GET.get("board", "")
    boards = boards_of(RIGHTS.get(Role(who.role), frozenset()) if who.role in set(Role) else frozenset())
    return next((each for each in boards if each == asked), usual_board(who.role, boards)), boards


def _tiles(who: User, board: Board, at: datetime) -> list[Tile]:
    entries = {each.anchor: each for _title, rows in every() for each in rows}
    return [_tile(each, entries[each.identifier], who, at) for each in numbers(who, board, at=at)]


def _tile(number: Number, entry: Entry, who: User, at: datetime) -> Tile:
    change, changed = change_of(number, entry.direction)
    aim, aim_kind = aim_of(number)
    return Tile(
        entry, said(number), "bad" if _is_bad(number) else "", change, changed, aim, aim_kind, base_of(number),
        _period(number, at), why_none(number), _act(number.identifier, who),
    )  # fmt: skip


def _is_bad(number: Number) -> bool:
    """What stands now and should not: late work."""
    return number.identifier.endswith("_overdue") and bool(number.found)


def _period(number: Number, at: datetime) -> str:
    """Which days a number is of."""
    if isinstance(number.found, Point):
        return number.found.wave
    if number.found is None or isinstance(number.found, int):
        return _("此刻") if number.found is not None else ""
    last = localtime(at).date() - timedelta(days=1)
    return f"{last - DAYS + timedelta(days=1):%m-%d} – {last:%m-%d}"


def _act(identifier: str, who: User) -> tuple[str, str] | None:
    """Where something can be done about it, for those who may."""
    page, query, words, right = ACTS[identifier]
    if not who.may(right):
        return None
    return str(words), reverse(page) + (f"?{query}" if query else "")


def _tabs(boards: tuple[Board, ...], shown: Board | None) -> list[Mapping[str, object]]:
    if len(boards) < 2:
        return []
    return [{"label": BOARDS[each][0], "url": f"?board={each}", "current": each is shown} for each in boards]
