# SPDX-License-Identifier: Apache-2.0
"""Weighed grams against the same by hand."""

import numpy as np

from amends.analytics.language.classifying.vocabulary import BLOCK, HEAD_TIMES, Vocabulary, occurrences

TEXTS = ["物业收费", "物业停车", "停车收费收费", "x"]


def _learnt(texts: list[str], fewest: int = 1, most: int = 10_000) -> Vocabulary:
    return Vocabulary.learnt(occurrences(texts, words=False), words=False, fewest=fewest, most=most)


def test_a_row_weighs_what_the_formula_says() -> None:
    texts = ["甲乙", "乙"]
    found = np.sort(_learnt(texts).matrix(texts)[0].toarray()[0])
    rare, common = np.log(3 / 2) + 1, np.log(3 / 3) + 1
    expected = (1 + np.log(HEAD_TIMES)) * np.array([common, rare, rare])
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), rtol=1e-6)


def test_counting_first_or_reading_again_gives_the_same_rows() -> None:
    texts = TEXTS * (BLOCK // 3)
    seen = occurrences(texts, words=False)
    vocabulary = Vocabulary.learnt(seen, words=False, fewest=2, most=10_000)
    again = vocabulary.matrix(texts)
    np.testing.assert_allclose(vocabulary.weighed(seen).toarray(), again.toarray(), rtol=1e-6)


def test_rare_grams_are_left_out_and_the_commonest_kept() -> None:
    letters, pairs = set("物业收费停车"), {"物业", "收费", "停车"}
    assert _learnt(TEXTS, fewest=2).buckets.size == len(letters) + len(pairs)
    assert _learnt(TEXTS, most=3).buckets.size == 3


def test_rows_can_be_taken_in_any_order() -> None:
    seen = occurrences(TEXTS, words=False)
    np.testing.assert_array_equal(
        seen.rows(np.array([2, 0])).matrix().toarray(), seen.matrix()[[2, 0]].toarray()
    )


def test_a_text_without_known_grams_is_an_empty_row() -> None:
    assert _learnt(TEXTS).matrix(["鑫鑫", ""]).nnz == 0
