# SPDX-License-Identifier: Apache-2.0
"""Addresses of terms, wordings and scripts."""

from django.urls import path

from amends.apps.knowledge.views.sayings import reviewing, scripts, terms, wordings

urlpatterns = [
    path("terms/", terms.terms, name="terms"),
    path("terms/new/", terms.term_new, name="term_new"),
    path("terms/<slug:code>/", terms.term, name="term"),
    path("terms/<slug:code>/propose/", terms.term_propose, name="term_propose"),
    path("wordings/", wordings.wordings, name="wordings"),
    path("wordings/new/", wordings.wording_new, name="wording_new"),
    path("wordings/panel/<path:number>/", wordings.snippets_panel, name="snippets_panel"),
    path("wordings/<slug:key>/", wordings.wording, name="wording"),
    path("scripts/", scripts.scripts, name="scripts"),
    path("scripts/new/", scripts.script_new, name="script_new"),
    path("scripts/discrepancy/panel/", scripts.discrepancy_panel, name="discrepancy_panel"),
    path("scripts/discrepancy/<slug:code>/panel/", scripts.discrepancy_panel, name="discrepancy_of"),
    path("scripts/<int:key>/", scripts.script, name="script"),
    path("scripts/<int:key>/examples/", scripts.example_add, name="example_add"),
    path("calendar/", reviewing.calendar, name="calendar"),
    path("calendar/review/", reviewing.review, name="review"),
    path("versions/<slug:kind>/<int:key>/approve/", reviewing.version_approve, name="version_approve"),
    path("versions/<slug:kind>/<int:key>/retire/", reviewing.version_retire, name="version_retire"),
]
