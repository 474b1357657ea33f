# SPDX-License-Identifier: Apache-2.0
"""The questionnaires that the pack brings."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from amends.apps.surveys.rules.items import items
from amends.apps.surveys.rules.starters import STARTERS, document
from amends.packs import load


@dataclass(frozen=True, slots=True)
class Starter:
    """A questionnaire of the pack: `name` of its file, the code that it suggests, and its content as a document."""

    name: str
    code: str
    title: str
    purpose: str
    items: int
    content: dict[str, Any]


def starter(name: str) -> Starter:
    """One of them. Raises `PackFileMissing`."""
    pack = load(name)
    content = document(pack)
    title, purpose = str(pack["name_zh"]), str(pack["purpose_zh"])
    return Starter(name, str(pack["code"]), title, purpose, len(items(content)), content)


@cache
def starters() -> tuple[Starter, ...]:
    """All of them, short ones first."""
    return tuple(starter(name) for name in STARTERS)
