# SPDX-License-Identifier: Apache-2.0
"""Addresses of tariff problems."""

from django.urls import path

from amends.apps.recovery.views.tariff import pages

urlpatterns = [
    path("", pages.problems, name="tariff"),
    path("plans/", pages.plans, name="plans"),
    path("plans/import/", pages.plan_import, name="plan_import"),
    path("plans/import/plans.csv", pages.plan_template, name="plan_template"),
    path("origins/", pages.origins, name="tariff_origins"),
]
