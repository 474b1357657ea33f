# SPDX-License-Identifier: Apache-2.0
"""The area `surveys`."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.surveys"
    label = "surveys"
