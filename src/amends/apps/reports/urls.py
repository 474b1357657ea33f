# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern, URLResolver, path

from amends.apps.reports.boards_urls import BOARDS
from amends.apps.reports.documents_urls import DOCUMENTS
from amends.apps.reports.views.costs import case_panel, case_work, costs
from amends.apps.reports.views.defects import defects, drop, example
from amends.apps.reports.views.first_steps import panel
from amends.apps.reports.views.recovered import recovered
from amends.apps.reports.views.worth import figure, measure, parameters, worth

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    *BOARDS,
    *DOCUMENTS,
    path("first-steps/", panel, name="first_steps"),
    path("worth/", worth, name="worth"),
    path("worth/parameters/", parameters, name="parameters"),
    path("worth/parameters/enter/", figure, name="figure"),
    path("worth/measure/", measure, name="measure"),
    path("worth/recovered/", recovered, name="recovered"),
    path("worth/costs/", costs, name="costs"),
    path("worth/defects/", defects, name="defects"),
    path("worth/defects/new/", example, name="new_example"),
    path("worth/defects/<str:key>/", example, name="example"),
    path("worth/defects/<str:key>/drop/", drop, name="drop_example"),
    path("cases/<str:number>/cost/", case_panel, name="case_panel"),
    path("cases/<str:number>/cost/note/", case_work, name="case_work"),
]
