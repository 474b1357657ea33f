# SPDX-License-Identifier: Apache-2.0
"""A month on the demo's desk, in the order of its moments: what customers brought by every channel, and how it went.

Each complaint is a generator that says when it goes on; the month stops where the demo begins, so that what began
lately stands half-way, as on any desk. The schedule is played too: what was late then was noted then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import cycle

from django.db import transaction

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.firing import fire
from amends.apps.cases.queries.watch import due
from amends.apps.core.actions.outbox import read_notices
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.cli.demo import lives
from amends.cli.demo.stories import STORIES, Told

HEARING = ("hotline_agent", "complaint_officer", "hall_clerk")
DAYS = 30
EACH = 2
ELSEWHERE = (
    "CH-EMAIL", "CH-12315", "CH-SOCIAL", "CH-LETTER", "CH-12345", "CH-FIELD", "CH-PROV", "CH-STAFF", "CH-PCA",
    "CH-AGENT", "CH-CCA", "CH-MIIT", "CH-PLATFORM", "CH-GROUP", "CH-PETITION",
)  # fmt: skip
# How complaints go; most as they should.
LIVES: tuple[Callable[[lives.Hand], lives.Life], ...] = (
    lives.recovered,
    lives.recovered_after_a_transfer,
    lives.recovered,
    lives.late,
    lives.refunded,
    lives.recovered,
    lives.reopened_and_recovered,
    lives.not_recovered,
    lives.recovered,
    lives.withdrawn,
    lives.left_half_way,
    lives.recovered,
    lives.unreachable,
    lives.refunded,
    lives.no_complaint,
    lives.reopened,
    lives.recovered,
    lives.beyond_reason,
)


@dataclass(frozen=True, slots=True)
class Arriving:
    """A complaint that is going to come."""

    at: datetime
    customer: Customer
    told: Told
    by: User
    life: Callable[[lives.Hand], lives.Life]


def play_the_month(*, at: datetime) -> int:
    """Fill the desk with the complaints of the thirty days before `at`; one transaction.

    Returns how many stand still because the desk refused what was to come next.
    """
    refused = 0
    with transaction.atomic():
        going = [(each.at, number, _lived(each)) for number, each in enumerate((*_coming(at), *_waiting(at)))]
        heapify(going)
        for back in range(DAYS, -1, -1):
            evening = at - timedelta(days=back)
            refused += _until(evening, going)
            fire_what_is_due(at=evening)
            if back == 1:
                _put_notices_away(evening)
    return refused


def fire_what_is_due(*, at: datetime) -> None:
    """What the schedule does: warn, note what is late, and call those above."""
    with transaction.atomic():
        for timer in list(due(at)):
            fire(timer=timer, at=at)


def _until(end: datetime, going: list[tuple[datetime, int, lives.Life]]) -> int:
    """Let every complaint go on that does before a moment, the earliest first. What the desk refuses, on a holiday
    say, stops that complaint and not the demo."""
    refused = 0
    while going and going[0][0] <= end:
        _at, number, life = heappop(going)
        try:
            moment = next(life, None)
        except CaseRefused:
            refused, moment = refused + 1, None
        if moment is not None:
            heappush(going, (moment, number, life))
    return refused


def _put_notices_away(evening: datetime) -> None:
    for person in User.objects.all():
        read_notices(user=person, at=evening)


def _coming(at: datetime) -> Iterator[Arriving]:
    """Some complaints for each person who hears customers, spread over the month; some customers come twice."""
    people = User.objects.filter(role__in=HEARING).select_related("unit").order_by("pk")
    told, life, elsewhere = cycle(STORIES), cycle(LIVES), cycle(ELSEWHERE)
    hearing = [(person, customer) for person in people for customer in _customers(person)]
    for number, (began, (person, customer)) in enumerate(
        zip(_moments(at, len(hearing)), hearing, strict=True)
    ):
        story = next(told) if number % 3 == 0 else replace(next(told), channel=next(elsewhere))
        yield Arriving(began, customer, story, person, next(life))
        if number % 13 == 0:
            again = replace(story, channel="CH-MIIT", story=f"上次反映过，{story.story}")
            comes = lives.in_office_hours(began + timedelta(days=8))
            yield Arriving(comes, customer, again, person, lives.recovered)


def _waiting(at: datetime) -> Iterator[Arriving]:
    """What stands still until somebody else acts: taken from a queue, accepted, signed."""
    told = cycle(STORIES)
    yesterday = lives.in_office_hours(at - timedelta(hours=26))
    days_ago = lives.in_office_hours(at - timedelta(days=5))
    for person in _agents_below_leaders():
        lately, before, earlier = _customers(person, most=EACH + 3)[EACH:]
        yield Arriving(yesterday, lately, next(told), person, lives.waiting_in_the_queue)
        yield Arriving(yesterday, before, next(told), person, lives.waiting_for_a_colleague)
        yield Arriving(days_ago, earlier, next(told), person, lives.waiting_for_a_signature)
    for person in User.objects.filter(role="complaint_officer").select_related("unit").order_by("pk"):
        customer = _customers(person, most=EACH + 4)[-1]
        yield Arriving(days_ago, customer, next(told), person, lives.waiting_for_a_signature)


def _agents_below_leaders() -> Iterator[User]:
    for leader in User.objects.filter(role="team_leader").select_related("unit").order_by("pk"):
        within = (leader.scope.first, leader.scope.last)
        agents = User.objects.filter(role="hotline_agent", unit__number__range=within).select_related("unit")
        yield from agents.order_by("pk")[:1]


def _customers(person: User, *, most: int = EACH) -> Sequence[Customer]:
    rows = Customer.objects.within(person.scope).filter(line_state="active", do_not_contact=False)
    return list(rows.select_related("unit").order_by("code")[:most])


def _moments(at: datetime, count: int) -> Iterator[datetime]:
    """Moments all over the month in an order that mixes early with late, each within office hours."""
    every = [at - timedelta(days=DAYS) * (count - n) / count for n in range(count)]
    mixed = [every[(n * 37) % count] for n in range(count)]
    return (lives.in_office_hours(each) for each in mixed)


def _lived(coming: Arriving) -> lives.Life:
    return coming.life(lives.Hand(coming.told, coming.customer, coming.by, coming.at))
