# SPDX-License-Identifier: Apache-2.0
"""Who looks dissatisfied, who of them may be approached today, and in which order."""

from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, FloatingValue, StringValue, Table

from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.facts.counting import exact, snapped
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.policy import ContactPolicy
from amends.pipeline.marts.schemas import Blocked, Evidence

STATED_DAYS = 90
REFUSAL_DAYS = 365


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides on a candidate: the day, the operator's settings, the policy, where dissatisfied begins."""

    as_of: FixedDay
    parameters: Parameters
    policy: ContactPolicy
    threshold: float
    kind: Evidence


def stated(surveys: Table, rules: Rules) -> Table:
    """One customer who lately said so: a low overall score in 90 days, or two low scores on anything."""
    s = surveys.filter(
        surveys.answered_at < rules.as_of.moment(surveys),
        surveys.answered_at >= rules.as_of.moment(surveys, STATED_DAYS),
        surveys.score <= exact(rules.parameters.dissatisfied_at_most),
    )
    low = s.group_by("customer_id").agg(
        low_scores=s.count(), low_overall=s.count(where=s.element == "overall"), lowest=s.score.min()
    )
    return low.filter((low.low_overall >= 1) | (low.low_scores >= 2)).drop("low_overall")


def fatigue(contacts: Table, rules: Rules) -> Table:
    """One customer who was approached for recovery within a year: how it went."""
    c = contacts.filter(
        contacts.purpose == "recovery",
        contacts.direction == "outbound",
        contacts.contacted_at < rules.as_of.moment(contacts),
        contacts.contacted_at >= rules.as_of.moment(contacts, REFUSAL_DAYS),
    )
    resting = c.contacted_at >= rules.as_of.moment(c, rules.policy.rest_days)
    reached = (c.result == "reached").fill_null(False)
    return c.group_by("customer_id").agg(
        refused=c.count(where=c.result == "refused"),
        reached=c.count(where=resting & reached),
        attempts=c.count(where=resting & ~reached),
    )


def in_hand(cases: Table, rules: Rules) -> Table:
    """One customer whom somebody was on at the as-of moment: in how many cases."""
    now = rules.as_of.moment(cases)
    ended = (cases.closed_at < now).fill_null(False)
    c = cases.filter(cases.opened_at < now, ~ended)
    return c.group_by("customer_id").agg(cases_in_hand=c.count())


def dissatisfied(subscribers: Table, scores: Table, said: Table, rules: Rules) -> Table:
    """One customer with an open line who looks dissatisfied, by the model or by their own words."""
    lines = subscribers.filter(subscribers.line_state.fill_null("active") != "closed")
    everybody = lines.inner_join(scores, "customer_id").left_join(said, "customer_id")
    everybody = everybody.drop("customer_id_right")
    spoke = everybody.low_scores.notnull()
    found = everybody.filter(spoke | (everybody.probability >= exact(rules.threshold)))
    return found.mutate(
        evidence=found.low_scores.notnull().ifelse(Evidence.STATED.value, rules.kind.value),
        priority=_priority(found, rules.parameters),
    )


def standing(found: Table, features: Table, tired: Table, held: Table, rules: Rules) -> Table:
    """One customer who looks dissatisfied, with why they may not be approached today."""
    known = features.select("customer_id", "bill_mean_yuan", "complaints_365d", "open_complaints")
    rows = found.left_join(known, "customer_id").drop("customer_id_right")
    rows = rows.left_join(tired, "customer_id").drop("customer_id_right")
    rows = rows.left_join(held, "customer_id").drop("customer_id_right")
    return rows.mutate(blocked_reason=_blocked(rows, rules), silent=rows.complaints_365d == exact(0))


def shortlist(rows: Table, capacities: Table, parameters: Parameters) -> Table:
    """One customer whose reasons are worth working out: a multiple of what the unit can approach in a day."""
    rows = rows.mutate(eligible=rows.blocked_reason.isnull())
    rows = rows.left_join(capacities, "unit_code").drop("unit_code_right")
    rows = rows.mutate(capacity=rows.capacity.fill_null(parameters.capacity))
    rows = rows.mutate(place=placed(rows))
    return rows.filter(rows.place < rows.capacity * parameters.margin).drop("place")


def placed(rows: Table) -> ibis.expr.types.IntegerValue:
    """Place from 0 within the unit, the eligible apart from the blocked; ties by customer: a total order."""
    order = [rows.priority.desc(), rows.customer_id]
    return ibis.row_number().over(ibis.window(group_by=[rows.unit_code, rows.eligible], order_by=order))


def _priority(found: Table, parameters: Parameters) -> FloatingValue:
    sure = found.low_scores.notnull() & (found.probability < exact(parameters.stated))
    likely = sure.ifelse(exact(parameters.stated), found.probability)
    weights = sorted(parameters.tier_weights.items())
    weight = ibis.cases(*((found.value_tier == tier, exact(w)) for tier, w in weights), else_=exact(1))
    return snapped(likely * weight)


def _blocked(rows: Table, rules: Rules) -> StringValue:
    applies: dict[Blocked, BooleanValue] = {
        Blocked.LINE_SUSPENDED: rows.line_state == "suspended",
        Blocked.DO_NOT_CONTACT: rows.do_not_contact,
        Blocked.OPEN_COMPLAINT: rows.open_complaints > exact(0),
        Blocked.IN_HAND: rows.cases_in_hand > 0,
        Blocked.REFUSED: rows.refused > 0,
        Blocked.REST_PERIOD: rows.reached > 0,
        Blocked.ATTEMPTS_EXHAUSTED: rows.attempts >= rules.policy.max_attempts,
    }
    return ibis.cases(*((applies[reason].fill_null(False), reason.value) for reason in Blocked))
