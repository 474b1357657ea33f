# SPDX-License-Identifier: Apache-2.0
"""Addresses of answers: one customer's, the telephone screen, what speaks against answers, files of a wave."""

from django.urls import URLPattern, path

from amends.apps.surveys.views import responses

urlpatterns: list[URLPattern] = [
    path("answers/<int:pk>/", responses.response, name="response"),
    path("of/<str:code>/", responses.customer_panel, name="customer_panel"),
]
