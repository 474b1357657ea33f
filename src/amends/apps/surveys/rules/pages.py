# SPDX-License-Identifier: Apache-2.0
"""What one page of a questionnaire shows, for those who read it without JavaScript: in plain forms, at the hotline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.apps.surveys.rules.document import CHINESE, Json
from amends.apps.surveys.rules.domain import tidy
from amends.apps.surveys.rules.engine import asked


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice, point, row or column: the value that is stored, the words that are shown."""

    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of several short texts."""

    value: str
    text: str
    input: str
    required: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The titled panel that a question stands in."""

    name: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it is shown: texts in the language, piped; `value` and `comment` as answered so far.

    `comment` belongs to «其他» where `other`, else to the box that `remark` titles. `low` and `high` name the ends of
    a rating. `panel` is given with the first question of a titled panel.
    """

    code: str
    type: str
    title: str
    description: str
    required: bool
    enabled: bool
    value: Any
    comment: str
    remark: str
    other: bool
    choices: tuple[Choice, ...]
    rows: tuple[Choice, ...]
    fields: tuple[Field, ...]
    minimum: Any
    maximum: Any
    step: Any
    low: str
    high: str
    input: str
    longest: int | None
    panel: Panel | None


@dataclass(frozen=True, slots=True)
class Page:
    """One visible page; `number` from 0."""

    number: int
    name: str
    title: str
    description: str
    questions: tuple[Shown, ...]


def pages(
    document: Json, answers: Mapping[str, object], *, language: str = CHINESE, seed: int = 1
) -> tuple[Page, ...]:
    """The visible pages of a faultless document, given the answers so far; answers that are none are passed over.

    `seed` (1 or more) fixes the random orders: one respondent sees one order, here and in the browser. Raises
    `EngineFailed`.
    """
    kept, _refused = tidy(document, answers)
    return tuple(
        Page(number, found["name"], found["title"], found["description"], _questions(found["questions"]))
        for number, found in enumerate(asked("pages", document, language, kept, seed))
    )


def _questions(found: list[dict[str, Any]]) -> tuple[Shown, ...]:
    seen: set[str] = set()
    shown = []
    for each in found:
        panel = Panel(**each["panel"]) if each["panel"] and each["panel"]["name"] not in seen else None
        seen |= {panel.name} if panel else set()
        shown.append(_shown(each, panel))
    return tuple(shown)


def _shown(found: dict[str, Any], panel: Panel | None) -> Shown:
    blank = {
        "other": False,
        "minimum": None,
        "maximum": None,
        "step": None,
        "low": "",
        "high": "",
        "input": "text",
    }
    lists = {
        "choices": tuple(Choice(**each) for each in found.get("choices", ())),
        "rows": tuple(Choice(**each) for each in found.get("rows", ())),
        "fields": tuple(Field(**each) for each in found.get("fields", ())),
    }
    return Shown(**(blank | found | lists | {"panel": panel}))
