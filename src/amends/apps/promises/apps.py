# SPDX-License-Identifier: Apache-2.0
"""The area `promises`."""

from django.apps import AppConfig
from django.core.checks import register

from amends.apps.core.checks import names_are_there


class PromisesConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.promises"
    label = "promises"

    def ready(self) -> None:
        """A gate that is not there stops the start, not the first campaign."""
        register(names_are_there("AMENDS_LAUNCH_GATES", "AMENDS_TERMS"))
