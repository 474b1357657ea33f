# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "surveys"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amends.apps.surveys.answer_urls")),
    path("", include("amends.apps.surveys.wave_urls")),
    path("", include("amends.apps.surveys.questionnaire_urls")),
]
