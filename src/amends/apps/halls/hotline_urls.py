# SPDX-License-Identifier: Apache-2.0
"""Addresses of the hotline: rings, holds, hand-overs, messages, directory, clerks."""

from django.urls import URLPattern, path

from amends.apps.halls.views.hotline import calls, directory, live, messages, panels, questions, transfers

urlpatterns: list[URLPattern] = [
    path("live/", live.live, name="live"),
    path("live/<str:code>/tick/", live.tick, name="live_tick"),
    path("live/<str:code>/end/", live.end, name="live_end"),
    path("live/<str:code>/press/<slug:verb>/", live.press, name="live_press"),
    path("questions/", questions.questions, name="questions"),
    path("questions/answers/", questions.answers, name="answers"),
    path("questions/<slug:code>/", questions.question_answer, name="question_answer"),
    path("messages/", messages.messages, name="messages"),
    path("messages/new/", messages.message_new, name="message_new"),
    path("messages/panel/", messages.messages_panel, name="messages_panel"),
    path("messages/<slug:code>/", messages.message, name="message"),
    path("messages/<slug:code>/read/", messages.message_read, name="message_read"),
    path("live/<str:code>/transfer/", transfers.transfer_new, name="transfer_new"),
    path("transfers/<int:key>/", transfers.transfer, name="transfer"),
    path("transfers/<int:key>/accept/", transfers.transfer_accept, name="transfer_accept"),
    path("transfers/<int:key>/return/", transfers.transfer_return, name="transfer_return"),
    path("directory/", directory.directory, name="directory"),
    path("calls/", calls.calls, name="calls"),
    path("calls/customer/<str:code>/", panels.customer_panel, name="customer_panel"),
    path("calls/case/<slug:number>/", panels.case_panel, name="case_panel"),
    path("calls/import/", calls.log_import, name="calls_import"),
]
