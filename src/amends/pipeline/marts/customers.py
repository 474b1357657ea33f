# SPDX-License-Identifier: Apache-2.0
"""What is known of each customer, for their page."""

from ibis.expr.types import Table

from amends.pipeline.facts.as_of import AsOf
from amends.pipeline.facts.counting import exact
from amends.pipeline.marts.schemas import CUSTOMERS

# Who left longer ago is no news; whoever complained in the year before they left did so in the year before this day
# too, but for these two months.
LEFT_WITHIN_DAYS = 62


def customers(subscribers: Table, features: Table, scores: Table, threshold: float, as_of: AsOf) -> Table:
    """One customer, as they stand on the as-of day; in order of customer."""
    rows = subscribers.drop("plan_data_mb", "plan_minutes")
    rows = rows.inner_join(features, "customer_id").inner_join(scores, "customer_id")
    quiet = rows.complaints_365d == exact(0)
    closed = rows.line_state.fill_null("active") == "closed"
    billed = rows.out_of_bundle_share.notnull()  # in one of the last three months
    lately = (rows.closed_date >= as_of.day(rows, LEFT_WITHIN_DAYS)).fill_null(billed)
    rows = rows.mutate(
        line_state=rows.line_state.fill_null("active"),
        customer_kind=rows.customer_kind.fill_null("personal"),
        do_not_contact=rows.do_not_contact.fill_null(False),
        commercial_consent=rows.commercial_consent.fill_null(False),
        survey_consent=rows.survey_consent.fill_null(True),
        silent=quiet & ~closed & (rows.probability >= exact(threshold)),
        left_silently=quiet & closed & lately,
    )
    return rows.select(*CUSTOMERS.names).order_by("customer_id")
