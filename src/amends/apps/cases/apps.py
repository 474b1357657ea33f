# SPDX-License-Identifier: Apache-2.0
"""The area `cases`."""

from django.apps import AppConfig
from django.core.checks import register

from amends.apps.core.checks import names_are_there


class CasesConfig(AppConfig):
    """Registers the area, and a check that who is certified can be asked."""

    name = "amends.apps.cases"
    label = "cases"

    def ready(self) -> None:
        """A wrong name in the settings stops the start."""
        register(names_are_there("AMENDS_CERTIFIED"))
