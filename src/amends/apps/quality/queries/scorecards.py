# SPDX-License-Identifier: Apache-2.0
"""Which scorecard holds where: the newest of the unit or of one above it, else that of the pack."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.models import ScorecardDraft, ScorecardVersion
from amends.apps.quality.queries.standards import above
from amends.apps.quality.rules.card_drafts import OWN_PHRASES
from amends.apps.quality.rules.observing.looking import LOOKS
from amends.apps.quality.rules.scorecards import Card, card_contents, read_card
from amends.packs import load, thawed

Plain = Mapping[str, Any]
_HOLDS_BELOW = "a card holds for a unit and all below it"
MOST_VERSIONS = 100


@cache
def document() -> Plain:
    """The file of the pack."""
    return cast(Plain, thawed(load("scorecards")))


@cache
def _base() -> Mapping[str, dict[str, Any]]:
    return card_contents(document())


def base_content(code: str) -> dict[str, Any]:
    """The content of the card of the pack for a channel, to be changed."""
    return deepcopy(_base()[code])


def card_content(code: str, unit: Unit) -> dict[str, Any]:
    """The content of the card of a channel in force for a unit. One query. Raises `KeyError` for an unknown channel."""
    base = _base()[code]
    own = card_in_force(code, unit)
    return dict(own.content) if own else base


def card_in_force(code: str, unit: Unit) -> ScorecardVersion | None:
    """The own card of a channel that holds for a unit: its newest, else that of the nearest unit above. One query."""
    rows = ScorecardVersion.objects.unscoped(_HOLDS_BELOW).filter(code=code).select_related("unit")
    found = rows.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
    return found.order_by("-unit__number", "-number").first()


def card_versions(scope: Scope, code: str) -> list[ScorecardVersion]:
    """The own cards of a channel of the units that somebody sees or that lie above theirs, the newest first."""
    rows = ScorecardVersion.objects.unscoped(_HOLDS_BELOW).filter(code=code)
    seen = rows.filter(above(scope) | Q(unit__number__gte=scope.first, unit__number__lte=scope.last))
    return list(seen.select_related("unit", "published_by").order_by("-published_at", "-pk")[:MOST_VERSIONS])


def drafts_within(scope: Scope) -> list[ScorecardDraft]:
    """The cards that are being written. One query."""
    rows = ScorecardDraft.objects.within(scope).select_related("unit", "edited_by")
    return list(rows.order_by("unit__number", "code"))


def card_draft(pk: int, scope: Scope) -> ScorecardDraft | None:
    """A card that is being written, within a scope."""
    return ScorecardDraft.objects.within(scope).select_related("unit", "edited_by").filter(pk=pk).first()


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


@cache
def finders() -> Mapping[str, Any]:
    """What the software can look for, by code, in the words of the item of the pack that it was made for."""
    rows = document()["items"].values()
    named = {str(row["observed"]): str(row["name_zh"]) for row in rows if row.get("observed") in LOOKS}
    return {"": _("（只由人来看）"), OWN_PHRASES: _("说到自己写的词句"), **named}
