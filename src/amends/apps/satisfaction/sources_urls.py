# SPDX-License-Identifier: Apache-2.0
"""Addresses of scores from elsewhere, technical indicators, the year, loyalty and fieldwork."""

from django.urls import path

from amends.apps.satisfaction.views import fieldwork, kpis, loyalty, sources, year

SOURCES = [
    path("sources/", sources.sources, name="sources"),
    path("sources/import/", sources.source_import, name="source_import"),
    path("sources/scores.csv", sources.source_template, name="source_template"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("kpis/", kpis.kpis, name="kpis"),
    path("kpis/import/", kpis.kpi_import, name="kpi_import"),
    path("kpis/technical_kpis.csv", kpis.template, name="kpi_template"),
    path("year/", year.year, name="year"),
    path("year/target/", year.year_target, name="year_target"),
    path("year/tasks/new/", year.year_task_new, name="year_task_new"),
    path("year/tasks/<int:pk>/", year.year_task, name="year_task"),
    path("year/tasks/<int:pk>/end/", year.year_task_end, name="year_task_end"),
    path("loyalty/", loyalty.loyalty_page, name="loyalty"),
    path("fieldwork/", fieldwork.fieldwork_page, name="fieldwork"),
]
