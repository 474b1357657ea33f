# SPDX-License-Identifier: Apache-2.0
"""Where words still stand that are not used any more: in scripts, wordings, articles and what the areas above show."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from amends.apps.core.models import Unit
from amends.apps.core.rules.sayings import Shown
from amends.apps.knowledge.queries.articles import articles_in_force
from amends.apps.knowledge.queries.scripts import scripts_in_force
from amends.apps.knowledge.queries.terms import TermInForce, terms_in_force
from amends.apps.knowledge.queries.wordings import wordings_in_force
from amends.apps.knowledge.rules.term_words import variants_in

MOST = 200
ARTICLES = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A text that says a concept by words that are not used any more."""

    shown: Shown
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mixed:
    """One concept that is said by several words: what each channel says, the unified term among them or not."""

    term: TermInForce
    words: Sequence[tuple[str, Sequence[str]]]


def everything_shown(unit: Unit, at: datetime, words: Sequence[str] = ()) -> Iterator[Shown]:
    """Every text that customers of a unit read or hear: scripts, wordings, the newest articles, and what `AMENDS_SHOWN`
    names. Where there are very many, those that hold one of `words` suffice. Four queries and those of the others."""
    yield from _own(unit)
    yield from _articles(unit, at)
    for name in settings.AMENDS_SHOWN:
        yield from import_string(name)(unit, words)


def standing(term: TermInForce, unit: Unit, at: datetime) -> list[Standing]:
    """Where the variants of a term still stand in a unit, at most `MOST`."""
    found: list[Standing] = []
    for each in everything_shown(unit, at, term.variants):
        said = tuple(dict.fromkeys(hit.said for hit in variants_in(each.text, (term,))))
        if said:
            found.append(Standing(each, said))
        if len(found) == MOST:
            break
    return found


def mixed(unit: Unit, at: datetime) -> list[Mixed]:
    """The concepts that are said by more than one word in what a unit shows, by channel."""
    terms = {each.code: each for each in terms_in_force(unit)}
    said: dict[str, dict[str, set[str]]] = {}
    for each in everything_shown(unit, at, [word for term in terms.values() for word in term.variants]):
        for code, word in _said(each.text, terms.values()):
            said.setdefault(code, {}).setdefault(each.channel, set()).add(word)
    return [
        Mixed(terms[code], [(channel, sorted(words)) for channel, words in sorted(by_channel.items())])
        for code, by_channel in said.items()
        if len(set().union(*by_channel.values())) > 1
    ]


def _said(text: str, terms: Iterable[TermInForce]) -> Iterator[tuple[str, str]]:
    """Which concepts a text says, each with the word."""
    concepts = tuple(terms)
    for found in variants_in(text, concepts):
        yield found.code, found.said
    for each in concepts:
        if each.term in text:
            yield each.code, each.term


def _own(unit: Unit) -> Iterator[Shown]:
    for script in scripts_in_force(unit):
        row = script.script
        words = "\n".join([*row.parts.values(), *row.key_messages])
        url = reverse("knowledge:script", args=[row.pk])
        yield Shown("script", _("话术"), row.name, row.channel, words, url, str(row.pk))
    for each in wordings_in_force(unit).values():
        url = reverse("knowledge:wording", args=[each.key])
        at = f"{each.key}|{each.channel}|{each.language}"
        yield Shown("wording", _("口径"), each.title, each.channel, each.text, url, at)


def _articles(unit: Unit, at: datetime) -> Iterator[Shown]:
    """The newest articles in force, each channel's words apart where it has its own."""
    for version in articles_in_force(unit, at)[:ARTICLES]:
        url = reverse("knowledge:article", args=[version.article.code])
        words = "\n".join([version.title, version.short, version.body])
        yield Shown("article", _("知识"), version.title, "", words, url, version.article.code)
        for channel, text in version.says.items():
            yield Shown("article", _("知识"), version.title, channel, text, url, version.article.code)
