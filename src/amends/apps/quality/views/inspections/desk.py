# SPDX-License-Identifier: Apache-2.0
"""The list of what is to inspect, the draw of a week, and the desk at which a conversation is inspected."""

from datetime import date
from secrets import randbits
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.queries.wordings import wording
from amends.apps.quality.actions.inspecting import (
    begin_inspection,
    save_inspection,
    take_over_inspection,
    tell_inspection,
)
from amends.apps.quality.actions.refusals import QualityRefused
from amends.apps.quality.actions.sampling import draw_week
from amends.apps.quality.forms.inspections import draft_of
from amends.apps.quality.models import Drawn, Inspection
from amends.apps.quality.models.inspections import MODES
from amends.apps.quality.queries.inspections import (
    appeals_waiting,
    begun_by_others,
    drawn_within,
    inspection_of,
    to_inspect,
    told,
)
from amends.apps.quality.queries.samples import WEEK, monday_of, weeks_of
from amends.apps.quality.rules.inspecting import still_open
from amends.apps.quality.views.inspections import sheets, tables

HOLD_APOLOGY = "WD-WAIT-SORRY"


@require_GET
@needs(Right.SEE_QUALITY)
def listed(request: HttpRequest) -> HttpResponse:
    """What is to inspect, the appeals that wait, and what was told."""
    user = person(request)
    inspects = user.may(Right.INSPECT)
    context = {
        "may_inspect": inspects,
        "to_do": tables.to_do(to_inspect(user) if inspects else ()),
        "begun": tables.begun(begun_by_others(user) if inspects else ()),
        "appeals": tables.appeals(appeals_waiting(user)),
        "told": tables.told(told(user.scope)),
        "weeks": weeks_of(user.unit, user.scope) if inspects and user.unit else (),
    }
    return render(request, "quality/inspections/list.html", context)


@require_POST
@needs(Right.INSPECT)
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the conversations of the last week that is over, or again of one for which something came in since."""
    user = person(request)
    if user.unit is None:
        raise Http404
    monday = _week(request.POST.get("week", "")) or monday_of(timezone.localdate()) - WEEK
    try:
        plan = draw_week(unit=user.unit, week_date=monday, seed=randbits(40), by=user, at=timezone.now())
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        given = {"of": plan.candidates, "seed": plan.seed, "n": plan.drawn.unscoped("just drawn").count()}
        messages.success(request, _("从 %(of)s 段对话里抽了 %(n)s 段，种子 %(seed)s。") % given)
    return redirect("quality:inspections")


def _week(said: str) -> date | None:
    try:
        return monday_of(date.fromisoformat(said))
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def drawn(request: HttpRequest, pk: int) -> HttpResponse:
    """A drawn conversation: go on where it was begun, begin, or take over what a colleague began."""
    user = person(request)
    found = drawn_within(pk, user.scope)
    if found is None:
        raise Http404
    known = getattr(found, "inspection", None)
    anothers = known if known and known.told_at is None and known.inspector_id != user.pk else None
    if request.method == "GET" and (known is None or anothers is not None):
        context = {"drawn": found, "risks": _risks(found.reasons), "anothers": anothers}
        return render(request, "quality/inspections/drawn.html", context)
    try:
        row = _begun(request, found, anothers, user) or found.inspection
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("quality:inspections")
    return redirect("quality:inspection", row.pk)


def _begun(request: HttpRequest, found: Drawn, anothers: Inspection | None, user: User) -> Inspection | None:
    if request.method != "POST":
        return None
    if anothers is not None and "take_over" in request.POST:
        return take_over_inspection(inspection=anothers, by=user, at=timezone.now())
    return begin_inspection(drawn=found, by=user, at=timezone.now())


def _risks(reasons: list[str]) -> list[str]:
    return [str(tables.RISKS.get(each, each)) for each in reasons]


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk: the conversation with evidence, and the card; kept as a draft or told."""
    user = person(request)
    row = inspection_of(pk, user)
    if row is None or row.agent_id == user.pk:
        raise Http404
    if row.told_at is not None or row.inspector_id != user.pk:
        return redirect("quality:result", pk)
    if request.method == "POST":
        return _decided(request, row, user)
    return render(request, "quality/inspections/desk.html", _shown(row))


def _decided(request: HttpRequest, row: Inspection, user: User) -> HttpResponse:
    draft = draft_of(request.POST, row.scorecard)
    said = request.POST.get("edits", "")
    edits = int(said) if said.isdecimal() and len(said) < 10 else -1  # what nobody saw has changed since
    tells = "tell" in request.POST
    verb = tell_inspection if tells else save_inspection
    try:
        verb(inspection=row, edits=edits, draft=draft, by=user, at=timezone.now())
    except QualityRefused as refusal:
        shown = {
            **_shown(row, draft.marks),
            "refused": refusal.sentence,
            "mode": draft.mode,
            "comment": draft.comment,
        }
        return render(request, "quality/inspections/desk.html", shown, status=422)
    messages.success(request, _("结果已告知本人。") if tells else _("草稿已保存。"))
    return redirect("quality:result" if tells else "quality:inspection", row.pk)


def _shown(row: Inspection, marks: Any = None) -> dict[str, Any]:
    card, given = row.scorecard, row.marks if marks is None else marks
    open_ = still_open(card, given)
    return {
        "row": row, "mode": row.mode, "comment": row.comment, "modes": MODES,
        "turns": sheets.turns(row.drawn.transcript, row.proposed),
        "sections": sheets.sheet(card, row.proposed, given),
        "figures": sheets.figures(row), "blocks": sheets.blocks(card),
        "left": len(open_.undecided), "count": len(card.items),
        "snippet": hold_apology(row), "risks": _risks(row.drawn.reasons),
        "back": reverse("quality:inspections"),
    }  # fmt: skip


def hold_apology(row: Inspection) -> str:
    """The sentence to say after a wait, where one over the limit had none."""
    transcript = row.drawn.transcript
    if not transcript.figures.get("unexcused"):
        return ""
    found = wording(HOLD_APOLOGY, transcript.channel, row.unit, "zh")
    return found.text if found else ""
