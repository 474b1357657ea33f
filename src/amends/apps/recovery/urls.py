# SPDX-License-Identifier: Apache-2.0
"""Addresses of recovery."""

from django.urls import include, path

from amends.apps.recovery.views import list as targets
from amends.apps.recovery.views import runs

app_name = "recovery"
urlpatterns = [
    path("", include("amends.apps.recovery.effect_urls")),
    path("", include("amends.apps.recovery.recovering_urls")),
    path("campaigns/", include("amends.apps.recovery.campaign_urls")),
    path("", include("amends.apps.recovery.wave_urls")),
    path("network/", include("amends.apps.recovery.network_urls")),
    path("tariff/", include("amends.apps.recovery.tariff_urls")),
    path("", targets.target_list, name="list"),
    path("open/", targets.open_picked, name="open"),
    path("panel/", targets.home_panel, name="home_panel"),
    path("customer/<str:code>/panel/", targets.customer_panel, name="customer_panel"),
    path("causes/panel/", targets.causes_panel, name="causes_panel"),
    path("runs/", runs.run_list, name="runs"),
    path("runs/start/", runs.run_start, name="run_start"),
    path("runs/panel/", runs.home_panel, name="runs_home_panel"),
    path("runs/<str:run_id>/", runs.run_page, name="run"),
]
