# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern, URLResolver

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = []
