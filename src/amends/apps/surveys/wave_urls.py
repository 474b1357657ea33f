# SPDX-License-Identifier: Apache-2.0
"""Addresses of waves."""

from django.urls import URLPattern, path

from amends.apps.surveys.views import wave_links, wave_planning, waves

urlpatterns: list[URLPattern] = [
    path("waves/", waves.wave_list, name="waves"),
    path("waves/new/", wave_planning.wave_new, name="wave_new"),
    path("waves/size/", wave_planning.wave_size, name="wave_size"),
    path("waves/<int:pk>/", waves.wave_shown, name="wave"),
    path("waves/<int:pk>/edit/", wave_planning.wave_edit, name="wave_edit"),
    path("waves/<int:pk>/draw/", wave_planning.wave_draw, name="wave_draw"),
    path("waves/<int:pk>/now/", waves.wave_now, name="wave_now"),
    path("waves/<int:pk>/links/", wave_links.link_add, name="link_add"),
    path("waves/<int:pk>/<str:step>/", waves.wave_step, name="wave_step"),
    path("links/<int:pk>/", wave_links.link_sheet, name="link_sheet"),
    path("links/<int:pk>/close/", wave_links.link_close, name="link_close"),
]
