# SPDX-License-Identifier: Apache-2.0
"""Words that no customer should have to read, where they stand in a text, and what to say instead."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """A wording to avoid: words (`said`) or patterns (`patterns`, Python re), the better wording, and why.

    `fine` are wordings that hold one of the words and are right: `服务密码` where `密码` alone is not. `severity` is
    the pack's: high, medium or low for forbidden phrases, `wording` where one term is used across channels.
    """

    code: str
    plainer: str
    why: str
    severity: str
    said: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()


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
    words, patterns = _compiled(terms)
    plain = text.translate(_NARROW)
    found = []
    for match in words.pattern.finditer(plain):
        term = words.owner[match[0].lower()]
        if term is not None:
            found.append(_found(match, text, term))
    for pattern, term in patterns:
        found += [_found(match, text, term) for match in pattern.finditer(plain) if match[0]]
    return tuple(sorted(found, key=lambda f: (f.start, -f.end, f.code)))


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


def forbidden_terms(phrases: Iterable[Mapping[str, Any]]) -> tuple[Term, ...]:
    """Terms of a pack's `forbidden_phrases` (its list `phrases`)."""
    return tuple(
        Term(
            code=str(phrase["id"]),
            plainer=str(phrase["better_zh"]),
            why=str(phrase["why_zh"]),
            severity=str(phrase["severity"]),
            patterns=(str(phrase["pattern"]),),
        )
        for phrase in phrases
    )


def _found(match: re.Match[str], text: str, term: Term) -> Found:
    start, end = match.span()
    return Found(start, end, text[start:end], term.code, term.plainer, term.why, term.severity)


_NARROW = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0x21 + i).isalnum()}  # ＳＬＡ, but not ，


@dataclass(frozen=True, slots=True)
class _Words:
    """All words in one alternation, the longest first; None owns the wordings that are fine."""

    pattern: re.Pattern[str]
    owner: Mapping[str, Term | None]


@lru_cache(maxsize=8)
def _compiled(terms: tuple[Term, ...]) -> tuple[_Words, tuple[tuple[re.Pattern[str], Term], ...]]:
    owner: dict[str, Term | None] = {}
    for term in terms:
        for word in term.said:
            owner.setdefault(word.translate(_NARROW).lower(), term)
    for term in terms:
        owner |= {word.translate(_NARROW).lower(): None for word in term.fine}
    longest_first = sorted(owner, key=len, reverse=True)
    patterns = tuple((re.compile(p), term) for term in terms for p in term.patterns)
    return _Words(_any_of(longest_first), owner), patterns


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Latin words only where they stand alone: `SLA`, but not in `slate`."""
    each = [rf"(?<![A-Za-z]){re.escape(w)}(?![A-Za-z])" if w[0].isascii() else re.escape(w) for w in words]
    return re.compile("|".join(each) or r"(?!)", re.IGNORECASE)
