# SPDX-License-Identifier: Apache-2.0
"""Finding cases: the one of that number first, then those of the customer meant, then what was said, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from amends.apps.cases.models import Case, CaseQuerySet, Intake
from amends.apps.cases.queries.search_index import matching, topic_texts
from amends.apps.cases.rules.search import asked, excerpt
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.kernel.grams import Phrase
from amends.kernel.identifiers import normal_text

PAGE = 25
COUNT_CAP = 200
_LATER = "a number is looked up first, by its index, and the case then within the scope"
WAYS = ("number", "customer", "words")
_SHOWN = (
    "pk",
    "number",
    "state",
    "title",
    "story",
    "findings",
    "close_reason",
    "taxonomy",
    "opened_at",
    "customer__code",
    "customer__name_shown",
    "owner__name",
    "unit__name",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found: in which of `WAYS`, with the words around the place."""

    way: str
    case: dict[str, Any]
    excerpt: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some hits in order; `following` is the key to the next ones, `count` is capped at `COUNT_CAP` + 1."""

    hits: list[Hit] = field(default_factory=list)
    following: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    person: User
    words: str
    phrases: tuple[Phrase, ...]
    numbered: tuple[int, ...]
    customers: tuple[int, ...]


def search_page(
    person: User, words: str, *, customers: Sequence[int] = (), after: str = "", size: int = PAGE
) -> SearchPage:
    """A page of the cases that a person may see and that `words` mean.

    `customers` are the keys of those that the words are the number or code of. `after` is the `following` of the
    page before; an unreadable one starts from the beginning. At most seven queries and those of the index.
    """
    plain = normal_text(words)
    look = _Asked(person, words, asked(words), _numbered(plain, person.scope), tuple(customers))
    way, below = _start(after)
    keys: list[tuple[int, int]] = []
    most = (size if after else COUNT_CAP) + 1
    for at in range(way, len(WAYS)):
        found = _WAYS[at](look, below if at == way else None, most - len(keys))
        keys += [(at, key) for key in found]
        if len(keys) >= most:
            break
    edge = keys[size - 1] if len(keys) > size else None
    hits = _hits(keys[:size], words, person.scope)
    return SearchPage(hits, f"{edge[0]}~{edge[1]}" if edge else "", len(keys))


def _start(after: str) -> tuple[int, int | None]:
    way, _, key = after.partition("~")
    if way.isdecimal() and len(way) == 1 and int(way) < len(WAYS) and key.isdecimal() and len(key) < 19:
        return int(way), int(key)
    return 0, None


def _numbered(plain: str, scope: Scope) -> tuple[int, ...]:
    """The cases whose own number, or whose number at the regulator or platform, the words are."""
    if not plain or not any(each.isdecimal() for each in plain):
        return ()
    same = Q(number=plain.upper())
    if plain.isdecimal() and len(plain) <= 9:
        same |= Q(pk=int(plain), number__endswith=f"-{int(plain):06d}")
    found = [*Case.objects.unscoped(_LATER).filter(same).values_list("pk", flat=True)]
    found += Intake.objects.unscoped(_LATER).filter(reference=plain).values_list("case_id", flat=True)
    if not found:
        return ()
    seen = Case.objects.within(scope).filter(pk__in=found).values_list("pk", flat=True)
    return tuple(sorted(seen, reverse=True))


def _by_number(look: _Asked, below: int | None, most: int) -> list[int]:
    return [key for key in look.numbered if below is None or key < below][:most]


def _by_customer(look: _Asked, below: int | None, most: int) -> list[int]:
    if not look.customers:
        return []
    cases = Case.objects.within(look.person.scope).filter(customer__in=look.customers)
    rows = _behind(cases, below).exclude(pk__in=look.numbered)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:most])


def _by_words(look: _Asked, below: int | None, most: int) -> list[int]:
    """What the ways before this one have found is left out, wherever the page begins."""
    theirs: set[int] = set()
    if look.customers:
        cases = Case.objects.within(look.person.scope).filter(customer__in=look.customers)
        theirs = set(cases.values_list("pk", flat=True)[:COUNT_CAP])
    shown = theirs | set(look.numbered)
    found = matching(look.person, look.phrases, below=below, most=most + len(shown))
    return [key for key in found if key not in shown][:most]


_WAYS = (_by_number, _by_customer, _by_words)


def _behind(cases: CaseQuerySet, below: int | None) -> CaseQuerySet:
    return cases if below is None else cases.filter(pk__lt=below)


def _hits(keys: Sequence[tuple[int, int]], words: str, scope: Scope) -> list[Hit]:
    rows = Case.objects.within(scope).filter(pk__in=[key for _way, key in keys]).values(*_SHOWN)
    by_key = {row["pk"]: row for row in rows}
    return [Hit(WAYS[way], by_key[key], _excerpt(by_key[key], words)) for way, key in keys if key in by_key]


def _excerpt(row: dict[str, Any], words: str) -> str:
    said = (row["title"], row["story"], row["findings"], row["close_reason"])
    return excerpt((*said, *topic_texts(row["taxonomy"])), words)
