# SPDX-License-Identifier: Apache-2.0
"""The launch gate: everything that a campaign still lacks, all of it at once, so that nobody is sent round in turns."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from amends.apps.promises.rules.campaigns.briefing import Quizzed, too_few, was_briefed
from amends.apps.promises.rules.campaigns.checklist import LAUNCH, Checklist
from amends.apps.promises.rules.campaigns.words import NEEDED_MATERIALS, Briefed, MaterialKind

# What a plan must say: the field, by the name that models and forms give it.
PLAN_FIELDS = (
    "goal", "segment", "offer", "capacity", "budget", "maker", "enabler", "keeper", "starts_date", "ends_date",
    "exit_rule", "expected_enquiries",
)  # fmt: skip


# Who complained, moved away or withdrew a consent since is not in an older count.
COUNT_HOLDS = timedelta(days=14)


class Lack(StrEnum):
    """What kind of thing is lacking; `of` of a `Missing` names which."""

    PLAN = "plan"
    OVER = "over"
    NOT_COUNTED = "not_counted"
    COUNT_OLD = "count_old"
    NOBODY_LEFT = "nobody_left"
    NOT_TOLD = "not_told"
    NO_CLAIM = "no_claim"
    CLAIM_OWNER = "claim_owner"
    CLAIM_CAPACITY = "claim_capacity"
    CLAIM_SHORT = "claim_short"
    NO_TERM = "no_term"
    NO_CHANNEL = "no_channel"
    CHANNEL_UNUSABLE = "channel_unusable"
    MATERIAL = "material"
    NOT_BRIEFED = "not_briefed"
    NOT_PASSED = "not_passed"
    CHECK = "check"
    GATE = "gate"  # another area said what, in words


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is lacking: `of` is a field, the words of a claim, a code, or what another area said; `figures` a
    record that fell short, `url` where another area mends it."""

    lack: Lack
    of: str = ""
    figures: Quizzed | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What the gate asks of one claim."""

    words: str
    has_owner: bool
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is there when somebody presses launch. `said` are the fields of the plan that are filled."""

    said: Collection[str]
    on: date
    ends: date | None
    capacity: int | None
    counted_on: date | None
    left: int
    is_told: bool
    has_term: bool
    claims: Sequence[ClaimFacts]
    channels: Collection[str]
    usable: Collection[str]
    materials: Collection[MaterialKind]
    briefings: Sequence[Quizzed]
    answered: Collection[str] = field(default_factory=frozenset)


def launch_lacks(facts: Facts, checklist: Checklist) -> tuple[Missing, ...]:
    """Everything that is lacking, in the order in which a campaign is made; empty where it may start."""
    return (
        *_plan(facts), *_claims(facts), *_publicity(facts), *_channels(facts), *_briefings(facts),
        *(Missing(Lack.CHECK, item.code) for item in checklist.unanswered(LAUNCH, facts.answered)),
    )  # fmt: skip


def _plan(facts: Facts) -> Iterator[Missing]:
    yield from (Missing(Lack.PLAN, name) for name in PLAN_FIELDS if name not in facts.said)
    if facts.ends is not None and facts.ends < facts.on:
        yield Missing(Lack.OVER)
    if "segment" in facts.said:
        yield from _count(facts)
    if not facts.is_told:
        yield Missing(Lack.NOT_TOLD)


def _count(facts: Facts) -> Iterator[Missing]:
    if facts.counted_on is None:
        yield Missing(Lack.NOT_COUNTED)
    elif facts.on - facts.counted_on > COUNT_HOLDS:
        yield Missing(Lack.COUNT_OLD)
    elif not facts.left:
        yield Missing(Lack.NOBODY_LEFT)


def _claims(facts: Facts) -> Iterator[Missing]:
    if not facts.claims:
        yield Missing(Lack.NO_CLAIM)
    for claim in facts.claims:
        if not claim.has_owner:
            yield Missing(Lack.CLAIM_OWNER, claim.words)
        if claim.capacity is None:
            yield Missing(Lack.CLAIM_CAPACITY, claim.words)
        elif facts.capacity is not None and claim.capacity < facts.capacity:
            yield Missing(Lack.CLAIM_SHORT, claim.words)


def _publicity(facts: Facts) -> Iterator[Missing]:
    if not facts.has_term:
        yield Missing(Lack.NO_TERM)
    yield from (Missing(Lack.MATERIAL, kind) for kind in NEEDED_MATERIALS if kind not in facts.materials)


def _channels(facts: Facts) -> Iterator[Missing]:
    if not facts.channels:
        yield Missing(Lack.NO_CHANNEL)
    yield from (Missing(Lack.CHANNEL_UNUSABLE, each) for each in facts.channels if each not in facts.usable)


def _briefings(facts: Facts) -> Iterator[Missing]:
    yield from (Missing(Lack.NOT_BRIEFED, who) for who in Briefed if not was_briefed(facts.briefings, who))
    yield from (Missing(Lack.NOT_PASSED, each.unit, each) for each in too_few(facts.briefings))
