# SPDX-License-Identifier: Apache-2.0
"""Usage by customer."""

from ibis.expr.types import Table

from amends.pipeline.facts.as_of import AsOf
from amends.pipeline.facts.counting import thousandths, total


def usage_facts(usage: Table, as_of: AsOf) -> Table:
    """One customer's usage in the four months before the as-of month, data and voice in thousandths."""
    u = as_of.dated(usage)
    u = u.filter(u.month >= as_of.month(u, 4), u.month < as_of.month(u))
    u = u.mutate(data=thousandths(u.data_mb), voice=thousandths(u.voice_minutes))
    last = u.month == as_of.month(u, 1)
    recent = u.month >= as_of.month(u, 3)
    before = u.month < as_of.month(u, 1)
    return u.group_by("customer_id").agg(
        data_last=total(u.data, last),
        data_before=total(u.data, before),
        usage_before=u.count(where=before),
        voice_last=total(u.voice, last),
        voice_before=total(u.voice, before),
        data_recent=total(u.data, recent),
        usage_recent=u.count(where=recent),
        online_failures=total(u.online_failures, recent),
        unused_services=total(u.unused_services, last),
    )
