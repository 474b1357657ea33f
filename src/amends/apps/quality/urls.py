# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area: one list a slice."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "quality"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amends.apps.quality.comparing_urls")),
    path("", include("amends.apps.quality.standards_urls")),
    path("", include("amends.apps.quality.inspection_urls")),
]
