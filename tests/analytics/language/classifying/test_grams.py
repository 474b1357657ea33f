# SPDX-License-Identifier: Apache-2.0
"""Hashed grams against plain ones: the same grams share a bucket, no gram reaches into the next text."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.language.classifying.grams import HEAD_LETTERS, HEAD_WORDS, Grams, grams
from amends.analytics.language.normal import folded

TEXTS = st.lists(st.text(alphabet="投诉物业a1 　Ｂ，", max_size=12), min_size=1, max_size=5)


def _plain(texts: list[str], *, words: bool) -> list[list[tuple[int, tuple[str, ...]]]]:
    """Letters, pairs of letters, words, pairs of words: (text, gram) in order."""
    letters = [list(folded(t).replace(" ", "")) for t in texts]
    kinds = [letters] + ([[folded(t).split() for t in texts]] if words else [])
    made = []
    for units in kinds:
        for size in (1, 2):
            made.append(
                [(i, tuple(u[j : j + size])) for i, u in enumerate(units) for j in range(len(u) - size + 1)]
            )
    return made


@given(TEXTS)
def test_hashed_grams_are_the_plain_ones(texts: list[str]) -> None:
    hashed, plain = list(grams(texts, words=True)), _plain(texts, words=True)
    seen: dict[tuple[int, tuple[str, ...]], int] = {}
    for kind, (found, expected) in enumerate(zip(hashed, plain, strict=False)):
        assert found.text.tolist() == [i for i, _ in expected]
        for bucket, (_, gram) in zip(found.bucket.tolist(), expected, strict=True):
            assert seen.setdefault((kind, gram), bucket) == bucket
    assert len(set(seen.values())) == len(seen)


def _heads(found: Grams) -> Counter[int]:
    return Counter(found.text[found.head].tolist())


def test_heads_are_marked_in_each_text() -> None:
    letters, _, words, _ = grams(["字" * 100, "短", "词 " * 50], words=True)
    assert _heads(letters) == {0: HEAD_LETTERS, 1: 1, 2: HEAD_LETTERS}
    assert _heads(words) == {0: 1, 1: 1, 2: HEAD_WORDS}


def test_letters_beyond_the_first_plane_and_lone_surrogates_are_taken() -> None:
    letters, pairs = grams(["𠀀𠀁", "\ud800"], words=False)
    assert len(set(letters.bucket.tolist())) == 3
    assert pairs.text.tolist() == [0]


def test_no_texts_give_no_grams() -> None:
    assert all(g.bucket.size == 0 for g in grams(["", " "], words=True))
    assert np.concatenate([g.bucket for g in grams([], words=False)]).size == 0
