# SPDX-License-Identifier: Apache-2.0
"""The area `halls`."""

from django.apps import AppConfig


class HallsConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.halls"
    label = "halls"
