# SPDX-License-Identifier: Apache-2.0
"""What is to be looked at again, month by month, and where channels say the same thing in different words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import Article, Script, Term, Wording, WordingReview
from amends.apps.knowledge.models.versions import Versioned, VersionedQuerySet
from amends.apps.knowledge.queries.wordings import WordingText, wordings_in_force
from amends.apps.knowledge.rules.differences import Compared, compared

MONTHS = 6
MOST = 500
V = TypeVar("V", bound=Versioned)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to be looked at again on a day."""

    what: str
    name: str
    unit: str
    owner: str
    on: date
    url: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A wording that two channels say differently, with the two texts side by side."""

    key: str
    title: str
    left: WordingText
    right: WordingText
    difference: Compared


def due_for_review(scope: Scope, until: date) -> list[Due]:
    """Everything in use of a scope's own units that is to be looked at again up to a day, the most overdue first.
    Four queries."""
    found = [
        *_terms(scope, until),
        *_wordings(scope, until),
        *_scripts(scope, until),
        *_articles(scope, until),
    ]
    return sorted(found, key=lambda each: (each.on, each.what, each.name))


def by_month(due: Sequence[Due], today: date) -> list[tuple[date, list[Due]]]:
    """What is due, by the first day of its month; what is overdue counts for this month."""
    months: dict[date, list[Due]] = {}
    for each in due:
        months.setdefault(max(each.on, today).replace(day=1), []).append(each)
    return sorted(months.items())


def differing(unit: Unit) -> list[Differing]:
    """The wordings of a unit that two channels say in different words, the least alike first. One query."""
    by_key: dict[tuple[str, str], list[WordingText]] = {}
    for each in wordings_in_force(unit).values():
        by_key.setdefault((each.key, each.language), []).append(each)
    found = [one for texts in by_key.values() for one in _pairs(texts)]
    return sorted(found, key=lambda each: (each.difference.alike, each.key))


def reviews(scope: Scope) -> list[WordingReview]:
    """The reviews that were held in a scope, the newest first. One query."""
    return list(WordingReview.objects.within(scope).select_related("unit", "by").order_by("-at")[:24])


def _pairs(texts: Sequence[WordingText]) -> Iterator[Differing]:
    """Of texts of one key: the first with each that differs from it, so that three channels are two lines."""
    seen: set[str] = set()
    for left, right in combinations(texts, 2):
        if left.text != right.text and left is texts[0] and right.text not in seen:
            seen.add(right.text)
            yield Differing(left.key, left.title, left, right, compared(left.text, right.text))


def _newest(rows: VersionedQuerySet[V], scope: Scope, until: date, *identity: str) -> QuerySet[V]:
    """What is in use and to be looked at up to a day. A version that a newer one took the place of is not: its day
    counts no more, even where the newer has a later day or none."""
    same = {name: OuterRef(name) for name in ("unit", *identity)}
    newer = rows.unscoped("of the same unit").in_use().filter(**same, number__gt=OuterRef("number"))
    found = rows.within(scope).in_use().filter(~Exists(newer), review_date__lte=until)
    return found.select_related("unit", "owner").order_by("review_date", "pk")[:MOST]


def _due(what: str, name: str, row: Versioned | Article, url: str) -> Iterator[Due]:
    if row.review_date is not None:
        yield Due(what, name, str(row.unit), str(row.owner), row.review_date, url)


def _terms(scope: Scope, until: date) -> Iterator[Due]:
    for each in _newest(Term.objects.all(), scope, until, "code"):
        yield from _due(_("统一用语"), each.term, each, _at("term", each.code))


def _wordings(scope: Scope, until: date) -> Iterator[Due]:
    for each in _newest(Wording.objects.all(), scope, until, "key", "channel", "language"):
        yield from _due(_("口径"), each.title, each, _at("wording", each.key))


def _scripts(scope: Scope, until: date) -> Iterator[Due]:
    for each in _newest(Script.objects.all(), scope, until, "code"):
        yield from _due(_("话术"), each.name, each, _at("script", each.pk))


def _articles(scope: Scope, until: date) -> Iterator[Due]:
    rows = Article.objects.within(scope).filter(retired_at__isnull=True, review_date__lte=until)
    for each in rows.select_related("unit", "owner").order_by("review_date")[:MOST]:
        yield from _due(_("知识"), each.title, each, _at("article", each.code))


def _at(name: str, key: object) -> str:
    return reverse(f"knowledge:{name}", args=[key])
