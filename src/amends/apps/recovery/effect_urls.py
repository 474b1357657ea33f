# SPDX-License-Identifier: Apache-2.0
"""Addresses of what waves did."""

from django.urls import URLPattern, path

from amends.apps.recovery.views.effects import pages

urlpatterns: list[URLPattern] = [
    path("waves/effects/", pages.wave_effects, name="wave_effects"),
    path("waves/<int:pk>/effect/", pages.wave_effect, name="wave_effect"),
]
