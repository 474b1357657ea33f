# SPDX-License-Identifier: Apache-2.0
"""Runs of the pipeline: what came in, what was found, how good the model is, and how far a run is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.queries.runs import capacities_within, found_by_cause, run_by_id, runs, runs_at_home
from amends.apps.recovery.views.charts import cause_chart, gains_chart, reliability_chart
from amends.apps.recovery.views.model_card import ModelCard, feature_rows, feed_rows, group_rows, thin_words


@require_GET
@needs(Right.SEE_RUNS)
def run_list(request: HttpRequest) -> HttpResponse:
    """The published runs, the job under way, and the button that starts one."""
    home, may_start = runs_at_home(), person(request).may(Right.START_RUNS)
    return render(request, "recovery/runs.html", {"runs": runs(), "job": home.job, "may_start": may_start})


@require_POST
@needs(Right.START_RUNS)
def run_start(request: HttpRequest) -> HttpResponse:
    """Queue a run as of today; a second press within the same minute queues no second one."""
    me, at = person(request), timezone.now()
    enqueue("nightly_run", by=me, at=at, key=f"nightly_run@{at:%Y-%m-%dT%H:%M}")
    return redirect("recovery:runs")


@require_GET
@needs(Right.SEE_RUNS)
def run_page(request: HttpRequest, run_id: str) -> HttpResponse:
    """One run in full: feeds, rejections, findings, the model card with its curves."""
    run = run_by_id(run_id)
    if run is None:
        raise Http404
    card = ModelCard.of(run.summary)
    found = found_by_cause(run, person(request).scope)
    charts = {
        "causes": cause_chart(found),
        "reliability": reliability_chart(card),
        "gains": gains_chart(card),
    }
    context = {"run": run, "card": card, "charts": charts, "found": found, "feeds": feed_rows(run.summary)}
    context |= {
        "thin": thin_words(run.summary),
        "features": feature_rows(run.summary),
        "groups": group_rows(card),
    }
    context["capacities"] = capacities_within(run, person(request).scope)
    return render(request, "recovery/run.html", context)


@require_GET
@needs(Right.SEE_RUNS)
def home_panel(request: HttpRequest) -> HttpResponse:
    """The nightly run on the home page."""
    return render_panel(
        request, "recovery/_runs_home_panel.html", {"home": runs_at_home()}, title=_("夜间运行与导入")
    )
