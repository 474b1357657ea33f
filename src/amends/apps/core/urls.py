# SPDX-License-Identifier: Apache-2.0
"""Addresses of the core."""

from django.urls import URLPattern

app_name = "core"
urlpatterns: list[URLPattern] = []
