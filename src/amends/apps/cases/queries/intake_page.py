# SPDX-License-Identifier: Apache-2.0
"""What the intake page says while somebody types: what it sounds like, what it repeats, what is still to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from amends.apps.cases.queries.intake import intake_words, taxonomy
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.queries.repeats import Candidate, candidates
from amends.apps.cases.rules.clocks.policy import Priority
from amends.apps.cases.rules.intake.meaning import MAY_HIDE_A_COMPLAINT, words_of_dissatisfaction
from amends.apps.cases.rules.intake.outside import Leaning, OutsideWords, leaning, read_outside
from amends.apps.cases.rules.intake.words import Plain
from amends.apps.cases.rules.registry import LevelRule, SourceChannel
from amends.apps.cases.rules.taxonomy import Leaf
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.packs import load

TOLD = ("story", "summary", "desired_outcome", "what", "why", "how")  # where a customer's own words stand


@dataclass(frozen=True, slots=True)
class Topics:
    """The leaves to choose from: the chosen one, and those that were searched for or that the story speaks of."""

    chosen: Leaf | None
    offered: tuple[Leaf, ...]
    from_story: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """Where a customer says that they will go, the level that it would have, the limits of its priority, what to do."""

    leaning: Leaning
    rule: LevelRule
    limits: Priority
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is said beside the form."""

    near: list[Candidate]
    unhappy: tuple[str, ...]
    source: SourceChannel | None
    rule: LevelRule | None
    outside: Outside | None = None


@cache
def outside_words() -> OutsideWords:
    """The words by which customers say that they will go to somebody outside."""
    return read_outside(cast(Plain, load("intake_words")), registry())


def topics(typed: str, chosen: str, story: str, *, most: int = 6) -> Topics:
    """The leaves to show for what is typed into the search, or for the story where nothing is."""
    leaf = taxonomy().leaves.get(chosen)
    found = taxonomy().found(typed, most=most) if typed.strip() else taxonomy().suggested(story, most=3)
    return Topics(leaf, tuple(each for each in found if each != leaf), not typed.strip())


def hints(customer: Customer | None, scope: Scope, said: Mapping[str, str], *, at: datetime) -> Hints:
    """What a page with these values says beside the form. One query."""
    story, topic = said.get("story", ""), said.get("taxonomy", "")
    source = registry().channels.get(said.get("channel", ""))
    hides = said.get("request_type") in MAY_HIDE_A_COMPLAINT
    return Hints(
        near=candidates(customer, scope, taxonomy=topic, story=story, at=at) if customer else [],
        unhappy=words_of_dissatisfaction(story, intake_words()) if hides else (),
        source=source,
        rule=registry().rule(source) if source and source.level > 1 else None,
        outside=outside(said, above=source.level if source else 0),
    )


def outside(said: Mapping[str, str], *, above: int = 0) -> Outside | None:
    """What it means that a customer names somebody outside; nothing where they name nobody that stands higher than
    the channel they came by (`above`)."""
    found = leaning((said.get(name, "") for name in TOLD), outside_words(), above=above)
    if not found.routes:
        return None
    rule = registry().levels[found.level]
    own = (each.do for each in found.routes if each.do)
    limits = policy().priorities[rule.at_least or policy().default_priority]
    return Outside(found, rule, limits, (*outside_words().do, *own))
