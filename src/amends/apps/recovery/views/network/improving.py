# SPDX-License-Identifier: Apache-2.0
"""The register of network actions, and what each one changed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.network.register import ActionRefused, finish_action, plan_action
from amends.apps.recovery.actions.network.telling import ask_again, start_telling
from amends.apps.recovery.forms.network import ActionForm, DoneForm, TellForm
from amends.apps.recovery.models import HotSpot, NetworkAction
from amends.apps.recovery.queries.network.hot_spots import hot_spot_by_key
from amends.apps.recovery.queries.network.perceived import effect_of
from amends.apps.recovery.queries.network.register import (
    PAGE,
    action_by_key,
    action_page,
    asked_of,
    sites_of,
    told_of,
)
from amends.apps.recovery.views.network.effects import left_out_rows, score_rows, technical_table
from amends.apps.recovery.views.network.tables import action_table, tabs
from amends.apps.satisfaction.views.outside_tables import verdict_words
from amends.apps.satisfaction.views.places import after_key
from amends.apps.surveys.actions.waves import PlanRefused, WayNotSetUp, WordsRefused


@require_GET
@needs(Right.SEE_RECOVERY)
def actions(request: HttpRequest) -> HttpResponse:
    """The register."""
    user = person(request)
    rows = action_page(user.scope, before=after_key(request))
    next_url = f"?before={rows[-1].pk}" if len(rows) == PAGE else ""
    context = {
        "tabs": tabs("network_actions"),
        "rows": rows,
        "table": action_table(rows),
        "next_url": next_url,
    }
    context["may_act"] = user.may(Right.ASSIGN_CASES)
    return render(request, "recovery/network/actions.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def action_new(request: HttpRequest) -> HttpResponse:
    """Enter an action; `?spot=`: for a hot spot."""
    user, spot = person(request), _spot(request)
    given = {
        "owner": str(user.pk),
        "template": "weak_hot_spot" if spot else "",
        "unit": user.unit and user.unit.code,
    }
    form = ActionForm(request.POST or None, user=user, spot=spot, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            row = plan_action(entry=form.entry(), by=user, at=timezone.now())
            return redirect("recovery:network_action", row.pk)
        except ActionRefused as refused:
            form.add_error(refused.field or None, str(refused))
    context = {"form": form, "spot": spot}
    return render(request, "recovery/network/action_new.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.SEE_RECOVERY)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: before and after, machines beside customers, who was told and asked."""
    return _page(request, _found(request, pk), DoneForm(), TellForm())


@require_POST
@needs(Right.ASSIGN_CASES)
def action_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on which day the work was done."""
    row, form, at = _found(request, pk), DoneForm(request.POST), timezone.now()
    if form.is_valid():
        day, cost, today = form.cleaned_data["done_date"], form.cost_fen, timezone.localdate(at)
        try:
            finish_action(action=row, done_date=day, cost_fen=cost, by=person(request), at=at, today=today)
            return redirect("recovery:network_action", pk)
        except ActionRefused as refused:
            form.add_error(refused.field or None, str(refused))
    return _page(request, row, form, TellForm())


@require_POST
@needs(Right.MANAGE_RECOVERY)
def action_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the customers of the place be told."""
    row, form = _found(request, pk), TellForm(request.POST)
    if form.is_valid():
        try:
            words = form.cleaned_data["words"]
            start_telling(action=row, words=words, by=person(request), at=timezone.now())
            messages.success(request, _("正在告知，夜里的等到早上八点再发。"))
            return redirect("recovery:network_action", pk)
        except ActionRefused as refused:
            form.add_error("words", str(refused))
    return _page(request, row, DoneForm(), form)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def action_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask those who were told by a short survey."""
    try:
        ask_again(action=_found(request, pk), by=person(request), at=timezone.now())
        messages.success(request, _("调查已经安排，三天后开始邀请。"))
    except (ActionRefused, PlanRefused, WordsRefused, WayNotSetUp) as refused:
        messages.warning(request, str(refused))
    return redirect("recovery:network_action", pk)


def _spot(request: HttpRequest) -> HotSpot | None:
    said = request.GET.get("spot", "")
    if not said:
        return None
    found = hot_spot_by_key(int(said), person(request).scope) if said.isdecimal() and len(said) < 18 else None
    if found is None:
        raise Http404
    return found


def _found(request: HttpRequest, pk: int) -> NetworkAction:
    row = action_by_key(pk, person(request).scope)
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, row: NetworkAction, done: DoneForm, tell: TellForm) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    effect, told = effect_of(row, today=today), told_of(row)
    context = {
        "row": row, "effect": effect, "sites": sites_of(row), "told": told, "left_out": left_out_rows(told),
        "asked": asked_of(row), "scores": score_rows(effect), "technical": technical_table(effect),
        "verdict": verdict_words(effect.verdict), "done_form": done, "tell_form": tell,
        "may_act": user.may(Right.ASSIGN_CASES), "may_tell": user.may(Right.MANAGE_RECOVERY),
        "cost": None if row.cost_fen is None else f"{row.cost_fen / 100:,.2f}",
    }  # fmt: skip
    status = 422 if done.errors or tell.errors else 200
    return render(request, "recovery/network/action.html", context, status=status)
