# SPDX-License-Identifier: Apache-2.0
"""Our profile of the questionnaires' format: what is wrong with a document, in sentences for the one who writes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amends.apps.surveys.rules import coherence, conditions, shape
from amends.apps.surveys.rules.document import CHINESE, Json, chinese, elements
from amends.apps.surveys.rules.items import Coded, Item, items, value
from amends.apps.surveys.rules.schema import INTERACTION, MEASURES, QUESTION_TYPES, SCHEMA
from amends.apps.surveys.rules.sentences import LABELS, PLACES, authoring
from amends.apps.surveys.rules.settings import MODES, Quota, Rule, Settings, settings

__all__ = [
    "INTERACTION", "MEASURES", "MODES", "QUESTION_TYPES", "SCHEMA",
    "Coded", "Fault", "Item", "Quota", "Rule", "Settings", "faults", "items", "settings", "value",
]  # fmt: skip

INNER = re.compile(r"^(pages/\d+(?:/elements/\d+)*)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: `path` in the document, and a sentence that says where it is and what to do."""

    path: str
    words: str


def faults(document: object, *, language: str = CHINESE) -> tuple[Fault, ...]:
    """What keeps a document from being a questionnaire, in its own order; nothing when it is one.

    Conditions are judged by the library that will run them; raises `EngineFailed` when that does not answer.
    """
    found = list(shape.findings(document))
    if not found and isinstance(document, dict):
        found = [*coherence.findings(document), *conditions.findings(document)]
    places = _places(document, language) if isinstance(document, dict) else {}
    said = (Fault(each.path, _words(each, places, language)) for each in found)
    return tuple(dict.fromkeys(said))


def _places(document: Json, language: str) -> dict[str, str]:
    """By path of an element, how people name its place."""
    found = {}
    for each in elements(document):
        key = "page" if each.type == "page" else "panel" if each.type == "panel" else "question"
        words = PLACES[key][0 if chinese(language) else 1]
        found[each.path] = words.format(page=each.page, place=each.place, name=each.name or "?")
    return found


def _words(finding: shape.Finding, places: dict[str, str], language: str) -> str:
    inner = INNER.match(finding.path)
    place = places.get(inner[1], "") if inner else ""
    values = dict(finding.values) | {"label": _label(str(finding.values.get("name", "")), language)}
    sentence = authoring(finding.key, language, **values)
    colon = "：" if chinese(language) else ": "
    return f"{place or PLACES['whole'][0 if chinese(language) else 1]}{colon}{sentence}"


def _label(name: str, language: str) -> str:
    words = LABELS.get(name)
    return words[0 if chinese(language) else 1] if words else name


def said(document: object, *, language: str = CHINESE) -> Iterator[str]:
    """The sentences alone, for lists and logs."""
    return (each.words for each in faults(document, language=language))
