# SPDX-License-Identifier: Apache-2.0
"""The page of a hall's improvements: each with its value before and after."""

from collections.abc import Callable, Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.improving import begin_improvement, improvement_done, measure_improvement
from amends.apps.halls.actions.refusals import HallRefused
from amends.apps.halls.forms.improving import ImprovementForm
from amends.apps.halls.models import MEASURES, HallImprovement
from amends.apps.halls.queries.improving import improvements, owners
from amends.apps.halls.rules.improving import Effect, Measure, effect
from amends.apps.halls.views.board_tables import minutes, share
from amends.apps.halls.views.queue import found_hall
from amends.ui.components.labels import tag

VERBS: Mapping[str, Callable[..., HallImprovement]] = {
    "done": improvement_done,
    "measure": measure_improvement,
}


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def listed(request: HttpRequest, key: int) -> HttpResponse:
    """The improvements of a hall, and a new one."""
    hall, by, at = found_hall(request, key), person(request), timezone.now()
    form = ImprovementForm(request.POST or None, people=owners(hall, by))
    if form.is_valid():
        try:
            begin_improvement(hall=hall, planned=form.planned(), by=by, at=at)
            return redirect("halls:improvements", hall.pk)
        except HallRefused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
    rows = [_shown(each) for each in improvements(hall)]
    context = {"hall": hall, "form": form, "rows": rows, "today": timezone.localdate(at)}
    return render(request, "halls/improvements.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.ASSIGN_CASES)
def step(request: HttpRequest, key: int, improvement: int, verb: str) -> HttpResponse:
    """Say that an improvement is done, or measure it."""
    hall = found_hall(request, key)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](hall=hall, key=improvement, by=person(request), at=timezone.now())
    except HallRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("halls:improvements", hall.pk)


def _shown(row: HallImprovement) -> dict[str, object]:
    measure = Measure(row.measure)
    return {
        "row": row, "measure": MEASURES[measure], "before": _value(measure, row.before, row.before_n),
        "after": _value(measure, row.after, row.after_n) if row.measured_at else "",
        "effect": _effect(effect(measure, row.before, row.after)) if row.measured_at else "",
    }  # fmt: skip


def _value(measure: Measure, value: float | None, n: int) -> str:
    if value is None:
        return _("太少（基数 %(n)d）") % {"n": n}
    said = (
        f"{value:.1f}"
        if measure is Measure.SCORE
        else share(value)
        if measure is Measure.LEFT
        else minutes(value)
    )
    return _("%(value)s（基数 %(n)d）") % {"value": said, "n": n}


def _effect(found: Effect) -> str:
    words: Sequence[tuple[Effect, str]] = [(Effect.BETTER, _("有改善")), (Effect.NOT_BETTER, _("没有改善"))]
    said = dict(words).get(found, _("看不出"))
    return tag(said, "success" if found is Effect.BETTER else "warning")
