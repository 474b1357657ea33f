# SPDX-License-Identifier: Apache-2.0
"""Addresses of what everybody decides by: dashboards, the wall, metrics, sources, the programme with its evidence."""

from django.urls import URLPattern, path

from amends.apps.reports.views import catalogue, dashboards, programme, trends, voices, wall

BOARDS: list[URLPattern] = [
    path("", dashboards.dashboard, name="dashboard"),
    path("trends/", trends.trend_panel, name="trends"),
    path("metrics/", catalogue.metrics, name="metrics"),
    path("voices/", voices.registry, name="voices"),
    path("programme/", programme.evidence, name="programme"),
    path("wall/", wall.wall, name="wall"),
    path("wall/live/", wall.live, name="wall_live"),
]
