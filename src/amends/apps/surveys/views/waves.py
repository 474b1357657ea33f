# SPDX-License-Identifier: Apache-2.0
"""Waves as those see them who follow them: the list, one wave, how far it is. No page of theirs names a customer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.waves import WaveChanged, WayNotSetUp, not_set_up, take_step
from amends.apps.surveys.models import OpenLink, SurveyWave
from amends.apps.surveys.queries.frame import EXCLUSIONS
from amends.apps.surveys.queries.policy import touchpoints
from amends.apps.surveys.queries.waves import (
    LATEST,
    answers_by_day,
    draw_run,
    links_of,
    now_of,
    scores_of,
    silent_until,
    strata_of,
    units_of,
    wave_by_pk,
    wave_page,
    waves_above,
)
from amends.apps.surveys.queries.weights import weights_of
from amends.apps.surveys.rules.steps import Step, steps_from
from amends.apps.surveys.rules.words import Trigger, WaveState
from amends.apps.surveys.views.wave_charts import by_day
from amends.apps.surveys.words_of_waves import STEPS

LIVE = frozenset({WaveState.OPEN, WaveState.PAUSED})


def found(request: HttpRequest, pk: int) -> SurveyWave:
    """A wave of the person's units. Raises `Http404` for any other."""
    wave = wave_by_pk(pk, person(request).scope)
    if wave is None:
        raise Http404
    return wave


@require_GET
@needs(Right.SEE_SATISFACTION)
def wave_list(request: HttpRequest) -> HttpResponse:
    """All waves of the person's units, the newest first, and those of units above that asked their customers."""
    me, before = person(request), request.GET.get("before", "")
    lines, following = wave_page(me.scope, before=int(before) if before.isdecimal() else None)
    may_plan = me.may(Right.DESIGN_SURVEYS)
    above = () if before else waves_above(me.scope)
    context = {"lines": lines, "following": following, "may_plan": may_plan, "above": above}
    return render(request, "surveys/waves/list.html", context)


@require_GET
@needs(Right.SEE_SATISFACTION)
def wave_shown(request: HttpRequest, pk: int) -> HttpResponse:
    """One wave: how far it is, response by stratum and day, weights, scores so far."""
    wave, me = found(request, pk), person(request)
    lines, rates = strata_of(wave)
    context = {
        "wave": wave,
        "now": now_of(wave),
        "live": wave.state == WaveState.OPEN,
        "silent_until": silent_until(wave, at=timezone.now()),
        "lines": lines,
        "rates": rates,
    }
    context |= {"weights": weights_of(wave) if lines else None, "scores": scores_of(wave), "latest": LATEST}
    context |= {"days": by_day(answers_by_day(wave)), "links": _links(wave), "frame": _frame(wave)}
    context |= {"run": draw_run(wave) if wave.state == WaveState.PLANNED else None}
    context |= _steps(wave) if me.may(Right.DESIGN_SURVEYS) else {}
    return render(request, "surveys/waves/page.html", context)


def _links(wave: SurveyWave) -> list[tuple[OpenLink, str, int]]:
    """The links of a wave, the name of the touchpoint of each, and its answers."""
    names = touchpoints()
    return [(link, names.get(link.touchpoint, link.touchpoint), n) for link, n in links_of(wave)]


def _frame(wave: SurveyWave) -> dict[object, object]:
    """What drawing found, as pairs to show."""
    excluded = wave.frame.get("excluded", {})
    return {words: excluded[reason] for reason, words in EXCLUSIONS.items() if reason in excluded}


def _steps(wave: SurveyWave) -> dict[str, object]:
    """The steps that are open, and what stands against opening."""
    open_to = steps_from(wave.state, wave.trigger)
    ended = wave.state in {WaveState.CLOSED, WaveState.CANCELLED}
    may_link = wave.trigger == Trigger.OPEN_LINK and not ended
    buttons = [(str(each), STEPS[each]) for each in open_to if each is not Step.DRAW]
    return {
        "steps": buttons,
        "may_draw": Step.DRAW in open_to,
        "may_change": wave.state == WaveState.PLANNED,
        "may_link": may_link,
        "units": units_of(wave) if may_link else (),
        "touchpoints": touchpoints().items() if may_link else (),
        "not_set_up": not_set_up(wave.way) if Step.OPEN in open_to else None,
    }


@require_GET
@needs(Right.SEE_SATISFACTION)
def wave_now(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a wave is: the part that asks for itself every ten seconds."""
    wave = found(request, pk)
    if not request.headers.get("HX-Request"):
        return redirect("surveys:wave", pk)
    context = {"wave": wave, "now": now_of(wave), "live": wave.state == WaveState.OPEN}
    return render(request, "surveys/waves/_now.html", context)


@require_POST
@needs(Right.DESIGN_SURVEYS)
def wave_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Open, pause, resume, close or cancel."""
    wave = found(request, pk)
    if step not in {str(each) for each in STEPS}:
        raise Http404
    try:
        take_step(wave=wave, step=Step(step), by=person(request), at=timezone.now())
    except (WaveChanged, WayNotSetUp) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已办理：%(step)s") % {"step": STEPS[Step(step)]})
    return redirect("surveys:wave", pk)
