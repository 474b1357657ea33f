# SPDX-License-Identifier: Apache-2.0
"""Addresses of what recovery shows of campaigns."""

from django.urls import path

from amends.apps.recovery.views.campaigns import audience, mismatch, publicity, sales

urlpatterns = [
    path("mismatch/", mismatch.report, name="mismatch"),
    path("sales/", sales.quality, name="sales"),
    path("sales/import/", sales.sales_import, name="sales_import"),
    path("sales/template/", sales.template, name="sales_template"),
    path("of/<slug:code>/audience/panel/", audience.panel, name="audience_panel"),
    path("of/<slug:code>/audience/count/", audience.count, name="audience_count"),
    path("of/<slug:code>/mismatch/panel/", mismatch.panel, name="mismatch_panel"),
    path("of/<slug:code>/publicity/panel/", publicity.panel, name="publicity_panel"),
    path("of/<slug:code>/publicity/", publicity.report, name="publicity"),
    path("of/<slug:code>/publicity/quiz/", publicity.quiz, name="publicity_quiz"),
    path("of/<slug:code>/sales/panel/", sales.panel, name="sales_panel"),
]
