# SPDX-License-Identifier: Apache-2.0
"""The wall: a full screen of large numbers that renews itself, for a hall, the hotline or the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.cases.views.board import COUNTS
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.halls.queries.boards import HallNow
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.hotline.standard import standard
from amends.apps.reports.queries.wall import MOST_HALLS, desk, halls, lines

DASH = "—"
WALLS: dict[str, Promise] = {
    "desk": gettext_lazy("投诉"),
    "halls": gettext_lazy("营业厅"),
    "lines": gettext_lazy("热线"),
}
_TONES = {"warn": "warn", "bad": "bad"}


@dataclass(frozen=True, slots=True)
class Big:
    """One number that is read from five metres."""

    label: str
    value: str
    kind: str = ""
    note: str = ""


@require_GET
@needs(Right.ASSIGN_CASES)
def wall(request: HttpRequest) -> HttpResponse:
    """The whole screen; nothing on it but numbers."""
    return render(request, "reports/wall.html", _shown(request))


@require_GET
@needs(Right.ASSIGN_CASES)
def live(request: HttpRequest) -> HttpResponse:
    """The numbers alone, which take the place of those before."""
    return render(request, "reports/_wall.html", _shown(request))


def _shown(request: HttpRequest) -> dict[str, object]:
    who, at, asked = person(request), timezone.now(), request.GET.get("show", "")
    kind = asked if asked in WALLS else "desk"
    numbers, rows = {"desk": _desk, "halls": _halls, "lines": _lines}[kind](who, at)
    return {
        "kind": kind, "title": WALLS[kind], "unit": who.unit, "numbers": numbers, "rows": rows, "now": at,
        "walls": [(name, words, name == kind) for name, words in WALLS.items()],
    }  # fmt: skip


def _desk(who: User, at: datetime) -> tuple[list[Big], list[object]]:
    found = desk(who, at=at)
    big = []
    for name, (label, _definition, tone) in COUNTS.items():
        n = getattr(found.load, name)
        big.append(Big(str(label), f"{n:,}", _TONES.get(tone, "") if n else ""))
    today = [Big(_("今天收到"), f"{found.received:,}"), Big(_("今天结案"), f"{found.closed:,}")]
    return [*big, *today], []


def _lines(who: User, at: datetime) -> tuple[list[Big], list[object]]:
    found, held_to = lines(who.scope, at=at), standard()
    rate = f"{found.answered / found.offered:.0%}" if found.offered else DASH
    within = found.shares.target_share if found.shares else None
    words = _("%(n)s 秒以内接听") % {"n": f"{held_to.target_seconds:g}"}
    return [
        Big(_("今天来电"), f"{found.offered:,}"), Big(_("已接听"), f"{found.answered:,}"),
        Big(_("接通率"), rate), Big(words, DASH if within is None else f"{within:.0%}"),
        Big(_("正在通话"), f"{found.talking:,}"),
    ], []  # fmt: skip


def _halls(who: User, at: datetime) -> tuple[list[Big], list[object]]:
    found = halls(who, at=at)
    limit = queue_rules().wait_limit
    waiting, opened, windows = (
        sum(getattr(each, name) for each in found) for name in ("waiting", "open", "windows")
    )
    big = [
        Big(_("正在等候"), f"{waiting:,}", "warn" if waiting and not opened else ""),
        Big(_("开着的窗口"), f"{opened} / {windows}"),
    ]
    return big, [_hall(each, limit) for each in found[:MOST_HALLS]]


def _hall(each: HallNow, limit: float) -> dict[str, object]:
    p90 = each.today.wait.p90
    late = "bad" if p90 is not None and p90 > limit else ""
    share = each.today.over_share
    return {
        "name": each.unit.name, "waiting": each.waiting, "windows": f"{each.open} / {each.windows}",
        "p90": DASH if p90 is None else _("%(n)s 分") % {"n": f"{p90 / 60:.0f}"}, "kind": late,
        "over": DASH if share is None else f"{share:.0%}",
    }  # fmt: skip
