# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area: one list a slice."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "halls"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amends.apps.halls.queue_urls")),
    path("", include("amends.apps.halls.hotline_urls")),
]
