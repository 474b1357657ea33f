# SPDX-License-Identifier: Apache-2.0
"""What an article must say, how it is searched, and what changed between two versions."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from amends.analytics.language.masking import mask
from amends.kernel.blocks import coded
from amends.kernel.grams import Phrase, bigrams, folded, phrases
from amends.kernel.identifiers import masked_number, normal_text

LONGEST_WORDS = 60
MOST_POINTS, LONGEST_POINT = 8, 80
_TITLE = "h"  # before the tokens of a title; no code of a word has it
_PERSONAL = re.compile(r"\d{7,}[Xx]?")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?\n*|\n+")


class Fault(StrEnum):
    """What is wrong with a text, by the field that it is about."""

    TITLE_MISSING = "title"
    MATERIAL_MISSING = "material"
    SHORT_MISSING = "short"
    BODY_MISSING = "body"
    POINTS_TOO_MANY = "points"
    LAST_BEFORE_START = "last_date"


@dataclass(frozen=True, slots=True)
class Answer:
    """An article in plain words: one sentence first, then the whole; `says` holds the wording of each channel, which a
    channel without one takes from the short answer. `last` is included; none is until further notice."""

    title: str
    short: str
    body: str
    starts: date
    last: date | None = None
    points: tuple[str, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: the same in both, only in the `old` or only in the `new` one; or a hit of a search."""

    text: str
    mark: str = ""


def fault_of(answer: Answer) -> Fault | None:
    """What an answer lacks, or `None`."""
    if not answer.title.strip():
        return Fault.TITLE_MISSING
    if not answer.short.strip():
        return Fault.SHORT_MISSING
    if not answer.body.strip():
        return Fault.BODY_MISSING
    if len(answer.points) > MOST_POINTS or any(len(each) > LONGEST_POINT for each in answer.points):
        return Fault.POINTS_TOO_MANY
    if answer.last is not None and answer.last < answer.starts:
        return Fault.LAST_BEFORE_START
    return None


def masked(text: str) -> str:
    """The text with what tells of a person masked, however it is written (138-1234-1215), and every other long number
    besides: knowledge is about no person. Never longer than the text."""
    return _PERSONAL.sub(lambda found: masked_number(found.group()), mask(text))


def fingerprint(*said: object) -> str:
    """Of texts, lists of them and days: the same for the same words only."""
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def points_of(text: str) -> tuple[str, ...]:
    """Key points as typed: one a line."""
    return tuple(line.strip().lstrip("-•· ") for line in text.splitlines() if line.strip())


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """What was left out of a text and what came in, by sentences, in the order of reading."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    return tuple(_changes(before, after))


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("".join(before[a:b]))
            continue
        if a < b:
            yield Piece("".join(before[a:b]), "old")
        if c < d:
            yield Piece("".join(after[c:d]), "new")


def document(parts: Iterable[str]) -> str:
    """Everything that an article says, as it is searched."""
    return folded("\n".join(part for part in parts if part))


def kept_tokens(title: str, text: str) -> list[str]:
    """The tokens of an article: those of its title once more, so that titles are found first."""
    return [*(_TITLE + coded(token) for token in bigrams(title)), *map(coded, bigrams(text))]


def asked(words: str) -> tuple[Phrase, ...]:
    """What somebody looks for."""
    return phrases(words[:LONGEST_WORDS])


def token_of(token: str, *, title: bool) -> str:
    """A token as the index has it."""
    return (_TITLE if title else "") + coded(token)


def highlighted(text: str, words: str, *, around: int | None = None) -> tuple[Piece, ...]:
    """The text in pieces, those that were looked for marked `hit`; with `around` only so many characters before the
    first and twice as many after it."""
    found = _spans(text, words)
    first, last = (0, len(text)) if around is None else _window(found, around, len(text))
    pieces = [Piece("…")] if first else []
    at = first
    for start, end in found:
        if start >= first and end <= last:
            pieces += [Piece(text[at:start]), Piece(text[start:end], "hit")]
            at = end
    pieces.append(Piece(text[at:last] + ("…" if last < len(text) else "")))
    return tuple(each for each in pieces if each.text)


def _spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text as it was written: it is compared with one width of every character."""
    pattern = _pattern(words)
    if pattern is None:
        return []
    widths = [_width(each) for each in text]
    origin = [at for at, each in enumerate(widths) for _character in each]
    matches = (match.span() for match in pattern.finditer("".join(widths)))
    return [(origin[start], origin[end - 1] + 1) for start, end in matches]


def _window(found: Sequence[tuple[int, int]], around: int, length: int) -> tuple[int, int]:
    start = found[0][0] if found else 0
    first = max(start - around, 0)
    return first, min(first + 3 * around, length)


@lru_cache(maxsize=4_096)
def _width(character: str) -> str:
    return normal_text(character) or " "


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str] | None:
    parts = [r"[\W_]*".join(map(re.escape, each.needle.split())) for each in asked(words)]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)), re.IGNORECASE) if parts else None
