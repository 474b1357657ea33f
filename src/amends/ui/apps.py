# SPDX-License-Identifier: Apache-2.0
"""The look of the product: templates, components and static files; it has no tables and no views."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Only makes templates, tags and static files findable."""

    name = "amends.ui"
    label = "ui"
