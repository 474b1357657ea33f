# SPDX-License-Identifier: Apache-2.0
"""Addresses of answers: one customer's, the telephone screen, what speaks against answers, files of a wave."""

from django.urls import URLPattern, path

from amends.apps.surveys.views import calling, responses, wave_answers

urlpatterns: list[URLPattern] = [
    path("answers/<int:pk>/", responses.response, name="response"),
    path("of/<str:code>/", responses.customer_panel, name="customer_panel"),
    path("waves/<int:pk>/answers/", wave_answers.answers, name="wave_answers"),
    path("waves/<int:pk>/answers/export/", wave_answers.export, name="answers_export"),
    path("answers/files/<int:pk>/", wave_answers.export_run, name="answers_run"),
    path("answers/files/<int:pk>/file/", wave_answers.export_file, name="answers_file"),
    path("call/", calling.call, name="call"),
    path("call/next/", calling.call_next, name="call_next"),
    path("call/start/", calling.call_start, name="call_start"),
    path("call/answer/", calling.call_answer, name="call_answer"),
    path("call/end/", calling.call_end, name="call_end"),
]
