# SPDX-License-Identifier: Apache-2.0
"""Terms: words of ours that a customer may not know or that every channel says differently, and the agreed word."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from amends.analytics.language.checking.sentences import LETTER, narrow


@dataclass(frozen=True, slots=True)
class Term:
    """A wording to avoid: the words of it (`said`), the better wording, and why.

    `fine` are wordings that hold one of the words and are right: `服务密码` where `密码` alone is not.
    """

    code: str
    plainer: str
    why: str
    severity: str
    said: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all terms in one pattern, the longest first; `None` owns the wordings that are fine."""

    pattern: re.Pattern[str]
    owner: Mapping[str, Term | None] = field(default_factory=dict)


def unified_terms(rows: Iterable[Mapping[str, str]]) -> tuple[Term, ...]:
    """Terms of a pack's `unified_wording`: every variant is to be replaced by the unified term."""
    return tuple(
        Term(
            code=row["code"],
            plainer=row["unified_term_zh"],
            why=row["plain_explanation_zh"],
            severity="wording",
            said=tuple(v for v in row["variants_zh"].split(";") if v and v != row["unified_term_zh"]),
            fine=(row["unified_term_zh"],),
        )
        for row in rows
    )


def words_of(terms: Sequence[Term]) -> Words:
    """The pattern of all words; Latin words only where they stand alone: `SLA`, but not in `slate`."""
    owner: dict[str, Term | None] = {}
    for term in terms:
        for word in filter(LETTER.search, term.said):
            owner.setdefault(narrow(word).lower(), term)
    for term in terms:
        owner |= {narrow(word).lower(): None for word in filter(LETTER.search, term.fine)}
    longest_first = sorted(owner, key=len, reverse=True)
    each = [rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w[0].isascii() else re.escape(w) for w in longest_first]
    return Words(re.compile("|".join(each) or r"(?!)", re.IGNORECASE), owner)


def hits(text: str, words: Words, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, Term]]:
    """Where a word of a term stands between `start` and `end` of a text; of those that overlap the longest."""
    for match in words.pattern.finditer(narrow(text[start:end])):
        term = words.owner[match[0].lower()]
        if term is not None:
            yield start + match.start(), start + match.end(), term
