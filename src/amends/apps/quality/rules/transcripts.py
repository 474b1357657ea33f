# SPDX-License-Identifier: Apache-2.0
"""What was said: turns by speaker, with seconds where the recording has them, and what can be measured of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

AGENT: Final = "agent"
CUSTOMER: Final = "customer"
SYSTEM: Final = "system"
SPEAKERS: Final = (AGENT, CUSTOMER, SYSTEM)
CHANNELS: Final = ("hotline", "hall", "chat")
MINUTE: Final = 60.0
_NO_LETTER = re.compile(r"[\W_]+")
# What is said to show that one listens, and what answers "please wait": neither takes the floor.
_LISTENING = re.compile(
    r"(?:嗯|恩|唔|哦|噢|喔|啊|对|是的?|好的?|行|明白|了解|知道|您(?:请)?(?:说|讲|继续)|请(?:说|讲|继续)|在听|我在)+"
)
_WAITS = re.compile(
    r"(?:嗯|哦|噢|啊|好|行|可以|没事|没关系|不着?急|谢谢|麻烦|辛苦|您?慢慢?查|我等|等着|尽快|快一?点)"
)
_ASKS = re.compile(r"[?？]|吗|呢|怎么|什么|为什么|多久|喂")
_SHORT_ANSWER = 12  # letters


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said in one go; `start` and `end` are seconds from the beginning, where they are known."""

    number: int
    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns in their order, and by which way it was held."""

    turns: tuple[Turn, ...]
    channel: str

    @property
    def ours(self) -> tuple[Turn, ...]:
        """What we said."""
        return tuple(each for each in self.turns if each.speaker == AGENT)

    @property
    def theirs(self) -> tuple[Turn, ...]:
        """What the customer said."""
        return tuple(each for each in self.turns if each.speaker == CUSTOMER)

    @property
    def is_timed(self) -> bool:
        """Whether every turn of a person has its seconds."""
        spoken = (*self.ours, *self.theirs)
        return bool(spoken) and all(each.start is not None and each.end is not None for each in spoken)

    @property
    def our_text(self) -> str:
        """What we said, a turn a line: the line of a finding of the wording check is the turn of `ours`."""
        return "\n".join(" ".join(each.text.splitlines()) for each in self.ours)


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds in which nobody spoke, before `turn`; `after` is the turn before them, `ours` the last of ours that the
    customer answered at most by agreeing to wait."""

    after: Turn
    turn: Turn
    seconds: float
    ours: Turn | None = None


def _span(turn: Turn) -> tuple[float, float]:
    start = turn.start or 0.0
    return start, start if turn.end is None else turn.end


def listens(turn: Turn) -> bool:
    """Whether a turn only shows that one listens (yes, I see, go on)."""
    return _LISTENING.fullmatch(_NO_LETTER.sub("", turn.text)) is not None


def agrees_to_wait(turn: Turn) -> bool:
    """Whether a turn is the short answer to a request to wait, and asks nothing."""
    words = _NO_LETTER.sub("", turn.text)
    return len(words) <= _SHORT_ANSWER and bool(_WAITS.match(words)) and not _ASKS.search(turn.text)


def interruptions(talk: Conversation, *, least: float, within: float | None = None) -> tuple[Turn, ...]:
    """Turns of ours that began while the customer spoke, and ran beside them for at least `least` seconds; of the first
    `within` seconds only, counted from the first word of the conversation. Who only shows that they listen cuts in on
    nobody."""
    if not talk.is_timed:
        return ()
    beginning = min(_span(each)[0] for each in talk.turns if each.start is not None)
    until = float("inf") if within is None else beginning + within
    spoke = [each for each in talk.ours if _span(each)[0] < until and not listens(each)]
    return tuple(each for each in spoke if _cuts_in(each, talk, least))


def _cuts_in(turn: Turn, talk: Conversation, least: float) -> bool:
    start, end = _span(turn)
    for other in talk.theirs:
        since, until = _span(other)
        if since < start < until and min(end, until) - start >= least:
            return True
    return False


def gaps(talk: Conversation, *, over: float) -> tuple[Gap, ...]:
    """Where nobody spoke for more than `over` seconds."""
    return tuple(each for each in _gaps(talk) if each.seconds > over) if talk.is_timed else ()


def _gaps(talk: Conversation) -> Iterator[Gap]:
    spoken = sorted((*talk.ours, *talk.theirs), key=lambda each: _span(each)[0])
    heard_until, ours = 0.0, None
    for before, turn in pairwise(spoken):
        heard_until, ours = max(heard_until, _span(before)[1]), _last_of_ours(before, ours)
        yield Gap(before, turn, _span(turn)[0] - heard_until, ours)


def _last_of_ours(turn: Turn, known: Turn | None) -> Turn | None:
    if turn.speaker == AGENT:
        return known if known is not None and listens(turn) else turn
    return known if agrees_to_wait(turn) else None


def pace(talk: Conversation) -> float | None:
    """Characters that we spoke in a minute of our own speech; `None` where the seconds are not known."""
    seconds = sum(_span(each)[1] - _span(each)[0] for each in talk.ours)
    if not talk.is_timed or seconds <= 0:
        return None
    return sum(sum(sign.isalnum() for sign in each.text) for each in talk.ours) * MINUTE / seconds
