# SPDX-License-Identifier: Apache-2.0
"""Addresses of equal treatment and of what improvements prevent."""

from django.urls import path

from amends.apps.quality.views import comparing, preventing

urlpatterns = [
    path("treatment/", comparing.runs, name="treatment_runs"),
    path("treatment/<int:pk>/", comparing.one, name="treatment"),
    path("treatment/<int:pk>/review/", comparing.review, name="treatment_review"),
    path("prevention/", preventing.listed, name="preventions"),
    path("prevention/<int:pk>/", preventing.one, name="prevention"),
    path("prevention/<int:pk>/panel/", preventing.panel, name="prevention_panel"),
    path("prevention/<int:pk>/look/", preventing.look, name="prevention_look"),
]
