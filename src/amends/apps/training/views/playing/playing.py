# SPDX-License-Identifier: Apache-2.0
"""Playing: the conversation, an answer at a time, and what it was worth."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.training.actions.playing.playing import answer_play, begin_play, end_play
from amends.apps.training.forms.playing.scenarios import AnswerForm
from amends.apps.training.forms.playing.words import MOODS
from amends.apps.training.models.playing import Play
from amends.apps.training.queries.playing.plays import play_of, read_play, turns_of
from amends.apps.training.queries.playing.suggesting import next_scenario
from amends.apps.training.views.learning.common import refusals_on, refusals_said
from amends.apps.training.views.playing.common import facts_of, result_shown, turns_shown


@require_POST
@needs()
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a play, or go on with the one that was left."""
    with refusals_said(request):
        play = begin_play(code=code, by=person(request), at=timezone.now())
        return redirect("training:play", play.pk)
    return redirect("training:plays")


@require_http_methods(["GET", "POST"])
@needs()
def play(request: HttpRequest, pk: int) -> HttpResponse:
    """The conversation so far, and the next answer."""
    found = _own(request, pk)
    if found.ended_at is not None:
        return redirect("training:play_result", pk)
    form = AnswerForm(request.POST or None, initial={"number": found.answers + 1})
    if form.is_valid():
        with refusals_on(form):
            answer_play(play=found, by=person(request), at=timezone.now(), **form.cleaned_data)
            return redirect("training:play", pk)
    return _page(request, found, form)


@require_POST
@needs()
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the conversation."""
    end_play(play=_own(request, pk), by=person(request), at=timezone.now())
    return redirect("training:play_result", pk)


@require_GET
@needs()
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What a play was worth, and what to practise next."""
    found = _own(request, pk)
    if found.ended_at is None:
        return redirect("training:play", pk)
    context = result_shown(found, turns_of(found), found.unit)
    context["next"] = next_scenario(found, person(request))
    return render(request, "training/playing/result.html", context)


def _own(request: HttpRequest, pk: int) -> Play:
    found = play_of(pk, person(request))
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Play, form: AnswerForm) -> HttpResponse:
    scenario, state = read_play(found)
    context = {
        "play": found, "scenario": scenario, "form": form, "about": facts_of(scenario),
        "turns": turns_shown(found, turns_of(found)), "mood": MOODS[state.mood], "trust": state.trust,
        "left": scenario.most_answers - state.answers,
    }  # fmt: skip
    return render(request, "training/playing/play.html", context, status=422 if form.errors else 200)
