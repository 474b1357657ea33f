# SPDX-License-Identifier: Apache-2.0
"""A fit from texts to predictions and a report."""

from dataclasses import replace

import numpy as np
import pytest

from amends.analytics.language.classifying import Classification, fit_classifier
from amends.analytics.language.classifying.linear import fit_plain, fit_ratios
from amends.analytics.language.classifying.validation import PLAIN, candidates

from .conftest import SPEC, Corpus, made


def test_new_texts_are_classified_and_sure_ones_right(fitted: Classification) -> None:
    texts, labels = made(2, 400)
    found = fitted.classifier.predict(texts)
    right = np.array([found.name(i) == label for i, label in enumerate(labels)])
    assert right.mean() > 0.9
    assert found.sure.mean() > 0.3
    assert right[found.sure].mean() > 0.95


def test_the_report_says_what_new_texts_show(fitted: Classification) -> None:
    report = fitted.report
    texts, labels = made(3, 1_000)
    found = fitted.classifier.predict(texts)
    right = np.mean([found.name(i) == label for i, label in enumerate(labels)])
    low, high = report.accuracy_interval
    assert low - 0.02 < right < high + 0.02
    assert report.macro_f1_interval[0] < report.macro_f1 < report.macro_f1_interval[1]
    assert report.calibration_error < 0.1
    assert sum(c.rows for c in report.classes) == report.texts == 300


def test_labels_without_meaning_are_not_learnt(corpus: Corpus) -> None:
    shuffled = list(np.random.default_rng(4).permutation(corpus[1]))
    report = fit_classifier(corpus[0], shuffled, spec=SPEC, rng=np.random.default_rng(1)).report
    assert report.accuracy < 0.45
    assert report.sure.threshold is None
    assert report.sure.share == 0


def test_an_empty_text_is_neither_predicted_nor_sure(fitted: Classification) -> None:
    found = fitted.classifier.predict(["信号掉话", "", "　 "])
    assert [found.name(i) for i in range(3)] == ["网络", "", ""]
    assert np.isnan(found.probability).tolist() == [False, True, True]
    assert not found.sure[1:].any()


def test_a_text_of_unknown_letters_is_predicted_but_not_sure(fitted: Classification) -> None:
    found = fitted.classifier.predict(["鑫淼焱"])
    assert found.name(0)
    assert not found.sure[0]


def test_predictions_do_not_depend_on_their_neighbours(fitted: Classification) -> None:
    texts, _ = made(5, 300)
    together = fitted.classifier.predict(texts)
    alone = fitted.classifier.predict(texts[299:])
    assert together.probability[299] == pytest.approx(alone.probability[0], rel=1e-6)


def test_no_texts_give_no_predictions(fitted: Classification) -> None:
    assert fitted.classifier.predict([]).number.size == 0


def test_personal_numbers_are_not_learnt() -> None:
    texts, labels = made(6, 120)
    mine = {"资费": "13800001215", "网络": "13911112222", "服务": "13733334444"}
    told = [f"{t}，电话{mine[c]}" for t, c in zip(texts, labels, strict=True)]
    fitted = fit_classifier(told, labels, spec=SPEC, rng=np.random.default_rng(1)).classifier
    same = fitted.predict(["请回电13800001215", "请回电138****1215"])
    assert same.probability[0] == same.probability[1]


def test_segmented_texts_are_read_by_words_too() -> None:
    assert fit_classifier(*made(1, 120, spaced=True), spec=SPEC, rng=np.random.default_rng(1)).report.words


def test_with_many_classes_only_the_plain_model_is_tried() -> None:
    assert candidates(100, SPEC) == (PLAIN,)


def test_both_views_rank_the_planted_classes(fitted: Classification, corpus: Corpus) -> None:
    labels = np.array([fitted.classifier.classes.index(c) for c in corpus[1]])
    matrix = fitted.classifier.vocabulary.matrix(corpus[0])
    plain, ratios = fit_plain(matrix, labels, SPEC), fit_ratios(matrix, labels, SPEC)
    for view in (plain, ratios):
        assert (view.scores(matrix).argmax(axis=1) == labels).mean() > 0.95
    both = plain.plus(ratios).scores(matrix)
    np.testing.assert_allclose(both, plain.scores(matrix) + ratios.scores(matrix), atol=1e-4)


def test_a_lower_precision_makes_more_texts_sure(corpus: Corpus) -> None:
    def share(precision: float) -> float:
        spec = replace(SPEC, precision=precision)
        return fit_classifier(*corpus, spec=spec, rng=np.random.default_rng(7)).report.sure.share

    assert share(0.8) > share(0.97)
