# SPDX-License-Identifier: Apache-2.0
"""Who is learnt from: customers who answered a survey, as they stood before they answered."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import Table

from amends.pipeline.facts.as_of import EachOwnDay, FixedDay
from amends.pipeline.features import feature_table

OVERALL = "overall"
LEARN_DAYS = 365
GROUPS = ("region", "plan_code", "value_tier")  # who must be treated alike: reported on, never learnt from


def surveyed(surveys: Table, as_of: FixedDay) -> Table:
    """One customer's latest overall score of the 365 days before the as-of day, and when it was given."""
    s = surveys.filter(
        surveys.element == OVERALL,
        surveys.answered_at < as_of.moment(surveys),
        surveys.answered_at >= as_of.moment(surveys, LEARN_DAYS),
    )
    newest = ibis.window(group_by=s.customer_id, order_by=[s.answered_at.desc(), s.answer_id])
    latest = s.mutate(place=ibis.row_number().over(newest)).filter(lambda t: t.place == 0)
    return latest.select("customer_id", as_of_at="answered_at", score="score")


def training_table(feeds: Mapping[str, Table], population: Table) -> Table:
    """One surveyed customer: features as of the answer, the groups, and the score; in order of customer."""
    answers = population.select("customer_id", "score")
    groups = feeds["subscribers"].select("customer_id", *GROUPS)
    known = feature_table(feeds, EachOwnDay(population))
    return known.inner_join(answers, "customer_id").inner_join(groups, "customer_id").order_by("customer_id")


def one_in(customers: Table, step: int) -> Table:
    """Every `step`-th customer in order of `customer_id`: the same on every engine; everybody up to a step of 1."""
    if step <= 1:
        return customers
    place = ibis.row_number().over(ibis.window(order_by=customers.customer_id))
    chosen = customers.select("customer_id", place=place).filter(lambda t: t.place % step == 0)
    return customers.semi_join(chosen, "customer_id")
