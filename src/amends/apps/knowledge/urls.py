# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area: one list a slice."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "knowledge"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amends.apps.knowledge.articles_urls")),
    path("", include("amends.apps.knowledge.script_urls")),
    path("", include("amends.apps.knowledge.wording_urls")),
]
