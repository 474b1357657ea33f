# SPDX-License-Identifier: Apache-2.0
"""Which grams count, how much each does, and texts as rows of a sparse matrix."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from amends.analytics.language.classifying.grams import BUCKETS, Grams, grams

BLOCK = 256  # texts at a time: what they need stays in the cache
HEAD_TIMES = 3  # how often an occurrence at the head counts
_ABSENT = -1


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Texts by column: how often each column occurs in each text, as the parts of a CSR matrix."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    times: NDArray[np.float32]
    width: int

    def rows(self, wanted: NDArray[np.int64]) -> "Occurrences":
        """Those texts alone, in that order."""
        kept = self.matrix()[wanted]
        return Occurrences(kept.indptr.astype(np.int64), kept.indices, kept.data, self.width)

    def matrix(self) -> Any:
        """The counts as a scipy CSR matrix."""
        shape = (self.starts.shape[0] - 1, self.width)
        return csr_matrix((self.times, self.columns, self.starts), shape=shape)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Buckets that count (uint32[f], ascending) and their weights (float32[f]); `words`: whether words are read."""

    buckets: NDArray[np.uint32]
    weights: NDArray[np.float32]
    words: bool
    _column: NDArray[np.int32] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        column = np.full(BUCKETS, _ABSENT, dtype=np.int32)
        column[self.buckets] = np.arange(self.buckets.shape[0], dtype=np.int32)
        object.__setattr__(self, "_column", column)

    @classmethod
    def learnt(cls, seen: Occurrences, *, words: bool, fewest: int, most: int) -> Self:
        """Of what occurs over all buckets: what stands in `fewest` texts or more, at most `most` of the commonest.

        The weight is ln((1 + texts) / (1 + texts that have it)) + 1.
        """
        texts = seen.starts.shape[0] - 1
        spread = np.bincount(seen.columns, minlength=BUCKETS)
        kept = np.flatnonzero(spread >= fewest)
        if kept.shape[0] > most:
            kept = np.sort(kept[np.argsort(-spread[kept], kind="stable")[:most]])
        weights = np.log((1 + texts) / (1 + spread[kept])) + 1
        return cls(kept.astype(np.uint32), weights.astype(np.float32), words)

    def weighed(self, seen: Occurrences) -> Any:
        """CSR float32[n, f] of texts counted over all buckets: (1 + ln times) · weight, each row of length one."""
        columns = self._column[seen.columns]
        known = columns >= 0
        before = np.concatenate([[0], np.cumsum(known)])
        starts = before[seen.starts]
        return self._matrix(starts, columns[known], seen.times[known])

    def matrix(self, texts: Sequence[str]) -> Any:
        """CSR float32[n, f] of texts, as `weighed` but without ever seeing grams that do not count."""
        found = _counted(texts, self._column, self.buckets.shape[0], words=self.words)
        return self._matrix(found.starts, found.columns, found.times)

    def _matrix(
        self, starts: NDArray[np.int64], columns: NDArray[np.int32], times: NDArray[np.float32]
    ) -> Any:
        values = (1 + np.log(times)) * self.weights[columns]
        texts = np.repeat(np.arange(starts.shape[0] - 1), np.diff(starts))
        squares = np.bincount(texts, weights=values * values, minlength=starts.shape[0] - 1)
        length = np.sqrt(np.where(squares > 0, squares, 1.0)).astype(np.float32)
        shape = (starts.shape[0] - 1, self.buckets.shape[0])
        return csr_matrix((values / length[texts], columns, starts), shape=shape)


def occurrences(texts: Sequence[str], *, words: bool) -> Occurrences:
    """Every gram of texts over all buckets."""
    parts = [_counted(block, None, BUCKETS, words=words) for block in blocks(texts)]
    ends = np.cumsum([0, *(part.starts[-1] for part in parts)])
    starts = [part.starts[:-1] + end for part, end in zip(parts, ends, strict=False)]
    return Occurrences(
        np.concatenate([*starts, ends[-1:]]).astype(np.int64),
        np.concatenate([part.columns for part in parts]),
        np.concatenate([part.times for part in parts]),
        BUCKETS,
    )


def blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts, some hundred at a time."""
    for start in range(0, len(texts), BLOCK):
        yield texts[start : start + BLOCK]


def _counted(
    texts: Sequence[str], column: NDArray[np.int32] | None, width: int, *, words: bool
) -> Occurrences:
    """Sorts «text, column, whether in the head» as one number each, and counts runs of the same."""
    whole: Any = np.int32 if 2 * len(texts) * width < 1 << 31 else np.int64
    keys = np.concatenate([_keys(g, column, width, whole) for g in grams(texts, words=words)])
    keys.sort()
    heads = np.concatenate([[0], np.cumsum(keys & 1, dtype=np.int32)])
    keys >>= 1
    changes = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    ends = np.concatenate([[0], changes, [keys.size]]) if keys.size else np.zeros(1, dtype=np.int64)
    times = np.diff(ends) + (HEAD_TIMES - 1) * np.diff(heads[ends])
    found = keys[ends[:-1]]
    starts: NDArray[Any] = np.searchsorted(found, np.arange(len(texts) + 1).astype(whole) * whole(width))
    return Occurrences(
        starts.astype(np.int64), (found % width).astype(np.int32), times.astype(np.float32), width
    )


def _keys(each: Grams, column: NDArray[np.int32] | None, width: int, whole: Any) -> NDArray[Any]:
    if column is None:
        text, columns, head = each.text, each.bucket.astype(whole), each.head
    else:
        columns = column[each.bucket]
        known = np.flatnonzero(columns >= 0)
        text, columns, head = each.text[known], columns[known].astype(whole), each.head[known]
    keys = text.astype(whole) * whole(width) + columns
    keys <<= 1
    keys |= head
    return np.asarray(keys)
