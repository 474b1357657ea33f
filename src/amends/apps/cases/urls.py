# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern, path

from amends.apps.cases.views import desk, limits, opening, page
from amends.apps.cases.views.verbs import VERBS

app_name = "cases"
urlpatterns: list[URLPattern] = [
    path("", desk.case_list, name="list"),
    path("new/", opening.new, name="new"),
    path("mine/", desk.home_panel, name="home_panel"),
    path("of/<path:code>/", desk.customer_panel, name="customer_panel"),
    path("<slug:number>/", page.page, name="page"),
    path("<slug:number>/clocks/", limits.panel, name="clocks_panel"),
    *(path(f"<slug:number>/{name}/", view, name=name) for name, view in {**VERBS, **limits.VERBS}.items()),
]
