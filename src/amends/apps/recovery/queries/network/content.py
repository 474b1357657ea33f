# SPDX-License-Identifier: Apache-2.0
"""What the pack says of the network: symptoms with their first checks, templates of actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from amends.packs import Document, load


@dataclass(frozen=True, slots=True)
class Symptom:
    """What customers feel, the topics of the taxonomy that it goes by, and what is checked first."""

    code: str
    name: str
    topics: tuple[str, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of action: what it is for, where, which elements and technical topics judge it, and its steps."""

    code: str
    name: str
    problem: str
    kinds: tuple[str, ...]
    elements: tuple[str, ...]
    topics: tuple[str, ...]
    steps: tuple[str, ...]


@cache
def symptoms() -> tuple[Symptom, ...]:
    """The symptoms of the pack in their order."""
    return tuple(
        Symptom(
            str(each["code"]), str(each["name_zh"]), _words(each["topics"]), _words(each["first_checks_zh"])
        )
        for each in _rows("network_symptoms", "symptoms")
    )


def symptoms_of(topic: str) -> tuple[Symptom, ...]:
    """The symptoms that a topic of the taxonomy may be."""
    return tuple(each for each in symptoms() if topic in each.topics)


@cache
def templates() -> Mapping[str, Template]:
    """The templates of actions by code, in their order."""
    return {str(each["code"]): _template(each) for each in _rows("network_actions", "templates")}


def notice_words() -> str:
    """What customers are told after an improvement, as it starts out."""
    return str(cast(Document, load("network_actions")["notice"])["words_zh"])


def listening_months() -> int:
    """How many months before and after an action customers are listened to."""
    return int(cast(int, cast(Document, load("network_actions")["notice"])["months"]))


def _template(said: Document) -> Template:
    return Template(
        str(said["code"]),
        str(said["name_zh"]),
        str(said["problem_zh"]),
        _words(said["kinds"]),
        _words(said["elements"]),
        _words(said["topics"]),
        _words(said["steps_zh"]),
    )


def _rows(name: str, key: str) -> Sequence[Document]:
    return cast(Sequence[Document], load(name)[key])


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in cast(Sequence[object], value))
