# SPDX-License-Identifier: Apache-2.0
"""Addresses of the network."""

from django.urls import path

from amends.apps.recovery.views.network import hot_spots, improving, places, sites

urlpatterns = [
    path("", hot_spots.network, name="network"),
    path("spots/panel/", hot_spots.brief_panel, name="hot_spots_panel"),
    path("look/", hot_spots.look_now, name="network_look"),
    path("spots/<int:pk>/", hot_spots.hot_spot, name="hot_spot"),
    path("spots/<int:pk>/move/", hot_spots.hot_spot_move, name="hot_spot_move"),
    path("spots/<int:pk>/gather/", hot_spots.hot_spot_gather, name="hot_spot_gather"),
    path("sites/", sites.sites, name="sites"),
    path("sites/import/", sites.site_import, name="site_import"),
    path("sites/import/sites.csv", sites.site_template, name="site_template"),
    path("sites/residences/", sites.residence_import, name="residence_import"),
    path("sites/residences/residences.csv", sites.residence_template, name="residence_template"),
    path("actions/", improving.actions, name="network_actions"),
    path("actions/new/", improving.action_new, name="network_action_new"),
    path("actions/<int:pk>/", improving.action, name="network_action"),
    path("actions/<int:pk>/done/", improving.action_done, name="network_action_done"),
    path("actions/<int:pk>/tell/", improving.action_tell, name="network_action_tell"),
    path("actions/<int:pk>/ask/", improving.action_ask, name="network_action_ask"),
    path("cases/<str:number>/place/", places.place, name="place"),
    path("cases/<str:number>/place/panel/", places.place_panel, name="place_panel"),
]
