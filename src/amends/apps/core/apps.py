# SPDX-License-Identifier: Apache-2.0
"""Accounts, organisation, roles, scope, event log, messages out, runs of jobs."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from amends.apps.core.checks import names_are_there


class CoreConfig(AppConfig):
    """The area that every other area stands on."""

    name = "amends.apps.core"
    label = "core"
    verbose_name = _("核心")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A wrong name in the settings stops the start."""
        register(names_are_there("AMENDS_GAUGES"))
