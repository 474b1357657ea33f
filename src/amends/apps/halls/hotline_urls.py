# SPDX-License-Identifier: Apache-2.0
"""Addresses of the hotline: rings, holds, hand-overs, messages, directory, clerks."""

from django.urls import URLPattern, path

from amends.apps.halls.views.hotline import calls, live, questions

urlpatterns: list[URLPattern] = [
    path("live/", live.live, name="live"),
    path("live/<str:code>/tick/", live.tick, name="live_tick"),
    path("live/<str:code>/end/", live.end, name="live_end"),
    path("live/<str:code>/press/<slug:verb>/", live.press, name="live_press"),
    path("questions/", questions.questions, name="questions"),
    path("questions/answers/", questions.answers, name="answers"),
    path("questions/<slug:code>/", questions.question_answer, name="question_answer"),
    path("calls/", calls.calls, name="calls"),
    path("calls/import/", calls.log_import, name="calls_import"),
]
