# SPDX-License-Identifier: Apache-2.0
"""The figures of a conversation: interruptions, silence, waiting, pace, sentences said again."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amends.apps.quality.rules.scorecards import Card
from amends.apps.quality.rules.transcripts import Conversation, Gap, Turn, gaps, interruptions, pace

_NO_WORD = re.compile(r"[\W\d_]+")
_SHORT = 8  # letters: a shorter sentence is a courtesy that may come back


@dataclass(frozen=True, slots=True)
class Figures:
    """What can be counted. `None`: the seconds are not known. `holds` are waits over the limit that we announced,
    `unexcused` those of them that no apology followed, `silences` the others over the limit."""

    turns: int
    interruptions: int | None
    in_first_minute: int | None
    silences: int | None
    holds: int | None
    unexcused: int | None
    pace: float | None
    longest: int
    repeated: tuple[str, ...]


def figures(talk: Conversation, card: Card, *, said_before: Sequence[str] = ()) -> Figures:
    """The figures of a conversation by the limits of a card; `said_before` are our words in the same matter."""
    limit, timed = card.limits, talk.is_timed
    held = holds(talk, card)
    return Figures(
        turns=len(talk.turns),
        interruptions=len(cut_ins(talk, card)) if timed else None,
        in_first_minute=len(cut_ins(talk, card, within=limit["vent_seconds"])) if timed else None,
        silences=len(silences(talk, card)) if timed else None,
        holds=len(held) if timed else None,
        unexcused=sum(not excused(each, talk, card) for each in held) if timed else None,
        pace=pace(talk),
        longest=max((len(each.text) for each in talk.ours), default=0),
        repeated=said_again(talk, said_before, times=int(limit["template_times"])),
    )


def cut_ins(talk: Conversation, card: Card, *, within: float | None = None) -> tuple[Turn, ...]:
    """Turns of ours that cut in on the customer."""
    return interruptions(talk, least=card.limits["overlap_seconds"], within=within)


def holds(talk: Conversation, card: Card) -> tuple[Gap, ...]:
    """Waits over the limit that we announced."""
    found = gaps(talk, over=card.limits["hold_seconds"])
    return tuple(each for each in found if _announced(each, card.words))


def silences(talk: Conversation, card: Card) -> tuple[Gap, ...]:
    """Where nobody spoke for longer than the limit, without a word that somebody is to wait."""
    found = gaps(talk, over=card.limits["silence_seconds"])
    return tuple(each for each in found if not _announced(each, card.words))


def excused(gap: Gap, talk: Conversation, card: Card) -> bool:
    """Whether our first words after a wait apologise or thank for it."""
    after = next((each for each in talk.ours if each.number >= gap.turn.number), None)
    cues = (card.words["hold_thanks"], card.words["apology"])
    return after is not None and any(each.search(after.text) for each in cues)


def said_again(talk: Conversation, before: Sequence[str], *, times: int) -> tuple[str, ...]:
    """Sentences of ours, by their bare letters, said at least `times` times in one matter."""
    sentences = [each for text in (*before, *(turn.text for turn in talk.ours)) for each in _sentences(text)]
    return tuple(sorted(each for each, count in Counter(sentences).items() if count >= times))


def bare(text: str) -> str:
    """A sentence without signs and numbers: the same template with another slot is the same."""
    return _NO_WORD.sub("", text)


def _sentences(text: str) -> list[str]:
    return [each for part in re.split(r"[。！？!?\n]", text) if len(each := bare(part)) >= _SHORT]


def _announced(gap: Gap, words: Mapping[str, re.Pattern[str]]) -> bool:
    return gap.ours is not None and words["hold"].search(gap.ours.text) is not None
