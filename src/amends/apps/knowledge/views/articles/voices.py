# SPDX-License-Identifier: Apache-2.0
"""Where customers are heard: the registry, with what is stale."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.voices import end_source, refresh_source, register_source
from amends.apps.knowledge.forms.articles import NoteForm, SourceForm
from amends.apps.knowledge.models import VoiceSource
from amends.apps.knowledge.queries.voices import Heard, heard
from amends.apps.knowledge.views.articles.finding import form_page, pressed, tried


@require_GET
@needs()
def voices(request: HttpRequest) -> HttpResponse:
    """The sources, the stalest first."""
    user = person(request)
    lines = [_line(each, user) for each in heard(user.scope, timezone.now())]
    stale = sum(line["heard"].is_stale for line in lines)  # type: ignore[attr-defined]
    context = {"lines": lines, "stale": stale, "may_write": user.may(Right.WRITE_KNOWLEDGE)}
    return render(request, "knowledge/articles/voices.html", context)


def _line(each: Heard, user: User) -> dict[str, object]:
    source = each.source
    writes = user.may(Right.WRITE_KNOWLEDGE) and user.scope.covers(source.unit.number)
    follows = EventKind(source.follows).label if source.follows else ""
    return {
        "heard": each,
        "source": source,
        "follows": follows,
        "may": writes or source.owner_id == user.pk,
        "writes": writes,
    }


def _found(request: HttpRequest, pk: int) -> VoiceSource:
    rows = VoiceSource.objects.concerning(person(request).scope).select_related("unit")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_KNOWLEDGE)
def voice_new(request: HttpRequest) -> HttpResponse:
    """Register a source."""
    user = person(request)
    initial = {"unit": user.unit_id, "owner": user.username, "cadence_days": 30}
    form = SourceForm(request.POST or None, scope=user.scope, initial=initial)
    if form.is_valid():
        source = form.source()
        if tried(form, lambda: register_source(source=source, by=user, at=timezone.now())):
            return redirect("knowledge:voices")
    return form_page(request, form, _("登记声音来源"), reverse("knowledge:voices"))


@require_POST
@needs()
def voice_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the newest came in."""
    source, user, form = _found(request, pk), person(request), NoteForm(request.POST)
    note, back = form.cleaned_data["note"] if form.is_valid() else "", reverse("knowledge:voices")
    return pressed(
        request,
        lambda: refresh_source(source=source, note=note, by=user, at=timezone.now()),
        _("已更新"),
        back,
    )


@require_POST
@needs(Right.WRITE_KNOWLEDGE)
def voice_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Hear a source no more."""
    source, user, back = _found(request, pk), person(request), reverse("knowledge:voices")
    return pressed(request, lambda: end_source(source=source, by=user, at=timezone.now()), _("已停用"), back)
