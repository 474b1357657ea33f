# SPDX-License-Identifier: Apache-2.0
"""The area `satisfaction`."""

from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.satisfaction"
    label = "satisfaction"
