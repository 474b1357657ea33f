# SPDX-License-Identifier: Apache-2.0
"""The area `training`."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.training"
    label = "training"
