# SPDX-License-Identifier: Apache-2.0
"""The page of a wave: where everybody stands, unit beside unit, planned beside done, and how near the stop rule is."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import User
from amends.apps.core.queries.log import events_of
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.models import CAUSES, MEMBER_BLOCKS, RecoveryWave
from amends.apps.recovery.queries.waves.board import Board, freezing_run, wave_board, wave_by_key
from amends.apps.recovery.rules.waves.design import Order, read_design
from amends.apps.recovery.rules.waves.steps import steps_from
from amends.apps.recovery.rules.waves.words import WaveState
from amends.apps.recovery.views.waves.shown import (
    days_chart,
    flow,
    order_told,
    plan_facts,
    ranking,
    reasons_chart,
    totals,
)
from amends.apps.recovery.views.waves.words import state_tag, stop_words
from amends.kernel.recovery_class import RECOVERABLE


def found(request: HttpRequest, pk: int) -> RecoveryWave:
    """A wave within the person's units; 404 for any other."""
    wave = wave_by_key(pk, person(request).scope)
    if wave is None:
        raise Http404
    return wave


def may_manage(who: User, wave: RecoveryWave) -> bool:
    """Whether somebody may act on a wave: those of units above can be looked at, and no more."""
    return who.may(Right.MANAGE_RECOVERY) and who.scope.covers(wave.unit.number)


@require_GET
@needs(Right.SEE_RECOVERY)
def wave_shown(request: HttpRequest, pk: int) -> HttpResponse:
    """One wave: its board while it runs, its plan, who did what, and what may be done next."""
    wave, me, at = found(request, pk), person(request), timezone.now()
    board = wave_board(wave, me.scope)
    context = _live(wave, board, at) | {
        "plan": plan_facts(wave, read_design(wave.design)),
        "order": order_told(wave),
        "playbooks": _playbooks(wave),
        "run": freezing_run(wave),
        "events": _events(wave),
        "may_see_procedures": me.may(Right.ASSIGN_CASES),
        "steps": steps_from(wave.state) if may_manage(me, wave) else (),
        "days": days_chart(board, timezone.localdate(at)),
        "blocked": reasons_chart(board.blocked, MEMBER_BLOCKS),
        "skipped": reasons_chart(board.skipped, MEMBER_BLOCKS),
    }
    return render(request, "recovery/waves/page.html", context)


@require_GET
@needs(Right.SEE_RECOVERY)
def wave_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The live part: nothing (204) while no number has changed."""
    wave, at = found(request, pk), timezone.now()
    shown = _live(wave, wave_board(wave, person(request).scope), at)
    if request.GET.get("mark") == shown["mark"]:
        return HttpResponse(status=204)
    return render_panel(request, "recovery/waves/_board.html", shown, title=_("波次看板"))


def _live(wave: RecoveryWave, board: Board, at: datetime) -> dict[str, Any]:
    told = repr((wave.state, sorted(board.by_state.items()), board.units, board.stop))
    return {
        "wave": wave,
        "board": board,
        "now": at,
        "mark": hashlib.sha256(told.encode()).hexdigest()[:16],
        "state": state_tag(wave),
        "is_live": wave.state in {WaveState.FROZEN, WaveState.RUNNING, WaveState.PAUSED},
        "totals": totals(board),
        "flow": flow(wave, board),
        "ranking": ranking(wave, board) if board.units else None,
        "stop": board.stop,
        "stop_words": stop_words(board.stop),
    }


def _playbooks(wave: RecoveryWave) -> list[tuple[str, object]]:
    """The classes whose playbooks the wave works by, with their names."""
    classes = read_design(wave.design).filters.classes or RECOVERABLE
    return [(str(each), CAUSES[each]) for each in classes]


def _events(wave: RecoveryWave) -> list[dict[str, object]]:
    """What people and jobs did to the wave itself, the newest first."""
    rows = events_of(subject_key(wave)).order_by("-sequence")[:50]
    return [{"at": row.at, "who": row.by.name if row.by else _("系统"), "text": _told(row)} for row in rows]


def _told(row: Any) -> str:
    order = row.payload.get("order")
    by_gain = order == Order.GAIN or (isinstance(order, dict) and order.get("by") == Order.GAIN)
    reason = str(row.payload.get("reason", "")) or (_("按预期效果排") if by_gain else "")
    return f"{row.get_kind_display()}：{reason}" if reason else str(row.get_kind_display())
