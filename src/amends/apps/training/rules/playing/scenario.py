# SPDX-License-Identifier: Apache-2.0
"""A scenario as it is played: a graph of nodes, and what moves the customer in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from amends.analytics.language.keypoints import KeyPoint

SKILLS: Final = ("empathy", "questioning", "expectation", "expression", "closing")
MOST_ANSWERS: Final = 12


class Ending(StrEnum):
    """How a conversation ends."""

    RECOVERED = "recovered"
    CALMED = "calmed"
    ESCALATES = "escalates"
    LEAVES = "leaves"


class ScenarioMalformed(ValueError):
    """A scenario cannot be read; `where` names the place in it, `what` is wrong there."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


@dataclass(frozen=True, slots=True)
class Criterion:
    """What has to be said to pass; `better` is a sentence that would do."""

    point: KeyPoint
    skill: str
    better: str


@dataclass(frozen=True, slots=True)
class Fail:
    """What must not be: said (only until criterion `before` is met, where there is one), or criterion `missing` never
    met. `feels` is what the customer answers."""

    code: str
    says: str
    groups: tuple[tuple[str, ...], ...] = ()
    feels: str = ""
    before: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A fact, the hidden need, or a trap: the words that call it, and the customer's line."""

    code: str
    says: str
    groups: tuple[tuple[str, ...], ...]
    line: str


@dataclass(frozen=True, slots=True)
class Move:
    """Where the conversation goes when all that is asked holds: `share` of the criteria met (0–1), hidden need known,
    mood at least, `fails` so far at least, answers without progress in a row at least."""

    to: str
    share: float | None = None
    need: bool = False
    mood: int | None = None
    fails: int | None = None
    idle: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the conversation: what the customer says on getting there, and where it goes on, first match first."""

    code: str
    line: str
    moves: tuple[Move, ...] = ()
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that is played and judged. `plays` are two scripted ways through it, `good` and `bad`."""

    code: str
    title: str
    recovery_class: str
    channel: str
    handling: str
    difficulty: int
    persona: str
    opening: str
    mood: int
    start: str
    nodes: Mapping[str, Node]
    criteria: tuple[Criterion, ...]
    fails: tuple[Fail, ...]
    traps: tuple[Cue, ...]
    facts: tuple[Cue, ...]
    need: Cue
    again: str
    most_answers: int = MOST_ANSWERS
    plays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that it practises, each once, in the order of `SKILLS`."""
        own = {each.skill for each in self.criteria}
        return tuple(each for each in SKILLS if each in own)


def groups_of(words: str, where: str = "") -> tuple[tuple[str, ...], ...]:
    """`致歉/抱歉 + <time>` as the groups of a key point. Raises `ScenarioMalformed` where a word is missing."""
    groups = tuple(tuple(each.strip() for each in part.split("/")) for part in words.split(" + "))
    if not all(each.strip("!* ") for group in groups for each in group):
        raise ScenarioMalformed(where, "words")
    return groups


def read_scenario(content: Mapping[str, Any]) -> Scenario:
    """A scenario from plain values (`pack_content` shows the shape). Raises `ScenarioMalformed`, naming the place."""
    nodes = {code: _node(str(code), each) for code, each in _mapping(content, "nodes").items()}
    return Scenario(
        code=_text(content, "code"),
        title=_text(content, "title"),
        recovery_class=_text(content, "recovery_class"),
        channel=_text(content, "channel"),
        handling=_text(content, "handling"),
        difficulty=int(content.get("difficulty", 1)),
        persona=_text(content, "persona"),
        opening=_text(content, "opening"),
        mood=int(content.get("mood", 0)),
        start=_text(content, "start"),
        nodes=nodes,
        criteria=tuple(_criterion(number, each) for number, each in _numbered(content, "criteria")),
        fails=tuple(_fail(number, each) for number, each in _numbered(content, "fails")),
        traps=tuple(_cue(f"t{number}", each) for number, each in _numbered(content, "traps")),
        facts=tuple(_cue(f"f{number}", each) for number, each in _numbered(content, "facts")),
        need=_cue("need", _mapping(content, "need")),
        again=_text(content, "again"),
        most_answers=int(content.get("most_answers", MOST_ANSWERS)),
        plays={name: tuple(each) for name, each in content.get("plays", {}).items()},
    )


def _text(content: Mapping[str, Any], name: str) -> str:
    found = content.get(name)
    if not isinstance(found, str) or not found.strip():
        raise ScenarioMalformed(name, "missing")
    return found


def _mapping(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = content.get(name)
    if not isinstance(found, Mapping) or not found:
        raise ScenarioMalformed(name, "missing")
    return found


def _numbered(content: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    rows: Sequence[Mapping[str, Any]] = content.get(name, ())
    return list(enumerate(rows, start=1))


def _criterion(number: int, row: Mapping[str, Any]) -> Criterion:
    code, where = f"c{number}", f"criteria {number}"
    if row.get("skill") not in SKILLS:
        raise ScenarioMalformed(where, "skill")
    point = KeyPoint(code, _text(row, "says"), groups_of(str(row.get("words", "")), where))
    return Criterion(point, row["skill"], str(row.get("better", "")))


def _fail(number: int, row: Mapping[str, Any]) -> Fail:
    where, words = f"fails {number}", str(row.get("words", ""))
    before, missing = row.get("before"), row.get("missing")
    if not words and not missing:
        raise ScenarioMalformed(where, "words")
    groups = groups_of(words, where) if words else ()
    return Fail(
        f"x{number}",
        _text(row, "says"),
        groups,
        str(row.get("feels", "")),
        f"c{before}" if before else "",
        f"c{missing}" if missing else "",
    )


def _cue(code: str, row: Mapping[str, Any]) -> Cue:
    return Cue(code, _text(row, "says"), groups_of(str(row.get("words", "")), code), _text(row, "line"))


def _node(code: str, row: Mapping[str, Any]) -> Node:
    ending = row.get("ending")
    if ending is not None and ending not in set(Ending):
        raise ScenarioMalformed(f"nodes {code}", "ending")
    moves = tuple(Move(**each) for each in row.get("moves", ()))
    return Node(code, str(row.get("line", "")), moves, Ending(ending) if ending else None)
