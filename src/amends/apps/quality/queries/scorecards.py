# SPDX-License-Identifier: Apache-2.0
"""Which scorecard holds where: the newest of the unit or of one above it, else that of the pack."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from amends.apps.core.models import Unit
from amends.apps.quality.models import ScorecardVersion
from amends.apps.quality.rules.scorecards import Card, card_contents, read_card
from amends.packs import load, thawed

Plain = Mapping[str, Any]


@cache
def document() -> Plain:
    """The file of the pack."""
    return cast(Plain, thawed(load("scorecards")))


@cache
def _base() -> Mapping[str, dict[str, Any]]:
    return card_contents(document())


def card_content(code: str, unit: Unit) -> dict[str, Any]:
    """The content of the card of a channel in force for a unit. One query. Raises `KeyError` for an unknown channel."""
    base = _base()[code]
    rows = ScorecardVersion.objects.unscoped("a card holds for a unit and all below it").filter(code=code)
    above = rows.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
    own = above.order_by("-unit__number", "-number").first()
    return dict(own.content) if own else base


@cache
def base_card(code: str) -> Card:
    """The card of the pack for a channel."""
    return read_card(_base()[code])


def appeal_days() -> int:
    """For how many days after it was told a result may be appealed."""
    return int(document()["appeal_days"])


def keep_days() -> int:
    """For how many days the words of a conversation are kept."""
    return int(document()["keep_days"])


@cache
def skills() -> Mapping[str, str]:
    """The names of the skills, by code."""
    rows = cast(Plain, thawed(load("skills")))["skills"]
    return {str(each["code"]): str(each["name_zh"]) for each in rows}


@cache
def next_of_modes() -> Mapping[str, str]:
    """What to practise after each mode of contact."""
    rows = cast(Plain, thawed(load("skills")))["modes"]
    return {str(each["code"]): str(each["next_zh"]) for each in rows}


@cache
def scenarios() -> Mapping[str, str]:
    """The names of the scenarios of role-play, by code."""
    rows = cast(Plain, thawed(load("role_plays")))["scenarios"]
    return {str(each["id"]): str(each["title_zh"]) for each in rows}
