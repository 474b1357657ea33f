# SPDX-License-Identifier: Apache-2.0
"""The order of the steps in what was said: which were done, and what was explained before its time."""

from dataclasses import dataclass
from typing import Final

from amends.apps.quality.rules.scorecards import Card
from amends.apps.quality.rules.transcripts import Conversation, Turn

SOOTHING: Final = "soothing"  # a feeling said, or an apology
BEFORE_EXPLAINING: Final = ("soothe", "confirm")


@dataclass(frozen=True, slots=True)
class StepSeen:
    """A step of the procedure and the first turn of ours that does it; `None` where none does."""

    step: str
    turn: Turn | None


def steps_seen(talk: Conversation, card: Card) -> tuple[StepSeen, ...]:
    """Each step that can be heard, in the order of the procedure."""
    return tuple(StepSeen(step, _first(talk, card, words)) for step, words in card.steps.items())


def explained_early(talk: Conversation, card: Card) -> tuple[Turn, tuple[str, ...]] | None:
    """The first turn that explains before the customer was calmed and the matter confirmed, with what was left out."""
    first = {each.step: each.turn for each in steps_seen(talk, card)}
    explained = first.get("explain")
    if explained is None:
        return None
    left_out = tuple(step for step in BEFORE_EXPLAINING if not _by(first.get(step), explained))
    return (explained, left_out) if left_out else None


def _by(step: Turn | None, explained: Turn) -> bool:
    return step is not None and step.number <= explained.number


def _first(talk: Conversation, card: Card, words: str) -> Turn | None:
    names = ("feeling", "apology") if words == SOOTHING else (words,)
    patterns = [card.words[each] for each in names]
    return next((turn for turn in talk.ours if any(each.search(turn.text) for each in patterns)), None)
