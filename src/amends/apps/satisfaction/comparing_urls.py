# SPDX-License-Identifier: Apache-2.0
"""Addresses of the pages that compare."""

from django.urls import URLPattern, URLResolver, path

from amends.apps.satisfaction.views.comparing import by_group, change, drivers, linked, speed, touched
from amends.apps.satisfaction.views.paired import paired

COMPARING: list[URLPattern | URLResolver] = [
    path("drivers/", drivers, name="drivers"),
    path("kano/", paired, name="kano"),
    path("change/", change, name="change"),
    path("groups/", by_group, name="by_group"),
    path("touchpoints/", touched, name="touchpoints"),
    path("linkage/", linked, name="linkage"),
    path("speed/", speed, name="felt_speed"),
]
