# SPDX-License-Identifier: Apache-2.0
"""Which leaf of a taxonomy a story is about, by the words that stand in it: quick enough to ask while typing."""

from dataclasses import dataclass
from functools import lru_cache

from amends.analytics.language.normal import folded

NAME_WEIGHT = 0.25  # what two letters of a leaf's name count against a keyword
NO_LETTERS = frozenset(" ，,。.、；;：:？?！!（）()的了是不和与或在")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as a pack has it: `keywords` are words that customers use."""

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
class _Sought:
    """Each keyword and each pair of letters of a name, with the leaves that have it and what it counts for each."""

    keywords: tuple[tuple[str, str, float, tuple[int, ...]], ...]
    pairs: tuple[tuple[str, float, tuple[int, ...]], ...]


def suggest(text: str, leaves: tuple[Leaf, ...], *, most: int = 5) -> tuple[Suggestion, ...]:
    """The leaves that words of the text speak for, the likeliest first; none where no keyword stands in it.

    A keyword counts by its length, divided by the number of leaves that share it; pairs of letters of the leaf's name
    only decide between leaves that keywords already speak for. A keyword inside a longer one that was found (`漫游` in
    `国际漫游`) does not count again.
    """
    story, sought = folded(text).replace(" ", ""), _sought(leaves)
    found: dict[int, list[str]] = {}
    weights: dict[int, float] = {}
    for shown, word, weight, owners in sought.keywords:
        if word in story:
            for leaf in owners:
                if not any(word in folded(longer) for longer in found.get(leaf, ())):
                    found.setdefault(leaf, []).append(shown)
                    weights[leaf] = weights.get(leaf, 0) + weight
    for pair, weight, owners in sought.pairs:
        if pair in story:
            for leaf in found.keys() & owners:
                weights[leaf] += weight
    ranked = sorted(weights, key=lambda leaf: (-weights[leaf], leaf))[:most]
    return tuple(_suggestion(leaves[leaf], weights[leaf], found[leaf]) for leaf in ranked)


def _suggestion(leaf: Leaf, weight: float, found: list[str]) -> Suggestion:
    return Suggestion(leaf.code, leaf.name, round(weight, 4), tuple(found))


@lru_cache(maxsize=8)
def _sought(leaves: tuple[Leaf, ...]) -> _Sought:
    keywords: dict[str, tuple[str, list[int]]] = {}
    pairs: dict[str, list[int]] = {}
    for number, leaf in enumerate(leaves):
        for keyword in dict.fromkeys(k for k in leaf.keywords if k.strip()):
            keywords.setdefault(folded(keyword).replace(" ", ""), (keyword, []))[1].append(number)
        for pair in _pairs(leaf.name):
            pairs.setdefault(pair, []).append(number)
    longest_first = sorted(keywords.items(), key=lambda each: -len(each[0]))
    return _Sought(
        tuple((shown, word, len(word) / len(own), tuple(own)) for word, (shown, own) in longest_first),
        tuple((pair, NAME_WEIGHT / len(own), tuple(own)) for pair, own in pairs.items()),
    )


def _pairs(name: str) -> set[str]:
    letters = folded(name)
    pairs = {letters[i : i + 2] for i in range(len(letters) - 1)}
    return {pair for pair in pairs if not NO_LETTERS.intersection(pair)}
