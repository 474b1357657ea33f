# SPDX-License-Identifier: Apache-2.0
"""The review calendar, what differs between channels, what waits for approval; and the presses that decide."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import KnowledgeRefused
from amends.apps.knowledge.actions.sayings.deciding import approve, retire
from amends.apps.knowledge.actions.sayings.reviewing import record_review
from amends.apps.knowledge.forms.sayings import ReasonForm, ReviewForm
from amends.apps.knowledge.models import Script, Term, Wording
from amends.apps.knowledge.models.scripts import CHANNELS
from amends.apps.knowledge.models.versions import Versioned
from amends.apps.knowledge.queries.finding import version, waiting
from amends.apps.knowledge.queries.reviewing import Differing, by_month, differing, due_for_review, reviews
from amends.apps.knowledge.queries.standing import mixed
from amends.apps.knowledge.rules.script_words import Channel
from amends.apps.knowledge.views.sayings.common import decides, refusals_on, unit_of

AHEAD = timedelta(days=183)
SHOWN = 30


@require_GET
@needs()
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due by month, where channels differ, what waits, and the reviews that were held."""
    return _page(request, ReviewForm())


@require_POST
@needs(Right.WRITE_KNOWLEDGE)
def review(request: HttpRequest) -> HttpResponse:
    """Keep that a review was held."""
    user, form = person(request), ReviewForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            today, words = timezone.localdate(), form.cleaned_data["result"]
            record_review(unit=unit_of(user), result=words, by=user, at=timezone.now(), today=today)
            messages.success(request, _("已登记这次梳理。"))
            return redirect("knowledge:calendar")
    return _page(request, form)


@require_POST
@needs(Right.APPROVE_KNOWLEDGE)
def version_approve(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Approve a version."""
    row = _version(request, kind, key)
    try:
        approve(row=row, by=person(request), at=timezone.now())
        messages.success(request, _("已批准，各处下次打开时就用这个版本。"))
    except KnowledgeRefused as refused:
        messages.error(request, refused.sentence)
    return redirect(_address(row))


@require_POST
@needs(Right.APPROVE_KNOWLEDGE)
def version_retire(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Take a version out of use."""
    row, form = _version(request, kind, key), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return redirect(_address(row))
    try:
        retire(row=row, by=person(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("已停用：上级机构的或随系统的重新生效。"))
    except KnowledgeRefused as refused:
        messages.error(request, refused.sentence)
    return redirect(_address(row))


def _page(request: HttpRequest, form: ReviewForm) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    unit = unit_of(user)
    pairs, terms = differing(unit), mixed(unit, timezone.now())
    context = {
        "months": by_month(due_for_review(user.scope, today + AHEAD), today), "today": today, "form": form,
        "pairs": _pairs(pairs[:SHOWN]),
        "pair_count": len(pairs), "mixed": [(each.term, _by_channel(each.words)) for each in terms[:SHOWN]],
        "reviews": reviews(user.scope), "may_write": user.may(Right.WRITE_KNOWLEDGE),
        "waiting": [(each, _address(each)) for _kind, each in waiting(user.scope)] if decides(user) else [],
    }  # fmt: skip
    return render(request, "knowledge/sayings/calendar.html", context, status=422 if form.errors else 200)


def _pairs(found: Sequence[Differing]) -> list[tuple[object, object, Differing]]:
    return [
        (CHANNELS[Channel(each.left.channel)], CHANNELS[Channel(each.right.channel)], each) for each in found
    ]


def _by_channel(words: object) -> list[tuple[str, str]]:
    named: dict[str, object] = {"": _("不分渠道")} | {str(code): name for code, name in CHANNELS.items()}
    return [(str(named.get(code, code)), _("、").join(said)) for code, said in words]  # type: ignore[attr-defined]


def _version(request: HttpRequest, kind: str, key: int) -> Versioned:
    row = version(kind, key, person(request).scope)
    if row is None:
        raise Http404
    return row


def _address(row: Versioned) -> str:
    match row:
        case Term():
            return reverse("knowledge:term", args=[row.code])
        case Wording():
            return reverse("knowledge:wording", args=[row.key])
        case Script():
            return reverse("knowledge:script", args=[row.pk])
        case _:
            return reverse("knowledge:calendar")
