# SPDX-License-Identifier: Apache-2.0
"""The audience of a wave: who may be drawn, and why each other one is left alone. What is shown is what is frozen."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from amends.apps.customers.models import Customer
from amends.apps.recovery.queries.waves.facts import facts_of
from amends.apps.recovery.queries.waves.holding import known_accounts
from amends.apps.recovery.queries.waves.ordering import expected_gains
from amends.apps.recovery.queries.waves.sources import PORTION, Asked, Candidate, candidates
from amends.apps.recovery.rules.waves.design import Design, Order, Stratifier
from amends.apps.recovery.rules.waves.drawing import Drawable
from amends.apps.recovery.rules.waves.eligibility import Reason, first_reason

# How the desk would reach somebody who prefers a way that it does not have.
_CHANNELS = {
    "phone": "phone",
    "sms": "sms",
    "online": "online",
    "chat": "online",
    "hall": "hall",
    "visit": "visit",
}
USUAL_CHANNEL = "phone"
SEPARATOR = " · "
UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of an audience. `reason` is why they are left alone; empty where they may be drawn. `account` is
    what is drawn together: where nothing is known of a household, the customer alone."""

    customer: int
    code: str
    unit: int
    unit_code: str
    account: str
    recovery_class: str
    tier: str
    reasons: tuple[str, ...]
    probability: float | None
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """People by expected gain: learnt from `members` of finished waves in the run `run_id`; of the last `unranked` the
    run knows too little, they stand by risk."""

    members: int
    run_id: str
    unranked: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may be drawn (`people`, in order), who is left alone, how many of an uploaded list nobody knows, and how many
    came behind the most that were wanted. `ordered`: what the order by expected gain rests on; None where people stand
    by risk."""

    people: tuple[Person, ...]
    left_alone: tuple[Person, ...]
    unknown: int
    behind: int
    ordered: Ordered | None = None

    @property
    def total(self) -> int:
        """Everybody whom the source named and the filters kept."""
        return len(self.people) + len(self.left_alone) + self.unknown + self.behind

    @property
    def excluded(self) -> dict[str, int]:
        """People left alone by reason, in the order in which reasons are asked."""
        found = Counter(each.reason for each in self.left_alone)
        found[str(Reason.UNKNOWN)] += self.unknown
        order = [str(each) for each in Reason]
        known = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
        return {name: found[name] for name in known if found[name]}


def audience(asked: Asked, at: datetime, *, most_ordered: int | None = None) -> Audience:
    """Everybody whom the source names, cut by the filters; each left alone for the first reason that holds.

    More than `most_ordered` people stay in the order of risk: what a page waits for must end. Raises
    `NothingToLearnFrom` where they are to stand by expected gain, and nothing can be expected.
    """
    named, unknown = candidates(asked, at)
    facts, profiles = facts_of(asked, at), dict(_profiles(asked, named))
    accounts = _accounts(profiles)
    people: list[Person] = []
    left_alone: list[Person] = []
    for each in named:
        profile = profiles.get(each.customer)
        cause = each.recovery_class or asked.design.default_class
        if profile is None or not _wanted(asked.design, cause):
            continue
        standing = facts.standing(
            each.customer,
            do_not_contact=profile.do_not_contact,
            line_state=profile.line_state,
            cause=cause,
            listed=each.listed,
        )
        account = each.account or accounts.get(each.customer, profile.code)
        found = _person(each, cause, profile, account, first_reason(standing, asked.purpose))
        (left_alone if found.reason else people).append(found)
    ordered = None
    if asked.design.order is Order.GAIN and (most_ordered is None or len(people) <= most_ordered):
        people, ordered = _by_gain(people, asked)
    kept = _first_accounts(people, asked.design.most)
    return Audience(tuple(kept), tuple(left_alone), unknown, len(people) - len(kept), ordered)


def _by_gain(people: list[Person], asked: Asked) -> tuple[list[Person], Ordered]:
    """Those whom an approach is expected to help most first; of whom nothing is known last; equals as they stood."""
    found = expected_gains(
        [each.code for each in people],
        [each.recovery_class for each in people],
        [each.probability for each in people],
        learnt_from=asked.learnt_from,
        salt=asked.salt,
    )
    places = np.argsort(-found.gain, kind="stable")  # nan last
    unranked = int(np.isnan(found.gain).sum())
    return [people[at] for at in places], Ordered(found.members, found.run_id, unranked)


def _first_accounts(people: list[Person], most: int) -> list[Person]:
    """The first `most` (0: all), and who shares an account with one of them: what is drawn together is cut together."""
    if not most:
        return people
    kept = {each.account for each in people[:most]}
    return [each for each in people if each.account in kept]


def _wanted(design: Design, cause: str) -> bool:
    return not design.filters.classes or cause in design.filters.classes


@dataclass(frozen=True, slots=True)
class _Profile:
    channel: str
    code: str
    unit: int
    unit_code: str
    tier: str
    do_not_contact: bool
    line_state: str


def _profiles(asked: Asked, named: Sequence[Candidate]) -> Iterator[tuple[int, _Profile]]:
    """The profiles of the candidates within the unit that the filters keep. One query for each two thousand."""
    filters = asked.design.filters
    rows = Customer.objects.within(asked.unit.scope)
    rows = rows.filter(region__in=filters.regions) if filters.regions else rows
    rows = rows.filter(value_tier__in=filters.tiers) if filters.tiers else rows
    fields = ("code", "unit_id", "unit__code", "value_tier", "do_not_contact", "line_state")
    for start in range(0, len(named), PORTION):
        keys = [each.customer for each in named[start : start + PORTION]]
        found = rows.filter(pk__in=keys).values_list("pk", *fields, "preferences__channel")
        for pk, *values, channel in found:
            yield pk, _Profile(_CHANNELS.get(channel or "", USUAL_CHANNEL), *values)


def _accounts(profiles: Mapping[int, _Profile]) -> dict[int, str]:
    keys = list(profiles)
    found: dict[int, str] = {}
    for start in range(0, len(keys), PORTION):
        found |= known_accounts(keys[start : start + PORTION])
    return found


def _person(each: Candidate, cause: str, profile: _Profile, account: str, reason: str) -> Person:
    return Person(
        customer=each.customer,
        code=profile.code,
        unit=profile.unit,
        unit_code=profile.unit_code,
        account=account,
        recovery_class=cause,
        tier=profile.tier,
        reasons=each.reasons,
        probability=each.probability,
        channel=profile.channel,
        reason=reason,
    )


def drawables(people: Sequence[Person], design: Design) -> list[Drawable]:
    """The people as the draw sees them: the stratum is what the plan balances by."""
    return [Drawable(each.code, each.account, stratum(each, design)) for each in people]


def stratum(person: Person, design: Design) -> str:
    """The parts that the plan balances by, in its order."""
    parts = {
        Stratifier.CAUSE: person.recovery_class,
        Stratifier.UNIT: person.unit_code,
        Stratifier.TIER: person.tier,
    }
    return SEPARATOR.join(parts[each] or UNKNOWN for each in design.stratify_by)
