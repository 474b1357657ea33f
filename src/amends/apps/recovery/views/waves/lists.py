# SPDX-License-Identifier: Apache-2.0
"""All waves, and those of them that somebody should look at today."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.models import STATES
from amends.apps.recovery.queries.waves.attention import waves_to_look_at
from amends.apps.recovery.queries.waves.board import WaveLine, wave_page
from amends.apps.recovery.rules.waves.words import WaveState
from amends.apps.recovery.views.waves.words import state_tag, stop_words


class Shown(NamedTuple):
    """One line of the list."""

    line: WaveLine
    state: object
    share: float | None  # recovered of those approached; None where no case tells
    days_left: (
        int | None
    )  # until the last planned contact; until the end of observing once all were approached
    left_for: str


@require_GET
@needs(Right.SEE_RECOVERY)
def wave_list(request: HttpRequest) -> HttpResponse:
    """Waves of the person's units, the newest first."""
    me, state = person(request), request.GET.get("state", "")
    state = state if state in set(WaveState) else ""
    before = request.GET.get("before", "")
    page = wave_page(me.scope, state=state, before=int(before) if before.isdecimal() else None)
    at = timezone.now()
    context = {
        "lines": [_shown(line, at) for line in page.lines],
        "following": page.next_before,
        "state": state,
        "tabs": _tabs(state),
        "may_manage": me.may(Right.MANAGE_RECOVERY),
    }
    return render(request, "recovery/waves/list.html", context)


def _tabs(state: str) -> list[dict[str, Any]]:
    kinds = {"": _("全部")} | {str(each): words for each, words in STATES.items()}
    return [
        {"label": words, "url": f"?state={name}" if name else "?", "current": name == state}
        for name, words in kinds.items()
    ]


def _shown(line: WaveLine, at: datetime) -> Shown:
    share = line.recovered / line.approached if line.cases else None
    today = timezone.localtime(at).date()
    days, words = _left(line, today)
    return Shown(line, state_tag(line.wave), share, days, words)


def _left(line: WaveLine, today: date) -> tuple[int | None, str]:
    """Days until the last planned contact; once that is over, until the effect may be read."""
    running = line.wave.state in {WaveState.FROZEN, WaveState.RUNNING, WaveState.PAUSED}
    if running and line.last_date and line.last_date >= today:
        return (line.last_date - today).days, _("到最后一批")
    end = line.wave.horizon_at
    if end and (left := (timezone.localtime(end).date() - today).days) >= 0:
        return left, _("到观察期满")
    return None, ""


@require_GET
@needs(Right.MANAGE_RECOVERY)
def home_panel(request: HttpRequest) -> HttpResponse:
    """Running waves that need a look: near their stop rule, behind their plan, or waiting for a decision."""
    at = timezone.now()
    found = waves_to_look_at(person(request).scope, at=at)
    shown = [(each, stop_words(each.stop)) for each in found]
    context = {"found": shown}
    return render_panel(request, "recovery/waves/_home_panel.html", context, title=_("要看一看的修复波次"))
