# SPDX-License-Identifier: Apache-2.0
"""What happened around one customer, from the log; and who looked at their name and number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from amends.apps.core.models import Event, EventKind
from amends.apps.core.queries.log import with_sampled
from amends.apps.customers.models import Customer
from amends.apps.customers.models.words import (
    EVIDENCE_CHANNELS,
    HANDLING,
    LOOK_FIELDS,
    LOOK_REASONS,
    NEEDS,
    PURPOSES,
    STAGES,
    STANCES,
    TIERS,
)

PAGE = 30
# How the codes of a payload read; keys that stand in no list are not shown.
_WORDS: Mapping[str, Mapping[Any, Promise]] = {
    "channel": EVIDENCE_CHANNELS,
    "purpose": PURPOSES,
    "need": NEEDS,
    "tier": TIERS,
    "stage": STAGES,
    "stance": STANCES,
    "handling": HANDLING,
    "field": LOOK_FIELDS,
    "reason": LOOK_REASONS,
}
_QUIET = frozenset({EventKind.IDENTITY_LOOKED_AT})


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in plain words."""

    sequence: int
    at: datetime
    who: str
    text: str
    kind: str


def timeline(
    customer: Customer, *, with_looks: bool = False, before: int | None = None, most: int = PAGE
) -> list[Happening]:
    """What happened around a customer, the newest first, before an event's number. The caller checked the scope.

    Who looked at the name or number, and the reason they wrote, is only for those who may see the log.
    That a survey asks the customer is for nobody; that they answered, once its wave is over.
    """
    rows = with_sampled(_about(customer)).filter(Q(sampled=False))
    rows = rows.select_related("by").order_by("-at", "-sequence")
    if not with_looks:
        rows = rows.exclude(kind=EventKind.IDENTITY_LOOKED_AT)
    if before is not None and (edge := _about(customer).filter(sequence=before).first()):
        rows = rows.filter(at__lte=edge.at).exclude(at=edge.at, sequence__gte=edge.sequence)
    return [happening(event) for event in rows[:most]]


def looks(customer: Customer, *, most: int = PAGE) -> Sequence[Happening]:
    """Who looked at the customer's name or number and why, the newest first. The caller checked the right and scope."""
    rows = _about(customer).filter(kind=EventKind.IDENTITY_LOOKED_AT)
    return [happening(event) for event in rows.select_related("by").order_by("-at", "-sequence")[:most]]


def _about(customer: Customer) -> QuerySet[Event]:
    return Event.objects.unscoped("the customer was found within the reader's scope").filter(
        about=customer.code
    )


def happening(event: Event) -> Happening:
    """An event as people read it: what happened, then what its payload says in known words."""
    parts = [_kind(event.kind), *_details(event.payload)]
    return Happening(
        sequence=event.sequence,
        at=event.at,
        who=str(event.by) if event.by else "",
        text=" · ".join(parts),
        kind="quiet" if event.kind in _QUIET else "",
    )


def _kind(code: str) -> str:
    """A kind in words; one that this version does not know, by its code."""
    return str(EventKind(code).label) if code in EventKind.values else code


def _details(payload: object) -> list[str]:
    if not isinstance(payload, dict):
        return []
    plain = {key: value for key, value in payload.items() if isinstance(value, str | int)}
    known = [_WORDS[key].get(value) for key, value in plain.items() if key in _WORDS]
    return [str(words) for words in known if words is not None] + _note(payload.get("note"))


def _note(note: object) -> list[str]:
    return [note] if isinstance(note, str) and note else []
