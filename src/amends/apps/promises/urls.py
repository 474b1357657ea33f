# SPDX-License-Identifier: Apache-2.0
"""Addresses of the area."""

from django.urls import URLPattern

app_name = "promises"
urlpatterns: list[URLPattern] = []
