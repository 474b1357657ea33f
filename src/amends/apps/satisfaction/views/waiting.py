# SPDX-License-Identifier: Apache-2.0
"""Pages of a large wave: shown at once where their figures are kept, else the reader sees how far the queue is."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.models import JobRun, JobState
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.preparing import PREFIX, ask_figures
from amends.apps.satisfaction.queries.keeping import NotYet, hurried

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
ENDED = (JobState.DONE, JobState.FAILED)


def prepared(view: View[P]) -> View[P]:
    """A page that reads no large wave itself: what is not kept is asked of the queue, and the page comes back when it
    is there. Figures that the queue made and the cache has lost are made here after all."""

    @wraps(view)
    def waiting(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            with hurried():
                return view(request, *args, **kwargs)
        except NotYet as error:
            missing = error
        run = ask_figures(missing=missing, by=person(request), at=timezone.now())
        if run.state == JobState.DONE:
            return view(request, *args, **kwargs)
        context = {**_said(run), "n": missing.mark.n}
        return render(request, "satisfaction/waiting.html", context, status=202)

    return waiting


@require_GET
@needs(Right.SEE_SATISFACTION)
def figures_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the figures are; the page is loaded anew once there are more of them than when it was drawn."""
    rows = JobRun.objects.unscoped("figures of the reader's own scope").filter(pk=pk, key__startswith=PREFIX)
    run, seen = rows.first(), request.GET.get("seen", "")
    span = run.arguments["figures"] if run else None
    scope = person(request).scope
    if run is None or not (span and scope.covers(span["first"]) and scope.covers(span["last"])):
        raise Http404
    response = render(request, "satisfaction/_waiting.html", _said(run))
    if run.state == JobState.DONE or (seen.isdecimal() and run.done > int(seen)):
        response["HX-Refresh"] = "true"
    return response


def _said(run: JobRun) -> dict[str, object]:
    url = f"{reverse('satisfaction:figures_progress', args=[run.pk])}?seen={run.done}"
    return {"job": run, "here": url, "failed": run.state == JobState.FAILED}
