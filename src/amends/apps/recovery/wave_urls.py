# SPDX-License-Identifier: Apache-2.0
"""Addresses of waves."""

from django.urls import URLPattern, path

from amends.apps.recovery.views.waves import board, lists, members, planning, playbooks, steps

urlpatterns: list[URLPattern] = [
    path("waves/", lists.wave_list, name="waves"),
    path("waves/panel/", lists.home_panel, name="waves_home_panel"),
    path("waves/new/", planning.wave_new, name="wave_new"),
    path("waves/simulate/", planning.wave_simulate, name="wave_simulate"),
    path("waves/playbooks/", playbooks.playbooks, name="playbooks"),
    path("waves/<int:pk>/", board.wave_shown, name="wave"),
    path("waves/<int:pk>/live/", board.wave_live, name="wave_live"),
    path("waves/<int:pk>/edit/", planning.wave_edit, name="wave_edit"),
    path("waves/<int:pk>/members/", members.wave_members, name="wave_members"),
    path("waves/<int:pk>/members.csv", members.wave_export, name="wave_export"),
    path("waves/<int:pk>/do/<str:step>/", steps.wave_step, name="wave_step"),
]
