# SPDX-License-Identifier: Apache-2.0
"""Addresses that customers open without a login."""

from django.urls import URLPattern, path

from amends.apps.cases.views import public

urlpatterns: list[URLPattern] = [
    path("", public.feedback, name="feedback"),
    path("sent/", public.sent, name="feedback_sent"),
    path("status/", public.status, name="feedback_status"),
    path("status/words/", public.words, name="feedback_words"),
    path("status/urge/", public.urge, name="feedback_urge"),
    path("status/leave/", public.leave, name="feedback_leave"),
]
