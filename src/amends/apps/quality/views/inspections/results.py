# SPDX-License-Identifier: Apache-2.0
"""A result as it was told, the appeal of the inspected, and the decision of somebody else."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.coaching import may_coach
from amends.apps.quality.actions.inspecting import appeal_inspection, decide_appeal, may_decide
from amends.apps.quality.actions.refusals import QualityRefused
from amends.apps.quality.forms.inspections import marks_posted
from amends.apps.quality.models import Inspection
from amends.apps.quality.models.inspections import MODES
from amends.apps.quality.queries.coaching import coaching_of, marks_in_force, next_step, total_in_force
from amends.apps.quality.queries.inspections import inspection_of, results_of
from amends.apps.quality.queries.scorecards import next_of_modes
from amends.apps.quality.views.inspections import sheets, tables
from amends.apps.quality.views.inspections.desk import hold_apology


def _found(request: HttpRequest, pk: int) -> Inspection:
    user = person(request)
    row = inspection_of(pk, user)
    if row is None or row.told_at is None or not (row.agent_id == user.pk or user.may(Right.SEE_QUALITY)):
        raise Http404
    return row


@require_GET
@needs()
def mine(request: HttpRequest) -> HttpResponse:
    """One's own results, and what to practise next."""
    user = person(request)
    context = {
        "table": tables.told(results_of(user), own=True),
        "next_step": next_step(user),
        "coaching": tables.coached(coaching_of(user), user),
    }
    return render(request, "quality/inspections/mine.html", context)


@require_GET
@needs()
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """One result: points, each item with its evidence, the appeal."""
    return render(request, "quality/inspections/result.html", _shown(_found(request, pk), person(request)))


def _shown(row: Inspection, user: User) -> dict[str, Any]:
    appeal = getattr(row, "appeal", None)
    total, passed = total_in_force(row)
    card = row.scorecard
    waiting = appeal is not None and appeal.decided_at is None
    own = row.agent_id == user.pk
    sections = sheets.sheet(card, row.proposed, marks_in_force(row))
    return {
        "row": row, "appeal": appeal, "total": total, "passed": passed, "own": own,
        "mode": MODES.get(row.mode, ""), "next_step": next_of_modes().get(row.mode, ""),
        "turns": sheets.turns(row.drawn.transcript, row.proposed), "snippet": hold_apology(row),
        "sections": sheets.tally(sections), "items": card.items,
        "findings": sheets.findings(sections, row.drawn.transcript),
        "appealed": [card.by_code[each].name for each in (appeal.items if appeal else ()) if each in card.by_code],
        "may_appeal": own and appeal is None and row.appeal_until is not None and timezone.now() <= row.appeal_until,
        "may_decide": waiting and may_decide(user) and user.pk not in {row.inspector_id, row.agent_id},
        "may_coach": may_coach(user) and not own,
    }  # fmt: skip


@require_POST
@needs()
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against one's own result."""
    row, user = _found(request, pk), person(request)
    items, reason = request.POST.getlist("items"), request.POST.get("reason", "")
    try:
        appeal_inspection(inspection=row, reason=reason, items=items, by=user, at=timezone.now())
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("申诉已提交，由质检员以外的人复核。"))
    return redirect("quality:result", pk)


@require_POST
@needs()
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide an appeal."""
    row, user = _found(request, pk), person(request)
    found = getattr(row, "appeal", None)
    if found is None:
        raise Http404
    upheld, words = request.POST.get("upheld") == "yes", request.POST.get("decision", "")
    marks = marks_posted(request.POST, row.scorecard)
    try:
        decide_appeal(appeal=found, upheld=upheld, decision=words, marks=marks, by=user, at=timezone.now())
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("复核已完成，双方都会看到理由。"))
    return redirect("quality:result", pk)
