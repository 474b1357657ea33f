# SPDX-License-Identifier: Apache-2.0
"""Addresses of what everybody decides by: the catalogue of metrics, the sources of what customers say."""

from django.urls import URLPattern, path

from amends.apps.reports.views import catalogue, voices

BOARDS: list[URLPattern] = [
    path("metrics/", catalogue.metrics, name="metrics"),
    path("voices/", voices.registry, name="voices"),
]
