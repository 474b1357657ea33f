# SPDX-License-Identifier: Apache-2.0
"""Addresses of the gaps, of needs and of the drivers of expectations."""

from django.urls import URLPattern, path

from amends.apps.satisfaction.views import forecasts, gaps, voices

GAPS: list[URLPattern] = [
    path("gaps/", gaps.gap_board, name="gaps"),
    path("gaps/<int:number>/", gaps.gap_card, name="gap"),
    path("gaps/<int:number>/charge/", gaps.charge, name="gap_charge"),
    path("gaps/<int:number>/act/", gaps.act, name="gap_act"),
    path("gaps/forecast/<int:pk>/", forecasts.forecast_page, name="forecast"),
    path("needs/", voices.needs_page, name="needs"),
    path("needs/<int:pk>/", voices.need_page, name="need"),
    path("needs/<int:pk>/decline/", voices.decline, name="need_decline"),
    path("answers/<int:pk>/tags/", voices.answer_tags, name="answer_tags"),
    path("expectations/", voices.drivers_page, name="expectation_drivers"),
    path("case/<slug:number>/", voices.case_panel, name="case_panel"),
    path("case/<slug:number>/driver/", voices.case_driver, name="case_driver"),
    path("case/<slug:number>/need/", voices.case_need, name="case_need"),
]
