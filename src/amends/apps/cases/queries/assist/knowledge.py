# SPDX-License-Identifier: Apache-2.0
"""Approved articles that fit a case, and what the wording check says to a draft."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from amends.analytics.language.checking import Finding
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.assist import MOST_SOURCES, Source
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import ArticleVersion
from amends.apps.knowledge.queries.articles import related
from amends.apps.knowledge.queries.search import search_articles
from amends.apps.knowledge.queries.wording import checked

MOST_LOOKS = 4  # words of a topic that are searched for


def sources_for(case: Case, *, at: datetime) -> list[Source]:
    """The approved articles in force for the case's unit that fit best: those on its topic, then those that hold the
    words of the topic. One past its review date is none to promise anything by. Some ten queries at most."""
    today = localtime(at).date()
    found: dict[str, ArticleVersion] = {}
    for version in _fitting(case, today=localtime(at)):
        if not version.article.is_overdue(today):
            found.setdefault(version.article.code, version)
        if len(found) == MOST_SOURCES:
            break
    return [_source(code, version) for code, version in found.items()]


def _fitting(case: Case, *, today: datetime) -> Iterator[ArticleVersion]:
    """The likeliest first; asks only as far as it is read."""
    own, day = Scope(case.unit.number, case.unit.number), today.date()
    yield from related(own, case.taxonomy, day, most=MOST_SOURCES)
    for words in _words_of(case)[:MOST_LOOKS]:
        yield from (hit.version for hit in search_articles(own, words, day, most=MOST_SOURCES))


def _words_of(case: Case) -> list[str]:
    """What to look for: the topic's name, then those of its keywords that the customer used, then the others."""
    leaf = taxonomy().leaves.get(case.taxonomy) or next(iter(taxonomy().suggested(case.story, most=1)), None)
    if leaf is None:
        return []
    said = sorted(leaf.keywords, key=lambda word: word not in case.story)
    return [leaf.name, *said]


def _source(code: str, version: ArticleVersion) -> Source:
    parts = [version.short, *(str(each) for each in version.points), version.body]
    url = reverse("knowledge:article", args=[code])
    return Source(code, version.title, "\n".join(filter(None, parts)), url)


def findings_of(text: str, case: Case) -> tuple[Finding, ...]:
    """What the wording check says to a text that the customer of a case may read."""
    return checked(text, unit=case.unit)
