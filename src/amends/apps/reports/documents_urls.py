# SPDX-License-Identifier: Apache-2.0
"""Addresses of reports as documents."""

from django.urls import URLPattern, path

from amends.apps.reports.views import documents, schedules

DOCUMENTS: list[URLPattern] = [
    path("documents/", documents.documents, name="documents"),
    path("documents/new/", documents.new_document, name="new_document"),
    path("documents/making/<int:pk>/", documents.making, name="making"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/<str:form>/", documents.document_file, name="document_file"),
    path("schedules/", schedules.schedules, name="schedules"),
    path("schedules/new/", schedules.new_schedule, name="new_schedule"),
    path("schedules/<int:pk>/stop/", schedules.stop_schedule, name="stop_schedule"),
    path("schedules/<int:pk>/send/", schedules.send_again, name="send_again"),
]
