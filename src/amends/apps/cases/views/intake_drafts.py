# SPDX-License-Identifier: Apache-2.0
"""What somebody was writing on pages of the intake: a draft for each page, so that two at once do not meet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict

from amends.apps.cases.actions.drafts import Kept, drafts_under, save_draft
from amends.apps.cases.actions.intake_desk import is_sent
from amends.apps.cases.forms.intake import IntakeForm, typed
from amends.apps.core.models import User

PLACE = "intake"
OFFERED = 5
_SET_BY_THE_PAGE = frozenset({"channel", "request_type"})


def place_of(data: QueryDict) -> str:
    """Where the draft of the page that sent this stands."""
    page = data.get("page", "")
    return f"{PLACE}:{page[:32]}" if page.isalnum() else PLACE


def same_page(data: QueryDict) -> dict[str, str]:
    """What makes a form that is drawn again the same page."""
    return {name: value for name in ("key", "page") if (value := data.get(name))}


def keep(data: QueryDict, who: User, at: datetime) -> bool:
    """Keep what was typed, unless it is a case by now or nothing was typed yet; says whether."""
    values = typed(data)
    if not any(value for name, value in values.items() if name not in _SET_BY_THE_PAGE):
        return False
    if is_sent(by=who, key=data.get("key", "")):
        return False
    return save_draft(owner=who, place=place_of(data), values=values, at=at)


def begun(asked: QueryDict, who: User) -> tuple[IntakeForm, dict[str, object]]:
    """The form to begin with, and the drafts: the one that is in it, and those that are only offered. A draft about
    another customer than the one that was asked for, or about none, is never mixed in. One query."""
    wanted, drafts = asked.get("customer", ""), drafts_under(owner=who, beginning=PLACE)
    taken = None if asked.get("blank") else _chosen(drafts, wanted, asked.get("draft", ""))
    values: dict[str, Any] = {"customer": wanted} if wanted else {}
    if taken:
        values = {name: value for name, value in taken.values.items() if name != "key"}
        values["page"] = _page_of(taken)
    others = [(each.saved_at, _page_of(each), _words(each.values)) for each in drafts if each is not taken]
    shown: dict[str, object] = {"draft": taken.saved_at if taken else None, "others": others[:OFFERED]}
    return IntakeForm(who=who, initial=values), shown


def _chosen(drafts: Sequence[Kept], wanted: str, page: str) -> Kept | None:
    """The draft that was asked for by name, or the newest about the customer who was asked for, or just the newest."""
    if page:
        return next((each for each in drafts if _page_of(each) == page), None)
    fitting = (each for each in drafts if not wanted or _customer(each.values) == wanted)
    return next(fitting, None)


def _customer(values: Mapping[str, str | Sequence[str]]) -> str:
    return str(values.get("customer") or "")


def _words(values: Mapping[str, str | Sequence[str]]) -> str:
    """By what a draft is known again."""
    return str(values.get("story") or values.get("walk_name") or _customer(values))


def _page_of(draft: Kept) -> str:
    return draft.place.removeprefix(PLACE).removeprefix(":")
