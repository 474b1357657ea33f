# SPDX-License-Identifier: Apache-2.0
"""Addresses of answers: one customer's, the telephone screen, what speaks against answers, files of a wave."""

from django.urls import URLPattern, path

from amends.apps.surveys.views import calling, responses

urlpatterns: list[URLPattern] = [
    path("answers/<int:pk>/", responses.response, name="response"),
    path("of/<str:code>/", responses.customer_panel, name="customer_panel"),
    path("call/", calling.call, name="call"),
    path("call/next/", calling.call_next, name="call_next"),
    path("call/start/", calling.call_start, name="call_start"),
    path("call/answer/", calling.call_answer, name="call_answer"),
    path("call/end/", calling.call_end, name="call_end"),
]
