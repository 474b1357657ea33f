# SPDX-License-Identifier: Apache-2.0
"""Addresses of the wording check."""

from django.urls import path

from amends.apps.knowledge.views import wording

urlpatterns = [
    path("wording/", wording.wording, name="check"),
    path("wording/check/", wording.check_wording, name="check_wording"),
    path("wording/rules/", wording.wording_rules, name="wording_rules"),
]
