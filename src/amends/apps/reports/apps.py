# SPDX-License-Identifier: Apache-2.0
"""The area `reports`."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.reports"
    label = "reports"
