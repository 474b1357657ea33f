# SPDX-License-Identifier: Apache-2.0
"""What somebody is typing, kept on the server so that nothing is lost: their own, sealed, gone when it is sent.

No event is written: a draft is nothing that happened yet, and it changes every few seconds.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.cases.models import Draft
from amends.apps.core.models import User
from amends.apps.customers.actions.vault import current_keys, opened_with_any
from amends.apps.customers.rules.sealing import NONCE_SIZE, SealBroken, sealed

KEPT = timedelta(days=7)
LONGEST = 20_000
MOST = 20
Values = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was typed; a field that can hold several values holds a list."""

    values: Values
    saved_at: datetime
    place: str = ""


def save_draft(*, owner: User, place: str, values: Values, at: datetime) -> bool:
    """Keep what was typed at a place, in the place of what was there; says whether. Values that are blank are left
    out, and nothing at all drops the draft. What is longer than 20,000 characters is not kept."""
    said = {name: value for name, value in values.items() if value and value != [""]}
    text = json.dumps(said, ensure_ascii=False)
    if not said:
        drop_draft(owner=owner, place=place)
        return False
    if len(text) > LONGEST:
        return False
    blob = sealed(text, keys=current_keys(), bound_to=_binding(owner, place), nonce=os.urandom(NONCE_SIZE))
    row = {"values": {"sealed": b64encode(blob).decode()}, "saved_at": at}
    Draft.objects.update_or_create(owner=owner, place=place, defaults=row)
    return True


def draft_at(*, owner: User, place: str) -> Kept | None:
    """What a person was typing at a place. One query; `None` where it cannot be opened any more."""
    row = Draft.objects.filter(owner=owner, place=place).first()
    return _opened(owner, row) if row else None


def drafts_under(*, owner: User, beginning: str, most: int = MOST) -> Sequence[Kept]:
    """What a person was typing at the places that begin so, the newest first. One query."""
    rows = Draft.objects.filter(owner=owner, place__startswith=beginning).order_by("-saved_at", "-pk")
    return [kept for row in rows[:most] if (kept := _opened(owner, row))]


def _opened(owner: User, row: Draft) -> Kept | None:
    try:
        text = opened_with_any(b64decode(row.values["sealed"]), bound_to=_binding(owner, row.place))
    except (SealBroken, KeyError, ValueError):
        return None
    return Kept(json.loads(text), row.saved_at, row.place)


def drop_draft(*, owner: User, place: str) -> None:
    """Forget a draft: it was sent, or is not wanted."""
    Draft.objects.filter(owner=owner, place=place).delete()


def case_place(number: str, name: str) -> str:
    """Where the draft of a form on the page of a case stands."""
    return f"case:{number}:{name}"


def remove_old_drafts(*, at: datetime) -> int:
    """Forget the drafts that nobody touched for seven days; returns how many."""
    return Draft.objects.filter(saved_at__lt=at - KEPT).delete()[0]


def _binding(owner: User, place: str) -> str:
    return f"draft:{owner.pk}:{place}"
