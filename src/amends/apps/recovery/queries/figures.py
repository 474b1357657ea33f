# SPDX-License-Identifier: Apache-2.0
"""A customer's own figures, as the run that stands found them."""

from collections.abc import Mapping

from django.conf import settings

from amends.apps.customers.models import Customer
from amends.apps.recovery.models import PublishedRun
from amends.pipeline.store import NoRunYet, customer_row


def figures_of(customer: Customer, run: PublishedRun) -> Mapping[str, float | None]:
    """The numbers of the mart about one customer; none where the run knows nothing of them, or is not kept any more.

    Reads one row group of a file, no table.
    """
    try:
        row = customer_row(settings.AMENDS_DATA, customer.code, run.run_id)
    except NoRunYet:
        return {}
    return {name: value for name, value in (row or {}).items() if value is None or isinstance(value, float)}
