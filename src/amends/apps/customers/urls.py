# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern, path

from amends.apps.customers.views import edits, identity, imports, page, presses, rights, search, segments

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", search.search, name="search"),
    path("segments/", segments.segments, name="segments"),
    path("segments/new/", segments.segment_new, name="segment_new"),
    path("segments/<slug:code>/", segments.segment, name="segment"),
    path("segments/<slug:code>/retire/", segments.segment_retire, name="segment_retire"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<int:pk>/", imports.import_page, name="import"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/match/", imports.import_match, name="import_match"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/read-again/", imports.import_reread, name="import_reread"),
    path("imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/rejects/<slug:which>/", imports.import_rejects, name="import_rejects"),
    path("retention/", rights.retention, name="retention"),
    path("rights/", rights.requests, name="rights"),
    path("rights/<int:pk>/", rights.one, name="rights_request"),
    path("rights/<int:pk>/copy/", rights.copy, name="rights_copy"),
    path("rights/<int:pk>/fix/", rights.fix, name="rights_fix"),
    path("rights/<int:pk>/<slug:what>/", rights.act, name="rights_act"),
    path("needs/<int:pk>/end/", presses.need_end, name="need_end"),
    path("personal-needs/<int:pk>/end/", presses.personal_need_end, name="personal_need_end"),
    path("of/<str:code>/timeline/", page.timeline_panel, name="timeline_panel"),
    path("of/<str:code>/relation/", page.relation_panel, name="relation_panel"),
    path("of/<str:code>/looks/", page.looks_panel, name="looks_panel"),
    path("of/<str:code>/look/<slug:field>/", identity.look, name="look"),
    path("of/<str:code>/rights/", rights.ask, name="rights_ask"),
    path("of/<str:code>/edit/<slug:what>/", edits.edit, name="edit"),
    path("of/<str:code>/do-not-contact/", presses.do_not_contact, name="do_not_contact"),
    path("of/<str:code>/withdraw/<slug:purpose>/", presses.withdraw, name="withdraw"),
    path("of/<str:code>/", page.page, name="page"),
]
