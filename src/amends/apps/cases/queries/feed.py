# SPDX-License-Identifier: Apache-2.0
"""Pages of cases for programs: the newest first, by row key, never counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from amends.apps.cases.models import Case
from amends.apps.cases.queries.desk_keys import listed, looking
from amends.apps.cases.rules.desk import CaseFilter, Choice, Desk, Sort
from amends.apps.core.models import User

_NAMED = {
    "customer": F("customer__code"),
    "unit": F("unit__code"),
    "owner": F("owner__username"),
    "updated_at": F("active_at"),
}
_PLAIN = (
    "pk",
    "number",
    "version",
    "state",
    "is_open",
    "priority",
    "special",
    "request_type",
    "taxonomy",
    "channel",
    "title",
    "queue",
    "received_at",
    "soonest_at",
    "closed_at",
)
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Feed:
    """One page; `following` is the key to the next one, empty on the last."""

    rows: list[Row]
    following: str


def feed(
    person: User,
    cut: CaseFilter,
    *,
    closed: bool,
    at: datetime,
    updated_since: datetime | None = None,
    after: str = "",
    size: int,
) -> Feed:
    """The open (or closed) cases within a person's scope. At most four queries, whatever the number of cases.

    `updated_since` filters as the page is read: where little changed, a page is looked for further back.
    """
    choice = Choice(Desk.CLOSED if closed else Desk.UNIT, Sort.NEWEST, cut)
    chosen = listed(looking(person), choice, at=at)
    if updated_since:
        chosen.where.also("c.active_at >= %s", updated_since)
    keys = chosen.keys(size + 1, after)
    rows = _rows(person, keys[:size])
    return Feed(rows, f"~{keys[size - 1]}" if len(keys) > size else "")


def _rows(person: User, keys: list[int]) -> list[Row]:
    if not keys:
        return []
    found = Case.objects.within(person.scope).filter(pk__in=keys)
    named = {f"{name}_": source for name, source in _NAMED.items()}
    by_key = {row["pk"]: row for row in found.values(*_PLAIN, **named)}
    return [_shown(by_key[key]) for key in keys if key in by_key]


def _shown(row: Row) -> Row:
    return {name.removesuffix("_"): value for name, value in row.items()}
