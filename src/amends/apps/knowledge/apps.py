# SPDX-License-Identifier: Apache-2.0
"""The area `knowledge`."""

from django.apps import AppConfig
from django.core.checks import register

from amends.apps.core.checks import names_are_there


class KnowledgeConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Whoever tells what else customers read must be there."""
        register(names_are_there("AMENDS_SHOWN"))
