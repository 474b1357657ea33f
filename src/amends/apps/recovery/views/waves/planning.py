# SPDX-License-Identifier: Apache-2.0
"""Planning a wave: the form, and beside it what the plan would come to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.waves.planning import change_wave, plan_wave
from amends.apps.recovery.actions.waves.refusals import WaveRefused
from amends.apps.recovery.forms.waves import WaveForm, as_planned, usual
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.models.wave_words import UNLEARNT
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.queries.targets import regions_of
from amends.apps.recovery.queries.waves.ordering import gain_evidence
from amends.apps.recovery.queries.waves.simulation import simulate
from amends.apps.recovery.queries.waves.sources import Asked
from amends.apps.recovery.rules.effects.gains import NothingToLearnFrom
from amends.apps.recovery.rules.waves.words import WaveState
from amends.apps.recovery.views.waves.board import found
from amends.apps.recovery.views.waves.foreseen import foreseen

PAGE = "recovery/waves/form.html"


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def wave_new(request: HttpRequest) -> HttpResponse:
    """Plan a wave; with `try` the page comes back with what the plan would come to."""
    me = person(request)
    form = _form(request, initial=usual(me.unit))
    if request.method == "POST" and "try" not in request.POST and form.is_valid():
        try:
            wave = plan_wave(**form.plan(), by=me, at=timezone.now())
        except WaveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("方案已保存；看过试算，就可以确定名单"))
            return redirect("recovery:wave", wave.pk)
    return render(request, PAGE, _shown(form), status=_status(request, form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def wave_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan whose list is not fixed yet."""
    wave, me = found(request, pk), person(request)
    if wave.state != WaveState.DRAFT:
        return redirect("recovery:wave", pk)
    form = _form(request, initial=as_planned(wave), fixed=True)
    if request.method == "POST" and "try" not in request.POST and form.is_valid():
        seen = request.POST.get("changes", "")
        try:
            changes = int(seen) if seen.isdecimal() else 0
            change_wave(wave=wave, changes=changes, **form.changed_plan(), by=me, at=timezone.now())
        except WaveRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("recovery:wave", pk)
    context = _shown(form, wave) | {"wave": wave}
    return render(request, PAGE, context, status=_status(request, form))


@require_POST
@needs(Right.MANAGE_RECOVERY)
def wave_simulate(request: HttpRequest) -> HttpResponse:
    """What the plan that is being typed would come to: nothing is written."""
    form = _form(request, trying=True)
    return render_panel(request, "recovery/waves/_foreseen.html", _shown(form), title=_("试算"))


def _form(request: HttpRequest, *, trying: bool = False, **options: Any) -> WaveForm:
    me, run = person(request), current_run()
    regions = regions_of(run, me.scope) if run else []
    trying = trying or "try" in request.POST
    return WaveForm(
        request.POST or None,
        request.FILES or None,
        scope=me.scope,
        regions=regions,
        evidence=gain_evidence(me.scope),
        trying=trying,
        **options,
    )


def _status(request: HttpRequest, form: WaveForm) -> int:
    return 422 if form.errors and "try" not in request.POST else 200


def _shown(form: WaveForm, wave: RecoveryWave | None = None) -> dict[str, object]:
    """The form, and the simulation of what it says where it says something that can be."""
    at = timezone.now()
    context: dict[str, object] = {"form": form, "row_faults": form.row_faults}
    asked = _asked(form, wave)
    try:
        return context | (foreseen(simulate(asked, at=at), asked.design) if asked else {})
    except NothingToLearnFrom:
        form.add_error("order", str(UNLEARNT))
        return context


def _asked(form: WaveForm, wave: RecoveryWave | None) -> Asked | None:
    if not form.is_bound or not form.is_valid():
        return None
    plan = form.plan() | {"learnt_from": form.evidence.waves}
    del plan["name"]
    return Asked(**plan, wave=wave.pk, salt=wave.salt) if wave else Asked(**plan)
