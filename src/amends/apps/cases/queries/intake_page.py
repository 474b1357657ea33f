# SPDX-License-Identifier: Apache-2.0
"""What the intake page says while somebody types: what it sounds like, what it repeats, what is still to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.queries.intake import intake_words, taxonomy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.queries.repeats import Candidate, candidates
from amends.apps.cases.rules.intake.meaning import MAY_HIDE_A_COMPLAINT, words_of_dissatisfaction
from amends.apps.cases.rules.registry import LevelRule, SourceChannel
from amends.apps.cases.rules.taxonomy import Leaf
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Topics:
    """The leaves to choose from: the chosen one, and those that were searched for or that the story speaks of."""

    chosen: Leaf | None
    offered: tuple[Leaf, ...]
    from_story: bool


@dataclass(frozen=True, slots=True)
class Hints:
    """What is said beside the form."""

    near: list[Candidate]
    unhappy: tuple[str, ...]
    source: SourceChannel | None
    rule: LevelRule | None


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
    )
