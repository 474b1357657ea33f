# SPDX-License-Identifier: Apache-2.0
"""Addresses of inspections, appeals, calibration and coaching."""

from django.urls import path

from amends.apps.quality.views.inspections import cards, desk, results, taking, together

urlpatterns = [
    path("inspections/", desk.listed, name="inspections"),
    path("inspections/draw/", desk.draw, name="inspection_draw"),
    path("inspections/take/", taking.take, name="transcript_take"),
    path("recordings/<int:pk>/", taking.recording, name="recording"),
    path("inspections/drawn/<int:pk>/", desk.drawn, name="drawn"),
    path("inspections/<int:pk>/", desk.inspection, name="inspection"),
    path("inspections/<int:pk>/result/", results.result, name="result"),
    path("inspections/<int:pk>/appeal/", results.appeal, name="appeal"),
    path("inspections/<int:pk>/decide/", results.decide, name="appeal_decide"),
    path("inspections/trend/", together.trend, name="inspection_trend"),
    path("results/", results.mine, name="results"),
    path("scorecards/", cards.listed, name="scorecards"),
    path("scorecards/<slug:code>/begin/", cards.begin, name="scorecard_begin"),
    path("scorecards/<slug:code>/base/", cards.base, name="scorecard_base"),
    path("scorecards/versions/<int:pk>/", cards.version, name="scorecard_version"),
    path("scorecards/drafts/<int:pk>/", cards.edit, name="scorecard_edit"),
    path("scorecards/drafts/<int:pk>/preview/", cards.preview, name="scorecard_preview"),
    path("scorecards/drafts/<int:pk>/drop/", cards.drop, name="scorecard_drop"),
    path("calibrations/", together.calibrations, name="calibrations"),
    path("calibrations/<int:pk>/", together.calibration, name="calibration"),
    path("calibrations/<int:pk>/close/", together.calibration_close, name="calibration_close"),
    path("coaching/", together.coaching, name="coaching"),
    path("coaching/new/", together.coaching_new, name="coaching_new"),
    path("coaching/<int:pk>/close/", together.coaching_close, name="coaching_close"),
]
