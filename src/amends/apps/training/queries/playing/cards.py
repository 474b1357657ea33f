# SPDX-License-Identifier: Apache-2.0
"""A play on the scorecard of real conversations: the same items, looked for by the same software."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from amends.apps.core.models import Unit
from amends.apps.knowledge.queries.wording import checked
from amends.apps.quality.rules.observing import Observed, observed
from amends.apps.quality.rules.scorecards import Card, Mark, Score, card_contents, read_card, score
from amends.apps.quality.rules.transcripts import AGENT, CUSTOMER, Conversation, Turn
from amends.apps.training.models.playing import Play, PlayTurn
from amends.packs import load

BY_CHANNEL = {"hall": "hall", "online": "chat", "chat": "chat"}


@dataclass(frozen=True, slots=True)
class Carded:
    """The card, what it comes to, and what was seen of each item."""

    card: Card
    score: Score
    seen: Mapping[str, Observed]

    @property
    def sections(self) -> Sequence[tuple[str, float | None]]:
        """(name, 0–100 or `None`) of each section."""
        return [(each.name, self.score.by_section.get(each.code)) for each in self.card.sections]

    @property
    def lacking(self) -> Sequence[str]:
        """The names of the items that were looked for and not found."""
        return [each.name for each in self.card.items if self._mark(each.code) is Mark.FAIL]

    def _mark(self, code: str) -> Mark | None:
        return self.seen[code].mark if code in self.seen else None


def carded(play: Play, turns: Sequence[PlayTurn], unit: Unit) -> Carded | None:
    """An ended play on the card of its channel; `None` once its words are forgotten. One query (the terms in force)."""
    talk = conversation(play, turns)
    if not any(each.text for each in talk.ours):
        return None
    card = _card(talk.channel)
    seen = observed(talk, checked(talk.our_text, unit=unit, channel=talk.channel), card)
    marks = {code: each.mark for code, each in seen.items()}
    return Carded(card, score(card, marks), seen)


def conversation(play: Play, turns: Sequence[PlayTurn]) -> Conversation:
    """A play as a conversation, the opening of the customer first."""
    said = [Turn(1, CUSTOMER, str(play.content["opening"]))]
    for turn in turns:
        said += [Turn(2 * turn.number, AGENT, turn.said), Turn(2 * turn.number + 1, CUSTOMER, turn.reply)]
    return Conversation(tuple(said), BY_CHANNEL.get(str(play.content["channel"]), "hotline"))


@cache
def _card(channel: str) -> Card:
    cards = card_contents(cast(Any, load("scorecards")))
    return read_card(cards.get(channel) or next(iter(cards.values())))
