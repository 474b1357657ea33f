# SPDX-License-Identifier: Apache-2.0
"""Words of ours alone, wherever they stand: what `checking` knows of terms, without whose words they are."""

from dataclasses import dataclass
from functools import lru_cache

from amends.analytics.language.checking.words import Term, Words, hits, unified_terms, words_of

__all__ = ["Found", "Term", "jargon", "unified_terms"]


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: `text[start:end]` is `said`; the term's code, better wording, reason and severity."""

    start: int
    end: int
    said: str
    code: str
    plainer: str
    why: str
    severity: str


def jargon(text: str, terms: tuple[Term, ...]) -> tuple[Found, ...]:
    """Every hit in the order of the text; of words that overlap the longest counts, case and width of no account."""
    return tuple(
        Found(start, end, text[start:end], term.code, term.plainer, term.why, term.severity)
        for start, end, term in hits(text, _compiled(terms))
    )


@lru_cache(maxsize=16)
def _compiled(terms: tuple[Term, ...]) -> Words:
    return words_of(terms)
