# SPDX-License-Identifier: Apache-2.0
"""The editor: scenarios of the operator's own, tried out before they are handed in, approved by somebody else."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.queries.wording import rules_for
from amends.apps.training.actions.playing.scenarios import (
    approve_scenario,
    problems,
    retire_scenario,
    write_scenario,
)
from amends.apps.training.actions.refusals import unit_of
from amends.apps.training.forms.playing.scenarios import FromCaseForm, ScenarioForm
from amends.apps.training.forms.playing.words import MOODS
from amends.apps.training.models.playing import ENDINGS
from amends.apps.training.queries.playing.drafting import Drafted, drafted
from amends.apps.training.queries.playing.scenarios import in_force, packed, version, waiting
from amends.apps.training.rules.playing.checking import trial
from amends.apps.training.rules.playing.scenario import ScenarioMalformed, read_scenario
from amends.apps.training.rules.playing.typed import content_of, typed
from amends.apps.training.rules.playing.words import malformed_words
from amends.apps.training.views.learning.common import refusals_on, refusals_said


@require_GET
@needs(Right.MANAGE_TRAINING)
def scenarios(request: HttpRequest) -> HttpResponse:
    """What waits to be approved, and the scenarios in force."""
    user = person(request)
    held: Any = {}
    with refusals_said(request):
        held = in_force(unit_of(user))
    context = {"waiting": waiting(user.scope), "held": held.items(), "packed": set(packed())}
    return render(request, "training/playing/scenarios.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_TRAINING)
def scenario_new(request: HttpRequest) -> HttpResponse:
    """Write a scenario, or a version of one that `?code=` names; «try» plays it without keeping it."""
    user = person(request)
    form = ScenarioForm(request.POST or None, scope=user.scope, initial=_begun(request))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        content = _content(form)
        if content and request.POST.get("do") == "try":
            context |= _tried(form, content)
        elif content and _kept(request, form, content):
            return redirect("training:scenarios")
    return render(request, "training/playing/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_TRAINING)
def from_case(request: HttpRequest) -> HttpResponse:
    """Draw a scenario from a case: its words without persons, each line confirmed by the trainer."""
    user = person(request)
    asking = FromCaseForm(request.POST or None)
    found: Drafted | None = None
    if asking.is_valid():
        found = drafted(asking.cleaned_data["number"], user)
        if found is None:
            asking.add_error("number", _("没有这个案件，或者不在您的管理范围内。"))
    if found and len(request.POST.getlist("line")) == len(found.lines):
        request.session["scenario_draft"] = {"opening": found.lines[0], "case": found.number}
        return redirect(reverse("training:scenario_new") + "?draft=1")
    told = bool(found and request.POST.get("asked"))
    context = {"form": asking, "found": found, "unconfirmed": told}
    return render(request, "training/playing/from_case.html", context, status=422 if asking.errors else 200)


@require_GET
@needs(Right.MANAGE_TRAINING)
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, with its trial plays."""
    user = person(request)
    row = version(pk, user.scope)
    if row is None:
        raise Http404
    read, rules = read_scenario(row.content), rules_for(row.unit)
    tries = [(name, _steps(trial(read, read.plays[name], rules))) for name in ("good", "bad")]
    context = {
        "row": row,
        "one": read,
        "tries": tries,
        "fields": typed(row.content),
        "own": row.made_by_id == user.pk,
    }
    return render(request, "training/playing/scenario.html", context)


@require_POST
@needs(Right.MANAGE_TRAINING)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a version, or take it out of use."""
    user = person(request)
    row = version(pk, user.scope)
    if row is None:
        raise Http404
    verb = approve_scenario if request.POST.get("do") == "approve" else retire_scenario
    with refusals_said(request):
        verb(version=row, by=user, at=timezone.now())
        messages.success(request, _("已保存。"))
    return redirect("training:scenario", pk)


def _begun(request: HttpRequest) -> dict[str, Any]:
    user = person(request)
    held = packed()
    with refusals_said(request):
        held = in_force(unit_of(user))
    code = request.GET.get("code", "")
    begun = typed(held[code if code in held else "RP-01"].content)
    if code not in held:
        begun |= {"code": "", "title": "", "persona": ""}
    draft = _draft(request)
    return begun | {"unit": user.unit} | ({"opening": draft["opening"]} if draft else {})


def _content(form: ScenarioForm) -> dict[str, Any] | None:
    try:
        content = content_of(form.cleaned_data)
        read_scenario(content)
    except ScenarioMalformed as malformed:
        field = malformed.where.split()[0]
        form.add_error(field if field in form.fields else None, malformed_words(malformed))
        return None
    return content


def _kept(request: HttpRequest, form: ScenarioForm, content: dict[str, Any]) -> bool:
    draft, data = _draft(request), form.cleaned_data
    with refusals_on(form):
        write_scenario(
            content=content, unit=data["unit"], note=data["note"], by=person(request), at=timezone.now(),
            case_number=draft.get("case", ""), confirmed=bool(draft),
        )  # fmt: skip
        request.session.pop("scenario_draft", None)
        messages.success(request, _("已提交，别人批准以后大家就能练。"))
        return True
    return False


def _draft(request: HttpRequest) -> dict[str, str]:
    """The case that this scenario is drawn from, where it is."""
    found: dict[str, str] = request.session.get("scenario_draft", {}) if "draft" in request.GET else {}
    return found


def _tried(form: ScenarioForm, content: dict[str, Any]) -> dict[str, Any]:
    unit = form.cleaned_data["unit"]
    faults, read = problems(content, unit), read_scenario(content)
    if read.start not in read.nodes or any("→" in each or "节点" in each for each in faults):
        return {"faults": faults, "tried": True}
    rules = rules_for(unit)
    tries = [(name, _steps(trial(read, read.plays[name], rules))) for name in ("good", "bad")]
    return {"faults": faults, "tries": tries, "tried": True}


def _steps(tried: Any) -> dict[str, Any]:
    steps = [
        {"said": text, "line": reply.line, "mood": MOODS[state.mood], "node": state.node}
        for text, reply, _judged, state in tried.steps
    ]
    return {"steps": steps, "passed": tried.result.passed, "ending": ENDINGS[tried.result.ending]}
