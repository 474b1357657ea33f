# SPDX-License-Identifier: Apache-2.0
"""Which leaf of a taxonomy a story is about, by the words that stand in it: quick enough to ask while typing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from amends.analytics.language.normal import folded

NAME_WEIGHT = 0.25  # what two letters of a leaf's name count against a keyword
NO_LETTERS = frozenset(" ，,。.、；;：:？?！!（）()的了是不和与或在")


class KeywordMalformed(ValueError):
    """A part of a keyword, or one of its spellings, is empty: it would always or never be found."""

    def __init__(self, code: str, keyword: str) -> None:
        super().__init__(f"keyword {keyword!r} of leaf {code!r}: nothing stands before or after a + or /")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as a pack has it: `keywords` are words that customers use. `没同意/私自+会员/彩铃` is a keyword of two
    parts: one word of each must stand in the story, wherever. No word can hold a `+` or `/` itself."""

    code: str
    name: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A leaf, how much speaks for it (the higher, the more), and the words of the story that do."""

    code: str
    name: str
    weight: float
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Keyword:
    """The parts of a keyword, each the spellings that will do, and the leaves that have it."""

    parts: tuple[tuple[str, ...], ...]
    owners: tuple[int, ...]

    def found_in(self, present: frozenset[str]) -> tuple[str, ...]:
        """The words that stand in a story, one for each part; nothing where a part is missing."""
        words: list[str] = []
        for part in self.parts:
            word = next((each for each in part if each in present), "")
            if not word:
                return ()
            words.append(word)
        return tuple(dict.fromkeys(words))


@dataclass(frozen=True, slots=True)
class _Sought:
    """Every keyword, the whole ones of more parts first and then the longest; the spellings in them, as they are shown;
    each pair of letters of a name with the leaves that have it and what it counts for each."""

    keywords: tuple[_Keyword, ...]
    shown: Mapping[str, str]
    pairs: tuple[tuple[str, float, tuple[int, ...]], ...]


def suggest(text: str, leaves: tuple[Leaf, ...], *, most: int = 5) -> tuple[Suggestion, ...]:
    """The leaves that words of the text speak for, the likeliest first; none where no keyword stands in it. Raises
    `KeywordMalformed`.

    A keyword counts by the length of its words, divided by the number of leaves that share it; pairs of letters of the
    leaf's name only decide between leaves that keywords already speak for. A word inside a longer one that was found
    (`漫游` in `国际漫游`), or found before as part of another keyword, does not count again.
    """
    story, sought = folded(text).replace(" ", ""), _sought(leaves)
    present = frozenset(word for word in sought.shown if word in story)
    found: dict[int, list[str]] = {}
    weights: dict[int, float] = {}
    for keyword in sought.keywords:
        if words := keyword.found_in(present):
            _count(keyword, words, found, weights)
    for pair, weight, owners in sought.pairs:
        if pair in story:
            for leaf in found.keys() & owners:
                weights[leaf] += weight
    ranked = sorted(weights, key=lambda leaf: (-weights[leaf], leaf))[:most]
    return tuple(
        _suggestion(leaves[leaf], weights[leaf], [sought.shown[word] for word in found[leaf]])
        for leaf in ranked
    )


def _count(
    keyword: _Keyword, words: Sequence[str], found: dict[int, list[str]], weights: dict[int, float]
) -> None:
    for leaf in keyword.owners:
        mine = found.get(leaf, [])
        fresh = [word for word in words if not any(word in longer for longer in mine)]
        if fresh:
            found[leaf] = [*mine, *fresh]
            weights[leaf] = weights.get(leaf, 0) + sum(map(len, fresh)) / len(keyword.owners)


def _suggestion(leaf: Leaf, weight: float, found: list[str]) -> Suggestion:
    return Suggestion(leaf.code, leaf.name, round(weight, 4), tuple(found))


@lru_cache(maxsize=8)
def _sought(leaves: tuple[Leaf, ...]) -> _Sought:
    owners: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    pairs: dict[str, list[int]] = {}
    shown: dict[str, str] = {}
    for number, leaf in enumerate(leaves):
        for keyword in dict.fromkeys(k for k in leaf.keywords if k.strip()):
            owners.setdefault(_parts(parts_of(keyword, code=leaf.code), shown), []).append(number)
        for pair in _pairs(leaf.name):
            pairs.setdefault(pair, []).append(number)
    first = sorted(owners, key=lambda parts: (-len(parts), -max(map(len, parts[0]))))
    return _Sought(
        tuple(_Keyword(parts, tuple(owners[parts])) for parts in first),
        shown,
        tuple((pair, NAME_WEIGHT / len(own), tuple(own)) for pair, own in pairs.items()),
    )


def parts_of(keyword: str, *, code: str) -> tuple[tuple[str, ...], ...]:
    """The parts of a keyword of a leaf, each the spellings that will do. Raises `KeywordMalformed`."""
    parts = tuple(tuple(part.split("/")) for part in keyword.split("+"))
    if not all(word.strip() for part in parts for word in part):
        raise KeywordMalformed(code, keyword)
    return parts


def _parts(parts: tuple[tuple[str, ...], ...], shown: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """The parts of a keyword as they are sought, the longest spelling first; how each is written goes to `shown`."""
    for word in (word for part in parts for word in part):
        shown.setdefault(_spelt(word), word)
    return tuple(
        tuple(sorted({_spelt(word) for word in part}, key=lambda each: (-len(each), each))) for part in parts
    )


def _spelt(word: str) -> str:
    return folded(word).replace(" ", "")


def _pairs(name: str) -> set[str]:
    letters = folded(name)
    pairs = {letters[i : i + 2] for i in range(len(letters) - 1)}
    return {pair for pair in pairs if not NO_LETTERS.intersection(pair)}
