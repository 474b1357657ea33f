# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area: one list a slice."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "training"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amends.apps.training.playing_urls")),
    path("", include("amends.apps.training.learning_urls")),
]
