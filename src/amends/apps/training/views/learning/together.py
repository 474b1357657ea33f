# SPDX-License-Identifier: Apache-2.0
"""Training that goes down, a trainer's calendar, and what training did to later scores."""

from datetime import timedelta
from secrets import token_hex

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import lacking, needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.training.actions.cascades import (
    arrange_session,
    note_attendance,
    plan_cascade,
    take_back_attendance,
)
from amends.apps.training.actions.trials import compare_trial, draw_trial
from amends.apps.training.forms.learning.people import AttendanceForm, CascadeForm, SessionForm, TrialForm
from amends.apps.training.models.learning import Cascade, Session, Trial
from amends.apps.training.queries.cascades import (
    Team,
    attended,
    calendar,
    cascade_by_code,
    cascades_within,
    session_by_key,
    sessions_of,
    teams_of,
)
from amends.apps.training.queries.quizzes.finding import quizzes_within
from amends.apps.training.queries.trials import (
    Measured,
    measured,
    measured_all,
    pooled_effect,
    trial_by_code,
    trials_within,
)
from amends.apps.training.rules.trials import Design
from amends.apps.training.views.learning.common import form_page, page, refusals_on
from amends.apps.training.views.learning.tables import cascade_table, session_table, trial_table
from amends.apps.training.views.learning.words import EARLY, MISLEADING, OUTCOMES
from amends.ui.components import plots

writes = require_http_methods(["GET", "POST"])
AHEAD = timedelta(days=31)
BACK = timedelta(days=7)


@require_GET
@needs(Right.SEE_QUALITY)
def cascades(request: HttpRequest) -> HttpResponse:
    """Plans of training, and the sessions of the weeks around today."""
    user, now = person(request), timezone.now()
    found = cascades_within(user.scope)
    sessions = calendar(user.scope, now - BACK, now + AHEAD)
    context = {"table": cascade_table(found), "calendar": session_table(sessions)}
    return page(request, "cascades", "cascades", {**context, "may_plan": user.may(Right.MANAGE_TRAINING)})


@writes
@needs(Right.MANAGE_TRAINING)
def cascade_new(request: HttpRequest) -> HttpResponse:
    """Plan a training that goes down."""
    user = person(request)
    quizzes = [each for each in quizzes_within(user.scope) if each.is_open]
    form = CascadeForm(
        request.POST or None, scope=user.scope, quizzes=quizzes, initial={"unit": user.unit_id}
    )
    if form.is_valid():
        with refusals_on(form):
            plan = plan_cascade(by=user, at=timezone.now(), **form.said())
            return redirect("training:cascade", plan.code)
    note = "" if quizzes else _("还没有开放的测验；先开放一份，班组长通过它以后班组才能培训。")
    return form_page(request, form, _("制定逐级培训"), reverse("training:cascades"), note=note)


@require_GET
@needs(Right.SEE_QUALITY)
def cascade(request: HttpRequest, code: str) -> HttpResponse:
    """One plan: each team, whether its leaders passed, its sessions."""
    found, user = _cascade(request, code), person(request)
    context = {
        "cascade": found,
        "teams": [_team(each) for each in teams_of(found, user.scope, timezone.now())],
        "sessions": session_table(sessions_of(found, user.scope)),
        "may_arrange": _may_arrange(user),
    }
    return page(request, "cascade", "cascades", context)


@writes
@needs(Right.SEE_QUALITY)
def session_new(request: HttpRequest, code: str) -> HttpResponse:
    """Arrange a session."""
    found, user = _cascade(request, code), _arranger(request)
    begun = {"trainer": user.pk, "unit": request.GET.get("unit", ""), "group": request.GET.get("group", "")}
    form = SessionForm(request.POST or None, scope=user.scope, within=found.unit.scope, initial=begun)
    if form.is_valid():
        with refusals_on(form):
            arrange_session(cascade=found, by=user, at=timezone.now(), **form.cleaned_data)
            return redirect("training:cascade", code)
    return form_page(request, form, _("安排一场培训"), reverse("training:cascade", args=[code]))


@writes
@needs(Right.SEE_QUALITY)
def session(request: HttpRequest, key: int) -> HttpResponse:
    """Who was there; who is unticked was not."""
    found, user = _session(request, key), _arranger(request)
    noted = attended(found)
    begun = {"people": list(noted)}
    form = AttendanceForm(request.POST or None, unit=found.unit, initial=begun)
    back = reverse("training:cascade", args=[found.cascade.code])
    if form.is_valid():
        with refusals_on(form):
            people = form.cleaned_data["people"]
            now, gone = timezone.now(), form.unticked(noted)
            note_attendance(session=found, people=people, by=user, at=now)
            take_back_attendance(session=found, people=gone, by=user, at=now)
            return redirect(back)
    return form_page(request, form, _("登记到场：%(unit)s") % {"unit": found.unit}, back)


@require_GET
@needs(Right.MANAGE_TRAINING)
def trials(request: HttpRequest) -> HttpResponse:
    """Trials, and the randomised ones of an outcome taken together."""
    found, on = trials_within(person(request).scope), timezone.localdate()
    told = measured_all(found[:20], on)
    together = [
        {"words": words, "pooled": pooled}
        for outcome, words in OUTCOMES.items()
        if (pooled := pooled_effect(told, outcome))
    ]
    return page(request, "trials", "trials", {"table": trial_table(found), "together": together})


@writes
@needs(Right.MANAGE_TRAINING)
def trial_new(request: HttpRequest) -> HttpResponse:
    """Draw who begins when, or say who is compared with whom."""
    user = person(request)
    form = TrialForm(request.POST or None, scope=user.scope, initial={"unit": user.unit_id})
    if form.is_valid():
        with refusals_on(form):
            return redirect("training:trial", _made(request, form).code)
    note = _("抽签的先后在第一批开始之前定下并存档，之后谁也改不了。")
    return form_page(request, form, _("看一项培训的效果"), reverse("training:trials"), note=note)


@require_GET
@needs(Right.MANAGE_TRAINING)
def trial(request: HttpRequest, code: str) -> HttpResponse:
    """What one training did to later scores, or why nothing can be said yet."""
    found = trial_by_code(code, person(request).scope)
    if found is None:
        raise Http404
    told = measured(found, timezone.localdate())
    effect = told.verdict.effect
    context = {
        "trial": found,
        "told": told,
        "effect": effect,
        "early": EARLY[told.verdict.early] if told.verdict.early else "",
        "outcome": OUTCOMES[found.outcome],
        "misleading": MISLEADING if found.design == Design.COMPARED else (),
        "starts": _starts(told),
        "chart": _chart(told) if effect else None,
    }
    return page(request, "trial", "trials", context)


def _chart(told: Measured) -> object:
    effect = told.verdict.effect
    assert effect is not None
    dot = plots.Dot(told.trial.title, effect.value, effect.low, effect.high)
    return plots.intervals([dot], lines_at={_("没有差别"): 0})


def _starts(told: Measured) -> list[dict[str, object]]:
    step = timedelta(days=told.trial.step_days)
    return [
        {"unit": each.unit, "on": told.trial.starts_date + step * (each.step - 1) if each.step else None}
        for each in told.teams
    ]


def _made(request: HttpRequest, form: TrialForm) -> Trial:
    data, user = dict(form.cleaned_data), person(request)
    design, steps, days = data.pop("design"), data.pop("steps"), data.pop("step_days")
    teams, others = data.pop("teams"), data.pop("others")
    if design == Design.STEPPED:
        drawing = {"steps": steps, "step_days": days, "seed": token_hex(16)}
        return draw_trial(teams=teams, **drawing, by=user, at=timezone.now(), **data)
    return compare_trial(trained=teams, others=others, by=user, at=timezone.now(), **data)


def _team(each: Team) -> dict[str, object]:
    leaders = [{"person": one, "passed": one.pk in each.passed} for one in each.leaders]
    return {"team": each, "leaders": leaders, "is_open": each.is_open}


def _may_arrange(user: User) -> bool:
    return user.may(Right.MANAGE_TRAINING) or user.may(Right.ASSIGN_CASES)


def _arranger(request: HttpRequest) -> User:
    """Who asks, when they may arrange and note; others are refused."""
    user = person(request)
    if not _may_arrange(user):
        raise PermissionDenied(lacking((Right.MANAGE_TRAINING, Right.ASSIGN_CASES)))
    return user


def _cascade(request: HttpRequest, code: str) -> Cascade:
    found = cascade_by_code(code, person(request).scope)
    if found is None:
        raise Http404
    return found


def _session(request: HttpRequest, key: int) -> Session:
    found = session_by_key(key, person(request).scope)
    if found is None:
        raise Http404
    return found
