# SPDX-License-Identifier: Apache-2.0
"""The area `promises`."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.promises"
    label = "promises"
