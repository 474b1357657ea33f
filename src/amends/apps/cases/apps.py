# SPDX-License-Identifier: Apache-2.0
"""The area `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.cases"
    label = "cases"
