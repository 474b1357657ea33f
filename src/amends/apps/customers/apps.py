# SPDX-License-Identifier: Apache-2.0
"""The area `customers`."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Registers the area."""

    name = "amends.apps.customers"
    label = "customers"
