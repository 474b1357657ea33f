# SPDX-License-Identifier: Apache-2.0
"""Planning a wave: the form with its calculator, what a draw would find, and the button that draws."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.analytics.sampling.sizes import SizeImpossible
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.waves import (
    PlanRefused,
    WaveChanged,
    WordsRefused,
    change_plan,
    not_set_up,
    plan_wave,
)
from amends.apps.surveys.forms.waves import SizeForm, WaveForm, as_planned, usual
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.queries.frame import EXCLUSIONS, FrameQuery, past_spread
from amends.apps.surveys.queries.waves import customers_of
from amends.apps.surveys.rules.design import Design, DesignRefused, read_design
from amends.apps.surveys.rules.sample_plan import answers_wanted, noticed_change, sample_plan
from amends.apps.surveys.rules.steps import Step, steps_from
from amends.apps.surveys.views.waves import found
from amends.apps.surveys.words_of_waves import CANNOT_DRAW, STAGES, drawing_refused


@require_http_methods(["GET", "POST"])
@needs(Right.DESIGN_SURVEYS)
def wave_new(request: HttpRequest) -> HttpResponse:
    """Plan a wave."""
    me, at = person(request), timezone.now()
    form = WaveForm(request.POST or None, scope=me.scope, initial=usual(at) | {"unit": me.unit})
    if request.method == "POST" and form.is_valid():
        try:
            wave = plan_wave(plan=form.plan(), by=me, at=at)
        except (PlanRefused, WordsRefused) as refused:
            form.tell(refused)
        else:
            return redirect("surveys:wave", wave.pk)
    return render(request, "surveys/waves/form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Right.DESIGN_SURVEYS)
def wave_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan that has not been drawn."""
    wave, me = found(request, pk), person(request)
    form = WaveForm(request.POST or None, scope=me.scope, initial=as_planned(wave))
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("changes", "")
        try:
            changes = int(seen) if seen.isdecimal() else 0
            change_plan(wave=wave, changes=changes, plan=form.plan(), by=me, at=timezone.now())
        except (PlanRefused, WordsRefused) as refused:
            form.tell(refused)
        except WaveChanged as changed:
            form.add_error(None, str(changed))
        else:
            return redirect("surveys:wave", pk)
    return render(request, "surveys/waves/form.html", {"form": form, "wave": wave})


@require_GET
@needs(Right.DESIGN_SURVEYS)
def wave_size(request: HttpRequest) -> HttpResponse:
    """The calculator: how many answers and invitations the numbers typed so far mean."""
    form = SizeForm(request.GET)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        context |= _sized(form, customers_of(request.GET.get("unit", ""), person(request).scope))
    return render_panel(request, "surveys/waves/_size.html", context, title=_("样本量"))


def _sized(form: SizeForm, population: int) -> dict[str, object]:
    try:
        design = Design(**form.design_numbers())
        answers, size = answers_wanted(design, population or 10_000_000)
    except (SizeImpossible, DesignRefused) as impossible:
        return {"impossible": drawing_refused(impossible)}
    asked = min(-(-answers // design.response_rate), population or 10_000_000)
    change = noticed_change(answers)
    return {
        "answers": answers,
        "asked": int(asked),
        "population": population,
        "design_steps": [(STAGES[each.stage], each.rounded) for each in size.steps] if size else [],
        "change": change * 100 if change else None,
    }


@require_http_methods(["GET", "POST"])
@needs(Right.DESIGN_SURVEYS)
def wave_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draw would find, before anything is written; sent, the system draws."""
    wave, me, at = found(request, pk), person(request), timezone.now()
    if Step.DRAW not in steps_from(wave.state, wave.trigger):
        return redirect("surveys:wave", pk)
    if request.method == "POST":
        seed = secrets.randbits(48)
        key = f"draw_sample:{pk}:{wave.changes}:{at:%Y-%m-%dT%H:%M}"
        enqueue("draw_sample", by=me, at=at, key=key, arguments={"wave": pk, "seed": seed})
        return redirect("surveys:wave", pk)
    return render(request, "surveys/waves/preview.html", {"wave": wave} | _foreseen(wave))


def _foreseen(wave: SurveyWave) -> dict[str, object]:
    design = read_design(wave.design)
    frame = FrameQuery(wave.unit, design, timezone.now(), wave.pk, wave.way).counted()
    shown: dict[str, object] = {
        "frame": frame,
        "design": design,
        "excluded": [(words, frame.excluded[reason]) for reason, words in EXCLUSIONS.items()],
        "not_set_up": not_set_up(wave.way),
    }
    try:
        plan = sample_plan(frame.cells, design, past_spread(wave.version, wave.unit))
    except CANNOT_DRAW as refused:
        return shown | {"cannot": drawing_refused(refused)}
    return shown | {"plan": plan, "change": (noticed_change(plan.answers) or 0) * 100}
