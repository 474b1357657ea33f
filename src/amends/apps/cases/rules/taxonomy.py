# SPDX-License-Identifier: Apache-2.0
"""The object axis of a complaint: three levels of topics, found by words and suggested from the story."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from amends.analytics.language import keywords
from amends.analytics.language.likeness import LEAST_LIKE, Topic, likeness
from amends.kernel.identifiers import normal_text
from amends.kernel.recovery_class import RecoveryClass

Listed = Mapping[str, Sequence[str]]
_EXACT, _IN_NAME, _IN_KEYWORD, _ABOVE = 8.0, 4.0, 3.0, 1.0
_NAMED = 2.0  # what a letter of a keyword counts beside one that only sounds alike


class LeafUnknown(LookupError):
    """No leaf of the taxonomy has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no leaf {code!r} in the taxonomy")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One topic: what it belongs to, who answers for it, and what it asks for."""

    code: str
    level1: str
    level2_code: str
    level2: str
    name: str
    level1_en: str
    level2_en: str
    name_en: str
    recovery_class: RecoveryClass
    owner_role: str
    priority: str
    red_line: bool
    evidence: tuple[str, ...]
    keywords: tuple[str, ...]
    fault_line: str = ""  # a line that is down (`fixed`, `mobile`): repairs have limits by law

    @property
    def names(self) -> tuple[str, str, str]:
        """What its levels are called, from the first on."""
        return self.level1, self.level2, self.name

    @property
    def names_en(self) -> tuple[str, str, str]:
        """The same in English."""
        return self.level1_en, self.level2_en, self.name_en


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All leaves, by code, in the order of the content."""

    leaves: Mapping[str, Leaf]
    sought: tuple[keywords.Leaf, ...]  # the same, as the suggestion looks for them
    topics: tuple[Topic, ...]  # and what customers say of them

    def leaf(self, code: str) -> Leaf:
        """The leaf of a code. Raises `LeafUnknown`."""
        try:
            return self.leaves[code]
        except KeyError:
            raise LeafUnknown(code) from None

    def found(self, typed: str, *, most: int = 12) -> tuple[Leaf, ...]:
        """The leaves that typed words mean, the best first: every word must occur in a leaf, however short it is."""
        words = normal_text(typed).casefold().split()
        if not words:
            return ()
        scored = [(_fit(leaf, words), leaf) for leaf in self.leaves.values()]
        return _best(scored, most)

    def suggested(self, story: str, *, most: int = 3) -> tuple[Leaf, ...]:
        """The leaves that a story speaks of, the likeliest first: by their keywords, and by how much it sounds like
        what customers said of them before; none where neither says enough."""
        named = {
            each.code: each.weight for each in keywords.suggest(story, self.sought, most=len(self.sought))
        }
        scores = {
            code: score + _NAMED * named.get(code, 0.0)
            for code, score in likeness(story, self.topics).items()
            if code in named or score >= LEAST_LIKE
        }
        return tuple(
            self.leaves[code] for code in sorted(scores, key=lambda code: (-scores[code], code))[:most]
        )


def read_taxonomy(
    rows: Iterable[Mapping[str, str]],
    said: Mapping[str, object] | None = None,
    stories: Iterable[Mapping[str, str]] = (),
) -> Taxonomy:
    """The taxonomy that the rows of the content say; `said` is how customers say it (`topic_words`), `stories` is what
    they told (`topic_stories`). Raises `LeafUnknown`, `KeywordMalformed`, and `KeyError` or `ValueError` where a row is
    malformed."""
    leaves = {row["code"]: _leaf(row) for row in rows}
    more, told = _said(said) if said else {}, _told(stories)
    if strange := sorted((more.keys() | told.keys()) - leaves.keys()):
        raise LeafUnknown(strange[0])
    sought = tuple(
        keywords.Leaf(each.code, each.name, (*each.keywords, *more.get(each.code, ())))
        for each in leaves.values()
    )
    topics = tuple(Topic(each.code, (each.name, *_words(each), *told.get(each.code, ()))) for each in sought)
    return Taxonomy(leaves, sought, topics)


def _words(leaf: keywords.Leaf) -> Iterable[str]:
    parts = (part for keyword in leaf.keywords for part in keywords.parts_of(keyword, code=leaf.code))
    return (word for part in parts for word in part)


def _told(rows: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        told[row["code"]].append(row["story_zh"])
    return told


def _said(content: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """By leaf what customers say, the groups written out."""
    groups = {name: "/".join(words) for name, words in cast(Listed, content["groups"]).items()}
    listed = cast(Listed, content["leaves"]).items()
    return {code: tuple(each.format_map(groups) for each in lines) for code, lines in listed}


def _leaf(row: Mapping[str, str]) -> Leaf:
    return Leaf(
        code=row["code"],
        level1=row["level1_zh"],
        level2_code=row["level2_code"],
        level2=row["level2_zh"],
        name=row["name_zh"],
        level1_en=row["level1_en"],
        level2_en=row["level2_en"],
        name_en=row["name_en"],
        recovery_class=RecoveryClass(row["recovery_class"]),
        owner_role=row["owner_role_zh"],
        priority=row["default_priority"],
        red_line=row["red_line"] == "1",
        evidence=_split(row["evidence_zh"]),
        keywords=_split(row["keywords_zh"]),
        fault_line=row["fault_line"],
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _fit(leaf: Leaf, words: Sequence[str]) -> float:
    total = 0.0
    for word in words:
        best = max(_fits(leaf, word), default=0.0)
        if not best:
            return 0.0
        total += best
    return total


def _fits(leaf: Leaf, word: str) -> Iterable[float]:
    name, english = leaf.name.casefold(), leaf.name_en.casefold()
    if word == leaf.code.casefold() or word in {name, *(each.casefold() for each in leaf.keywords)}:
        yield _EXACT
    if word in name or word in english or leaf.code.casefold().startswith(word):
        yield _IN_NAME
    if any(word in each.casefold() or each.casefold() in word for each in leaf.keywords):
        yield _IN_KEYWORD
    if any(word in above.casefold() for above in (leaf.level2, leaf.level1, leaf.level2_en, leaf.level1_en)):
        yield _ABOVE


def _best(scored: Iterable[tuple[float, Leaf]], most: int) -> tuple[Leaf, ...]:
    hits = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].code))
    return tuple(leaf for _score, leaf in hits[:most])
