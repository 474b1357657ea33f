# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern, URLResolver, path

from amends.apps.satisfaction.comparing_urls import COMPARING
from amends.apps.satisfaction.gap_urls import GAPS
from amends.apps.satisfaction.sources_urls import SOURCES
from amends.apps.satisfaction.views.elements import edit_elements, element, elements
from amends.apps.satisfaction.views.methods import methods, metrics
from amends.apps.satisfaction.views.overview import overview
from amends.apps.satisfaction.views.runs import (
    compare_runs,
    new_run,
    publish,
    run,
    run_how,
    run_progress,
    run_result,
    runs,
    withdraw,
)
from amends.apps.satisfaction.views.waiting import figures_progress

app_name = "satisfaction"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    path("runs/", runs, name="runs"),
    path("runs/new/", new_run, name="new_run"),
    path("runs/compare/", compare_runs, name="compare_runs"),
    path("runs/<int:pk>/", run, name="run"),
    path("runs/<int:pk>/how/", run_how, name="run_how"),
    path("runs/<int:pk>/progress/", run_progress, name="run_progress"),
    path("runs/<int:pk>/result.json", run_result, name="run_result"),
    path("runs/<int:pk>/publish/", publish, name="publish_run"),
    path("runs/<int:pk>/withdraw/", withdraw, name="withdraw_run"),
    path("elements/", elements, name="elements"),
    path("elements/edit/", edit_elements, name="edit_elements"),
    path("elements/<str:code>/", element, name="element"),
    path("methods/", methods, name="methods"),
    path("metrics/", metrics, name="metrics"),
    path("figures/<int:pk>/", figures_progress, name="figures_progress"),
    *COMPARING,
    *GAPS,
    *SOURCES,
]
