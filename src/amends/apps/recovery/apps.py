# SPDX-License-Identifier: Apache-2.0
"""The area `recovery`."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.recovery"
    label = "recovery"
