# SPDX-License-Identifier: Apache-2.0
"""Tables of the customers area."""

from amends.apps.customers.models.customer import Customer, CustomerQuerySet, Identity

__all__ = ["Customer", "CustomerQuerySet", "Identity"]
