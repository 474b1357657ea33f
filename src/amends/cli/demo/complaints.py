# SPDX-License-Identifier: Apache-2.0
"""Complaints on the demo's desk: generated, of every kind of channel, each brought as far as the twelve steps as the
next one is not."""

from datetime import datetime, timedelta
from itertools import cycle

from amends.apps.cases.actions.ownership import offer
from amends.apps.cases.actions.remedies import Offer, propose_remedy
from amends.apps.cases.actions.steps import do_step
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.cli.demo.lives import heard
from amends.cli.demo.stories import HOUR, STORIES, records

WHY = "the demo fills its own desk"
AGENTS = ("complaint_officer", "hotline_agent", "hall_clerk")
EACH = 3
# How far a complaint has come: so many steps. The rest waits for whoever tries the demo.
DEPTHS = (9, 0, 5, 3, 10, 8, 4)


def complain_at_the_desk(*, at: datetime) -> None:
    """Each officer and agent of the demo hears a few customers of their own units, over the two days before `at`."""
    stories, depths = cycle(STORIES), cycle(DEPTHS)
    for person in User.objects.filter(role__in=AGENTS).select_related("unit").order_by("pk"):
        customers = Customer.objects.within(person.scope).filter(line_state="active").order_by("-code")[:EACH]
        for customer, ago in zip(customers, (47, 3, 1), strict=False):
            case = heard(customer, next(stories), person, at - ago * HOUR)
            _worked(case, next(depths), person, at - ago * HOUR)


def _worked(case: Case, depth: int, by: User, at: datetime) -> None:
    """Steps done, one every ten minutes; where nothing is done the case waits in a queue, where much is, for money."""
    told = next(each for each in STORIES if each.what == case.title)
    for number, (code, record) in enumerate(list(records(told, by, at).items())[:depth], start=1):
        case = do_step(
            case=case,
            version=case.version,
            code=code,
            record=record,
            by=by,
            at=at + number * timedelta(minutes=5),
        )
    if depth == 0 and by.role == Role.HOTLINE_AGENT:
        words = "需要投诉专员核实账单"
        offer(
            case=case,
            version=case.version,
            queue=Role.COMPLAINT_OFFICER,
            reason=words,
            by=by,
            at=at + HOUR / 2,
        )
    if depth == max(DEPTHS):
        due = Offer(
            kind=RemedyKind.RESTITUTION,
            words=told.measure,
            amount=40_000,
            reason=told.finding,
            due_at=at + 72 * HOUR,
        )
        propose_remedy(case=case, version=case.version, offer=due, by=by, at=at + HOUR)
