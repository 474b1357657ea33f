# SPDX-License-Identifier: Apache-2.0
"""Two editors of the province and one of the eastern city, and what they write and approve."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.sayings.deciding import approve
from amends.apps.knowledge.actions.sayings.writing import (
    About,
    Said,
    Talk,
    TermWords,
    write_script,
    write_term,
    write_wording,
)
from amends.apps.knowledge.models import Script, Term, Wording
from amends.apps.knowledge.rules.script_words import ScriptKind
from tests.people import NOON, PASSWORD, People

PARTS = {
    "opening": "[[WD-OPENING]]",
    "need_check": "您平时一个月大概用多少流量？",
    "suggestion": "按您说的用量，每月三十元的这一档够用。",
    "suitability": "常在外面用网的客户适合；家里有宽带、很少出门的不用换。",
    "consent": "今天就换，还是您再想一想？换了以后下个月一日起生效。",
    "close": "还有别的可以帮您吗？",
}
TALK = Talk(
    "SC-FLOW", "推荐流量档", ScriptKind.SELLING, "hotline", PARTS, ("下个月一日起生效",), "old-friends"
)


@dataclass(frozen=True)
class Editors:
    """Who writes and who approves."""

    wen: User  # knowledge editor of the province
    rui: User  # another one
    eve: User  # knowledge editor of the eastern city


@pytest.fixture
def editors(people: People) -> Editors:
    """Three knowledge editors."""
    return Editors(
        _editor("wen", people.province), _editor("rui", people.province), _editor("eve", people.east)
    )


def _editor(name: str, unit: Unit) -> User:
    options: dict[str, Any] = {"username": name, "name": name, "password": PASSWORD, "by": None, "at": NOON}
    return add_user(role=Role.KNOWLEDGE_EDITOR, unit=unit, **options)


Approved = Callable[..., Any]


@pytest.fixture
def wording_of(editors: Editors) -> Callable[..., Wording]:
    """Write a wording, and let another editor approve it unless told otherwise."""

    def make(
        key: str, text: str, channel: str = "hotline", *, unit: Unit | None = None, approved: bool = True
    ) -> Wording:
        words = Said(key, channel, text, "opening", "说法")
        about = About(unit or editors.wen.unit, editors.wen)  # type: ignore[arg-type]
        row = write_wording(words=words, about=about, by=editors.wen, at=NOON)
        return approve(row=row, by=editors.rui, at=NOON) if approved else row

    return make


@pytest.fixture
def term_of(editors: Editors) -> Callable[..., Term]:
    """Write a term, approved."""

    def make(
        code: str, term: str, variants: tuple[str, ...] = (), *, approved: bool = True, **more: Any
    ) -> Term:
        about = About(more.pop("unit", editors.wen.unit), editors.wen)
        words = TermWords(code, term, "一句话说明白", variants, **more)
        row = write_term(words=words, about=about, by=editors.wen, at=NOON)
        return approve(row=row, by=editors.rui, at=NOON) if approved else row

    return make


@pytest.fixture
def script_of(editors: Editors) -> Callable[..., Script]:
    """Write a script, approved unless told otherwise."""

    def make(*, approved: bool = True, unit: Unit | None = None, **changes: Any) -> Script:
        about = About(unit or editors.wen.unit, editors.wen)  # type: ignore[arg-type]
        row = write_script(talk=replace(TALK, **changes), about=about, by=editors.wen, at=NOON)
        return approve(row=row, by=editors.rui, at=NOON) if approved else row

    return make
