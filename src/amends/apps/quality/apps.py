# SPDX-License-Identifier: Apache-2.0
"""The area `quality`."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.quality"
    label = "quality"
