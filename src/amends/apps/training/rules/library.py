# SPDX-License-Identifier: Apache-2.0
"""The library of culture and etiquette, as the pack holds it: every card with where its thought comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

OWN = "own"


@dataclass(frozen=True, slots=True)
class Source:
    """The training text, the row of the requirements that quotes it, and the words that stand there."""

    seed: str
    row: str = ""
    phrase: str = ""

    @property
    def is_own(self) -> bool:
        """Whether we wrote it ourselves."""
        return self.seed == OWN


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a card; `source` where the card is made of several."""

    words: str
    more: str = ""
    source: Source | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One page of the library."""

    code: str
    kind: str
    topic: str
    title: str
    words: str
    points: tuple[Point, ...]
    source: Source
    contradiction: str = ""

    def holds(self, words: str) -> bool:
        """Whether the words stand on it."""
        return words in " ".join(
            (self.title, self.words, *(f"{each.words} {each.more}" for each in self.points))
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """Numbers that a text claims: listed with their citation, read by nothing."""

    code: str
    name: str
    reading: str
    why: str
    source: Source


@dataclass(frozen=True, slots=True)
class Library:
    """Cards by code, in the order of the file; topics by code."""

    cards: Mapping[str, Card]
    topics: Mapping[str, str]
    references: tuple[Reference, ...]
    pledge: str


def read_library(content: Mapping[str, Any], handling: Mapping[str, Any]) -> Library:
    """The library of a pack; the cards on the five steps come from the steps of handling themselves."""
    rows = [_card(each) for each in cast(Sequence[Mapping[str, Any]], content["cards"])]
    cards = [*rows, _five_steps(handling), _calming(handling)]
    topics = cast(Sequence[Mapping[str, Any]], content["topics"])
    references = cast(Sequence[Mapping[str, Any]], content["references"])
    return Library(
        cards={each.code: each for each in cards},
        topics={str(each["code"]): str(each["name_zh"]) for each in topics},
        references=tuple(_reference(each) for each in references),
        pledge=str(content["pledge"]["words_zh"]),
    )


def _card(each: Mapping[str, Any]) -> Card:
    return Card(
        code=str(each["code"]),
        kind=str(each["kind"]),
        topic=str(each["topic"]),
        title=str(each["title_zh"]),
        words=str(each["words_zh"]),
        points=tuple(Point(str(words)) for words in each["points_zh"]),
        source=_source(each["source"]),
        contradiction=str(each.get("contradiction", "")),
    )


def _source(each: Mapping[str, Any]) -> Source:
    return Source(str(each["seed"]), str(each.get("row", "")), str(each.get("phrase_zh", "")))


def _reference(each: Mapping[str, Any]) -> Reference:
    return Reference(
        str(each["code"]), str(each["name_zh"]), str(each["reading_zh"]), str(each["why_zh"]), _source(each["source"])
    )  # fmt: skip


def _five_steps(handling: Mapping[str, Any]) -> Card:
    """The five steps of solving, each with those of the twelve that it stands for (C17: the twelve are canonical)."""
    names = {str(each["code"]): f"{each['order']} {each['name_zh']}" for each in handling["steps"]}
    five = next(each for each in handling["mappings"] if str(each["source"]).startswith("004"))
    points = tuple(
        Point(str(each["name_zh"]), steps=tuple(names[str(step)] for step in each["steps"]))
        for each in five["items"]
    )
    source = Source("004", "S4-048", str(five["name_zh"]))
    return Card("LIB-FIVE", "card", "method", str(five["name_zh"]), "", points, source, "C17")


def _calming(handling: Mapping[str, Any]) -> Card:
    """The five steps of calming: the first is in the text, the others are our own."""
    first = Source("004", "S4-051")
    points = tuple(
        Point(str(each["name_zh"]), str(each["do_zh"]), first if each["source"] == "seed" else Source(OWN))
        for each in handling["calming_five"]["items"]
    )
    title = "平息顾客抱怨5步骤"
    return Card("LIB-CALM", "card", "method", title, "", points, Source("004", "S4-051", title), "C17")
