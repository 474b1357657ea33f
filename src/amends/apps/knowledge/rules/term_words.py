# SPDX-License-Identifier: Apache-2.0
"""Where a text says a concept by a word that is not used any more, and the text with the word that is."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from amends.analytics.language.jargon import Found, jargon
from amends.analytics.language.jargon import Term as Avoided


class Concept(Protocol):
    """What is asked of a term here."""

    @property
    def code(self) -> str: ...
    @property
    def term(self) -> str: ...
    @property
    def variants(self) -> tuple[str, ...]: ...
    @property
    def plain(self) -> str: ...
    @property
    def fine(self) -> tuple[str, ...]: ...


def avoided(terms: Iterable[Concept]) -> tuple[Avoided, ...]:
    """The terms as the method of jargon takes them."""
    return tuple(
        Avoided(
            code=each.code,
            plainer=each.term,
            why=each.plain,
            severity="wording",
            said=each.variants,
            fine=each.fine,
        )
        for each in terms
    )


def variants_in(text: str, terms: Iterable[Concept]) -> tuple[Found, ...]:
    """Every variant that stands in a text, in its order, with the term to say in its place."""
    return jargon(text, avoided(terms))


def replaced(text: str, found: Sequence[Found]) -> str:
    """The text with each variant replaced by its term; `found` is of this very text."""
    for each in sorted(found, key=lambda one: one.start, reverse=True):
        text = text[: each.start] + each.plainer + text[each.end :]
    return text
