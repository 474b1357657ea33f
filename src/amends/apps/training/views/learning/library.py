# SPDX-License-Identifier: Apache-2.0
"""The library of culture and etiquette: cards, reflections that were shared, the pledge."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.training.actions.people import mark_read
from amends.apps.training.actions.sharing import (
    offer_reflection,
    set_pledge,
    share_reflection,
    write_reflection,
)
from amends.apps.training.forms.learning.library import LibraryForm, PledgeForm, ReflectionForm
from amends.apps.training.models.learning import Reflection
from amends.apps.training.queries.library import (
    cards_of,
    library,
    own_reflections,
    pledge_of,
    read_by,
    shared_reflections,
    waiting_reflections,
)
from amends.apps.training.rules.library import Card
from amends.apps.training.views.learning.common import form_page, page, refusals_on, refusals_said
from amends.apps.training.views.learning.words import CARD_KINDS

writes = require_http_methods(["GET", "POST"])


@require_GET
@needs()
def cards(request: HttpRequest) -> HttpResponse:
    """Every card that fits, the pledge, what colleagues shared, and the references."""
    user, held = person(request), library()
    form = LibraryForm(request.GET, topics=held.topics, kinds=CARD_KINDS)
    asked = form.cleaned_data if form.is_valid() else {}
    found, read = cards_of(**asked), read_by(user)
    context = {
        "form": form,
        "cards": [_shown(each, read) for each in found],
        "read": len(read & {each.code for each in found}),
        "pledge": pledge_of(user.unit),
        "reflections": shared_reflections(user.scope),
        "references": held.references,
        "may_pledge": user.may(Right.MANAGE_TRAINING),
    }
    return page(request, "library", "library", context)


@require_GET
@needs()
def card(request: HttpRequest, code: str) -> HttpResponse:
    """One card."""
    held = library().cards
    if code not in held:
        raise Http404
    codes = list(held)
    place = codes.index(code)
    around = {"before": codes[place - 1] if place else "", "after": "".join(codes[place + 1 : place + 2])}
    is_read = code in read_by(person(request))
    context = {"card": held[code], "is_read": is_read, "cited": _cited(held[code]), **around}
    return page(request, "card", "library", context)


@require_POST
@needs()
def card_read(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one has read it."""
    with refusals_said(request):
        mark_read(card=code, by=person(request), at=timezone.now())
    return redirect("training:library")


@writes
@needs(Right.MANAGE_TRAINING)
def pledge(request: HttpRequest) -> HttpResponse:
    """Write the pledge of a unit."""
    user = person(request)
    begun = {"unit": user.unit_id, "words": pledge_of(user.unit)}
    form = PledgeForm(request.POST or None, scope=user.scope, initial=begun)
    if form.is_valid():
        with refusals_on(form):
            set_pledge(by=user, at=timezone.now(), **form.cleaned_data)
            return redirect("training:library")
    return form_page(request, form, _("改写服务誓言"), reverse("training:library"))


@require_GET
@needs()
def reflections(request: HttpRequest) -> HttpResponse:
    """One's own reflections, and those that wait for a second look."""
    user = person(request)
    may_look = user.may(Right.ASSIGN_CASES) or user.may(Right.MANAGE_TRAINING)
    waiting = waiting_reflections(user.scope, user) if may_look else []
    return page(request, "reflections", "reflections", {"own": own_reflections(user), "waiting": waiting})


@writes
@needs()
def reflection_new(request: HttpRequest) -> HttpResponse:
    """Write one."""
    form = ReflectionForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            write_reflection(by=person(request), at=timezone.now(), **form.said())
            return redirect("training:reflections")
    note = _("只有自己看得到，直到自己提交分享；分享的是隐去姓名和号码、由另一个人看过的那一份。")
    return form_page(request, form, _("写一次服务反思"), reverse("training:reflections"), note=note)


@require_POST
@needs()
def reflection_offer(request: HttpRequest, key: int) -> HttpResponse:
    """Offer one's own to others."""
    found = next((each for each in own_reflections(person(request)) if each.pk == key), None)
    if found is None:
        raise Http404
    with refusals_said(request):
        offer_reflection(reflection=found, by=person(request), at=timezone.now())
    return redirect("training:reflections")


@writes
@needs()
def reflection_look(request: HttpRequest, key: int) -> HttpResponse:
    """The second look: mend the masked copy, then share it."""
    found = _waiting(request, key)
    form = ReflectionForm(request.POST or None, initial=found.shown)
    if form.is_valid():
        with refusals_on(form):
            user = person(request)
            share_reflection(reflection=found, shown=form.cleaned_data, by=user, at=timezone.now())
            return redirect("training:library")
    note = _("请确认看不出是哪位客户、哪位同事，再保存；保存就是分享。")
    return form_page(request, form, _("分享前看一遍"), reverse("training:reflections"), note=note)


def _waiting(request: HttpRequest, key: int) -> Reflection:
    user = person(request)
    if not (user.may(Right.ASSIGN_CASES) or user.may(Right.MANAGE_TRAINING)):
        raise Http404
    found = next((each for each in waiting_reflections(user.scope, user) if each.pk == key), None)
    if found is None:
        raise Http404
    return found


def _shown(card: Card, read: set[str]) -> dict[str, object]:
    kind, topic = CARD_KINDS[card.kind], library().topics[card.topic]
    return {"card": card, "is_read": card.code in read, "kind": kind, "topic": topic, "cited": _cited(card)}


def _cited(card: Card) -> str:
    if card.source.is_own:
        return _("自编")
    return _("出处：培训材料 %(seed)s（%(row)s）") % {"seed": card.source.seed, "row": card.source.row}
