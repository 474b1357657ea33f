# SPDX-License-Identifier: Apache-2.0
"""Scorecards: which is in force, drafts of an own one, what it changes, publication and history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import QualityRefused
from amends.apps.quality.actions.scorecards import draft_card, drop_card, publish_card, write_card
from amends.apps.quality.forms.scorecards import PublishForm, ScorecardForm
from amends.apps.quality.models import ScorecardDraft
from amends.apps.quality.models.inspections import CHANNEL_WORDS
from amends.apps.quality.queries.scorecards import (
    base_content,
    card_content,
    card_draft,
    card_in_force,
    card_versions,
    drafts_within,
)
from amends.apps.quality.rules.card_drafts import card_differences, card_lacks
from amends.apps.quality.rules.fingerprints import fingerprint
from amends.apps.quality.views.inspections import card_tables as tables
from amends.apps.quality.views.refusals import refusals_on


@require_GET
@needs(Right.SEE_QUALITY)
def listed(request: HttpRequest) -> HttpResponse:
    """The card in force of each channel, the drafts, and every own card of before."""
    user = person(request)
    unit, sets = _unit(user), user.may(Right.SET_STANDARDS)
    rows = [each for code in CHANNEL_WORDS for each in card_versions(user.scope, code)]
    context = {
        "held": tables.in_force({code: card_in_force(code, unit) for code in CHANNEL_WORDS}),
        "drafts": tables.drafts(drafts_within(user.scope) if sets else ()),
        "versions": tables.versions(rows), "may_set": sets, "channels": CHANNEL_WORDS.items(),
    }  # fmt: skip
    return render(request, "quality/cards/list.html", context)


@require_GET
@needs(Right.SEE_QUALITY)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One card that was published."""
    scope = person(request).scope
    rows = (each for code in CHANNEL_WORDS for each in card_versions(scope, code))
    row = next((each for each in rows if each.pk == pk), None)
    if row is None:
        raise Http404
    context = {"row": row, "content": row.content, "sections": tables.parts(row.content)}
    return render(request, "quality/cards/version.html", context)


@require_GET
@needs(Right.SEE_QUALITY)
def base(request: HttpRequest, code: str) -> HttpResponse:
    """The card of the pack for a channel."""
    content = base_content(_channel(code))
    return render(
        request, "quality/cards/version.html", {"content": content, "sections": tables.parts(content)}
    )


@require_POST
@needs(Right.SET_STANDARDS)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an own card for one's unit."""
    user = person(request)
    packed = "from_pack" in request.POST
    try:
        row = draft_card(code=_channel(code), unit=_unit(user), by=user, at=timezone.now(), from_pack=packed)
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("quality:scorecards")
    return redirect("quality:scorecard_edit", row.pk)


@require_http_methods(["GET", "POST"])
@needs(Right.SET_STANDARDS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft: sections with shares, items with points, fatal ones, and how the software finds them."""
    row = _found(request, pk)
    form = ScorecardForm(request.POST or None, content=row.content, edits=row.edits)
    if form.is_valid():
        with refusals_on(form):
            write_card(
                draft=row, edits=form.cleaned_data["edits"], content=form.changed(), by=person(request),
                at=timezone.now(),
            )  # fmt: skip
            return redirect("quality:scorecard_preview", pk)
    context = {"row": row, "form": form, "lacks": tables.lines(card_lacks(row.content))}
    return render(request, "quality/cards/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.SET_STANDARDS)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it would hold, what it changes and lacks; published from here."""
    row, user = _found(request, pk), person(request)
    form = PublishForm(request.POST or None, initial={"seen": fingerprint(row.content)})
    if form.is_valid():
        with refusals_on(form):
            made = publish_card(draft=row, by=user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已公布。从现在起开始的质检用这一版，以前的不变。"))
            return redirect("quality:scorecard_version", made.pk)
    status = 422 if form.errors else 200
    return render(request, "quality/cards/preview.html", _previewed(row, user, form), status=status)


def _previewed(row: ScorecardDraft, user: User, form: PublishForm) -> dict[str, Any]:
    found = card_differences(card_content(row.code, row.unit), row.content)
    return {
        "row": row, "form": form, "content": row.content, "sections": tables.parts(row.content),
        "lacks": tables.lines(card_lacks(row.content)), "changes": tables.changes(found),
        "own": row.writers.filter(pk=user.pk).exists(),
    }  # fmt: skip


@require_POST
@needs(Right.SET_STANDARDS)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up."""
    try:
        drop_card(draft=_found(request, pk), by=person(request), at=timezone.now())
        messages.success(request, _("草稿已放弃。"))
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("quality:scorecards")


def _found(request: HttpRequest, pk: int) -> ScorecardDraft:
    found = card_draft(pk, person(request).scope)
    if found is None:
        raise Http404
    return found


def _channel(code: str) -> str:
    if code not in CHANNEL_WORDS:
        raise Http404
    return code


def _unit(user: User) -> Unit:
    if user.unit is None:
        raise Http404
    return user.unit
