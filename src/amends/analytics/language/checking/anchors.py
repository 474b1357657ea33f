# SPDX-License-Identifier: Apache-2.0
"""Anchors of a pattern: words of which at least one stands in every text that the pattern matches.

A text is looked through once for the anchors of all rules together; only a sentence with an anchor of a rule is shown
to its pattern. The anchors are worked out from the pattern itself, so nobody has to keep them: a small reader of
the regular expressions that packs hold keeps, of each part, the whole list of what it may match as long as that
list is short, and else the best list of words that it needs. What the reader does not know has no anchors: such a
pattern is tried on every sentence, and no match is ever lost.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import product
from typing import NamedTuple

MOST = 2000  # words that one part may stand for before only the needed ones are kept
LONGEST = 4  # letters of an anchor: more would hardly call a rule less often
_OFTEN, _SELDOM = 0.03, 0.002  # how often a letter of daily use is met in our texts, and any other
_USUAL = 0.02  # of words of which one is met more often than this, nearly every sentence holds one
_DAILY = frozenset("我们您你的是不了一在有这个就会可以请为到好要来时为给说公司系统业务")
_CLASSES = "dDwWsS"
_NOTHING = "bBAZ"


class Unknown(ValueError):
    """Syntax that the reader does not know."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern: `exact` is all it matches (None: too much to list), `needed` words of which it holds one,
    `besides` further words of which it holds one too, `first` the letters that it may begin with (None: any),
    `may_be_empty` whether what follows may begin it as well."""

    exact: frozenset[str] | None
    needed: frozenset[str] = frozenset()
    first: frozenset[str] | None = None
    may_be_empty: bool = False
    besides: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """The words that a match needs, empty where it may match without any."""
        listed = frozenset() if self.exact is None or "" in self.exact else self.exact
        return max(listed, self.needed, key=_worth)


_Pair = tuple[frozenset[str], frozenset[str]]


class _Run(NamedTuple):
    """Parts that stand together, from `begin` to `end` (half-open), and words of which they match one."""

    begin: int
    end: int
    words: frozenset[str]


EMPTY, ANY = Part(frozenset({""}), first=frozenset(), may_be_empty=True), Part(None)


def anchors(pattern: str) -> frozenset[str]:
    """The lower-case anchors of a pattern; empty where there are none."""
    return both_anchors(pattern)[0]


def both_anchors(pattern: str) -> tuple[frozenset[str], frozenset[str]]:
    """The anchors of a pattern, and others of which every match holds one too: a sentence needs one of each. The
    others are empty where there are none, or such as stand in nearly every sentence."""
    try:
        part = _Reader(pattern).whole()
    except Unknown:
        return frozenset(), frozenset()
    words, besides = _shortened(part.words), _shortened(part.besides)
    return words, besides if besides != words and _worth(besides) > -_USUAL else frozenset()


def _shortened(words: frozenset[str]) -> frozenset[str]:
    lowered = {word.lower()[:LONGEST] for word in words}
    return frozenset(w for w in lowered if not any(o != w and o in w for o in lowered))


def led(pattern: str) -> str:
    """The same pattern behind a look at the letter that a match begins with, where those letters can be listed.

    At most places no match begins: one look at a set is cheaper there than trying every branch.
    """
    try:
        part = _Reader(pattern).whole()
    except Unknown:
        return pattern
    if not part.first or part.may_be_empty:
        return pattern
    return f"(?=[{''.join(map(re.escape, sorted(part.first)))}])(?:{pattern})"


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def whole(self) -> Part:
        part = self.choice()
        if self.at != len(self.pattern):
            raise Unknown(self.pattern)
        return part

    def choice(self) -> Part:
        branches = [self.sequence()]
        while self.take("|"):
            branches.append(self.sequence())
        return _either(branches)

    def sequence(self) -> Part:
        parts = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            parts.append(self.repeated(self.one()))
        return _after_each_other(parts)

    def one(self) -> Part:
        letter = self.next()
        if letter == "(":
            return self.group()
        if letter == "[":
            return self.letters()
        if letter == "\\":
            return self.escaped()
        if letter in "^$":
            return EMPTY
        return ANY if letter == "." else _one_of(letter)

    def group(self) -> Part:
        if not self.take("?"):
            return self.closed()
        if self.take(":"):
            return self.closed()
        if any(self.take(sign) for sign in ("=", "!", "<=", "<!")):
            self.closed()
            return EMPTY
        raise Unknown(self.pattern)

    def closed(self) -> Part:
        part = self.choice()
        if not self.take(")"):
            raise Unknown(self.pattern)
        return part

    def letters(self) -> Part:
        end = self.pattern.find("]", self.at + 1)
        inside, self.at = self.pattern[self.at : end], end + 1
        if end < 0 or "\\" in inside:
            raise Unknown(self.pattern)
        return ANY if inside[0] == "^" or "-" in inside else _one_of(inside)

    def escaped(self) -> Part:
        letter = self.next()
        if letter in _CLASSES:
            return ANY
        if letter in _NOTHING:
            return EMPTY
        if letter.isalnum():
            raise Unknown(self.pattern)
        return _one_of(letter)

    def repeated(self, part: Part) -> Part:
        if self.take("?"):
            part = _either([part, EMPTY])
        elif self.take("*"):
            part = Part(None, first=part.first, may_be_empty=True)
        elif self.take("+"):
            part = replace(part, exact=None, needed=part.words)
        elif self.take("{"):
            part = self.counted(part)
        self.take("?")  # lazy or greedy, the words are the same
        return part

    def counted(self, part: Part) -> Part:
        end = self.pattern.find("}", self.at)
        least = self.pattern[self.at : end].partition(",")[0]
        self.at = end + 1
        if end < 0 or not (least or "0").isdigit():
            raise Unknown(self.pattern)
        if not int(least or 0):
            return Part(None, first=part.first, may_be_empty=True)
        return replace(part, exact=None, needed=part.words)

    def take(self, sign: str) -> bool:
        if not self.pattern.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def next(self) -> str:
        if self.at >= len(self.pattern):
            raise Unknown(self.pattern)
        self.at += 1
        return self.pattern[self.at - 1]


def _one_of(letters: str) -> Part:
    return Part(frozenset(letters), first=frozenset(letters))


def _either(parts: Iterable[Part]) -> Part:
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    first, may_be_empty = _union([part.first for part in parts]), any(part.may_be_empty for part in parts)
    listed = [part.exact for part in parts if part.exact is not None]
    if len(listed) == len(parts) and sum(map(len, listed)) <= MOST:
        return Part(frozenset().union(*listed), frozenset(), first, may_be_empty)
    words = [part.words for part in parts]
    if not all(words):
        return Part(None, first=first, may_be_empty=may_be_empty)
    needed, besides = reduce(_paired, ((part.words, part.besides or part.words) for part in parts))
    return Part(None, needed, first, may_be_empty, besides)


def _paired(one: _Pair, other: _Pair) -> _Pair:
    """Both kinds of words of two branches, so put together that what they share stands in one of them; first the
    kind that is met more seldom."""
    ways = [(one[0] | a, one[1] | b) for a, b in (other, other[::-1])]
    needed, besides = max(ways, key=lambda way: (max(map(_worth, way)), sum(map(_worth, way))))
    return (needed, besides) if _worth(needed) >= _worth(besides) else (besides, needed)


def _union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    sets = list(sets)
    known = [each for each in sets if each is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def _after_each_other(parts: list[Part]) -> Part:
    """All that the parts match one after the other, or the best words of any parts that stand together."""
    if not parts:
        return EMPTY
    runs = [_Run(at, at + 1, part.words) for at, part in enumerate(parts)] + list(_runs(parts))
    best = max(runs, key=lambda run: _worth(run.words))
    apart = [run.words for run in runs if run.end <= best.begin or run.begin >= best.end]
    besides = max(apart, key=_worth, default=frozenset())
    if _worth(besides) < -_USUAL:
        besides = max((part.besides for part in parts), key=_worth)
    whole = reduce(_joined, (part.exact for part in parts))
    filled = next((i for i, part in enumerate(parts) if not part.may_be_empty), len(parts))
    first = _union(part.first for part in parts[: filled + 1])
    return Part(whole, best.words, first, filled == len(parts), besides)


def _runs(parts: list[Part]) -> Iterator[_Run]:
    """What neighbours match together, as long as it can be listed."""
    for begin in range(len(parts)):
        run: frozenset[str] | None = frozenset({""})
        for end, part in enumerate(parts[begin:], begin + 1):
            run = _joined(run, part.exact)
            if run is None:
                break
            if "" not in run:
                yield _Run(begin, end, run)


def _joined(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or two is None or len(one) * len(two) > MOST:
        return None
    return frozenset(a + b for a, b in product(one, two))


def _worth(words: frozenset[str]) -> float:
    """The seldomer some of the words are met, the better; none are the worst."""
    return -sum(_met(word[:LONGEST]) for word in words) if words else -math.inf


@lru_cache(maxsize=1 << 16)  # the same words are weighed in every branch that they stand in
def _met(word: str) -> float:
    return math.prod(_OFTEN if letter in _DAILY else _SELDOM for letter in word)
