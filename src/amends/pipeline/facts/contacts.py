# SPDX-License-Identifier: Apache-2.0
"""Contacts by customer."""

from ibis.expr.types import Table

from amends.pipeline.facts.as_of import AsOf

CONTACT_DAYS = 90


def contact_facts(contacts: Table, as_of: AsOf) -> Table:
    """One customer's contacts in the 90 days before the as-of moment."""
    c = as_of.dated(contacts)
    c = c.filter(c.contacted_at < as_of.moment(c), c.contacted_at >= as_of.moment(c, CONTACT_DAYS))
    month = c.contacted_at >= as_of.moment(c, 30)
    inbound = c.direction == "inbound"
    return c.group_by("customer_id").agg(
        commercial_contacts=c.count(where=(c.direction == "outbound") & (c.purpose == "commercial")),
        service_calls=c.count(where=month & inbound & (c.purpose == "service")),
    )
