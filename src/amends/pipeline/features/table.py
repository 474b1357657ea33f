# SPDX-License-Identifier: Apache-2.0
"""The feature table: facts joined to customers, then every declared expression."""

from collections.abc import Mapping
from functools import reduce

from ibis.expr.types import IntegerValue, Table

from amends.pipeline.facts.as_of import AsOf
from amends.pipeline.facts.bills import bill_facts
from amends.pipeline.facts.complaints import complaint_facts
from amends.pipeline.facts.contacts import contact_facts
from amends.pipeline.facts.network import network_facts
from amends.pipeline.facts.promises import promise_facts
from amends.pipeline.facts.usage import usage_facts
from amends.pipeline.features.definitions import FEATURES
from amends.pipeline.features.feature import count

PROFILE_COLUMNS = ("plan_fee", "plan_data_mb", "value_tier", "commercial_consent")


def feature_table(feeds: Mapping[str, Table], as_of: AsOf) -> Table:
    """One customer as of the as-of day: every feature of `FEATURES`, then the columns of `CONTEXT`.

    `feeds` holds the staged tables by feed name.
    """
    facts = (
        bill_facts(feeds["bills"], as_of),
        usage_facts(feeds["usage"], as_of),
        network_facts(feeds["network"], as_of),
        complaint_facts(feeds["complaints"], as_of),
        promise_facts(feeds["promises"], as_of),
        contact_facts(feeds["contacts"], as_of),
    )
    joined = reduce(_left, facts, _profile(feeds["subscribers"], as_of))
    return joined.select(
        "customer_id",
        **{f.name: f.value(joined) for f in FEATURES},
        complaints_365d=count(joined.complaints_365),
        open_complaints=count(joined.open_complaints),
        bills_12m=count(joined.bills_12),
        usage_3m=count(joined.usage_recent),
    )


def _profile(subscribers: Table, as_of: AsOf) -> Table:
    """One customer's profile as it stands today, and the months on the network on the as-of day."""
    s = as_of.dated(subscribers)
    months = _months(as_of.day(s)) - _months(s.joined_date)
    return s.select("customer_id", *PROFILE_COLUMNS, tenure_months=months)


def _months(day: IntegerValue) -> IntegerValue:
    return day.year() * 12 + day.month()


def _left(customers: Table, facts: Table) -> Table:
    return customers.left_join(facts, "customer_id").drop("customer_id_right")
