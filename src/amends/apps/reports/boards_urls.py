# SPDX-License-Identifier: Apache-2.0
"""Addresses of what everybody decides by: the catalogue of metrics."""

from django.urls import URLPattern, path

from amends.apps.reports.views import catalogue

BOARDS: list[URLPattern] = [
    path("metrics/", catalogue.metrics, name="metrics"),
]
