# SPDX-License-Identifier: Apache-2.0
"""Runs of letters and words as hashed buckets, computed for many texts at once and without a loop over letters.

Letters are taken across spaces, so that a segmented text and its segments both count: `投诉 物业` has the pair 诉物.
What stands at the head of a text (its subject, mostly) is marked, for it says what the text is about.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint32]
Integers: TypeAlias = NDArray[Any]

BUCKET_BITS = 22
BUCKETS = 1 << BUCKET_BITS
HEAD_LETTERS, HEAD_WORDS = 20, 10
_SPACE = 32
_STEP = np.uint32(0x01000193)
_PLACES = 64
_POWERS = np.cumprod(np.full(_PLACES, 0x9E3779B1, dtype=np.uint32), dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Grams:
    """Occurrences of one kind of gram, in text order: bucket, number of the text, whether in its head."""

    bucket: Hashes
    text: NDArray[np.int32]
    head: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Units:
    """Letters or words of many texts in a row: a hash each, the text it belongs to, whether it is in the head."""

    hashes: Hashes
    text: NDArray[np.int32]
    head: NDArray[np.bool_]


def grams(texts: Sequence[str], *, words: bool) -> Iterator[Grams]:
    """Letters and pairs of letters of texts, folded here; where `words`, words and pairs of words too."""
    codes, text = _codes(texts)
    filled = codes != _SPACE
    yield from _ones_and_pairs(_letters(codes[filled], text[filled], len(texts)), kind=1)
    if words and filled.any():
        yield from _ones_and_pairs(_words(codes, text, filled, len(texts)), kind=3)


def _codes(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.int32]]:
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    plane = _folds()
    folded = np.where(codes < plane.shape[0], plane[codes & np.uint32(plane.shape[0] - 1)], codes)
    return folded, np.repeat(np.arange(len(texts), dtype=np.int32), lengths)


@cache
def _folds() -> Hashes:
    """What `folded` makes of each letter of the first plane, by table: a hundred times quicker than by string."""
    return np.array([_fold(chr(code)) for code in range(0x10000)], dtype=np.uint32)


def _fold(letter: str) -> int:
    plain = unicodedata.normalize("NFKC", letter).lower()
    return _SPACE if letter.isspace() or plain[0].isspace() else ord(plain[0])


def _letters(codes: Hashes, text: NDArray[np.int32], texts: int) -> _Units:
    return _Units(_mixed(codes), text, _head(text, texts, HEAD_LETTERS))


def _words(codes: Hashes, text: NDArray[np.int32], filled: NDArray[np.bool_], texts: int) -> _Units:
    """A hash a word: the sum of its letters' hashes, each multiplied according to its place."""
    starts = filled.copy()
    starts[1:] &= ~filled[:-1] | (text[1:] != text[:-1])
    first = np.flatnonzero(starts)
    letters = filled.nonzero()[0]
    number = np.cumsum(starts)[letters] - 1
    placed = _mixed(codes[letters]) * _POWERS[(letters - first[number]) % _PLACES]
    running = np.concatenate([[np.uint32(0)], np.cumsum(placed, dtype=np.uint32)])  # wraps around, and back
    summed = np.diff(running[np.append(np.searchsorted(letters, first), letters.size)])
    return _Units(_mixed(summed + np.uint32(1)), text[first], _head(text[first], texts, HEAD_WORDS))


def _head(text: NDArray[np.int32], texts: int, size: int) -> NDArray[np.bool_]:
    begins = np.searchsorted(text, np.arange(texts, dtype=np.int32))
    return np.arange(text.shape[0], dtype=np.int64) - begins[text] < size


def _ones_and_pairs(units: _Units, kind: int) -> Iterator[Grams]:
    yield Grams(_buckets(units.hashes + np.uint32(kind)), units.text, units.head)
    together = units.text[1:] == units.text[:-1]
    pairs = units.hashes[:-1] * _STEP + units.hashes[1:] + np.uint32(kind + 1)
    yield Grams(_buckets(pairs[together]), units.text[:-1][together], units.head[:-1][together])


def _buckets(hashes: Hashes) -> Hashes:
    return _mixed(hashes) >> np.uint32(32 - BUCKET_BITS)


def _mixed(hashes: Hashes) -> Hashes:
    """Every bit of the outcome depends on every bit given (the finaliser known as lowbias32)."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed *= np.uint32(0x7FEB352D)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x846CA68B)
    mixed ^= mixed >> np.uint32(16)
    return mixed
