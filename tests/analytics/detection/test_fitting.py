# SPDX-License-Identifier: Apache-2.0
"""A fit is honest about what it reports, and refuses what cannot be learnt."""

import json
from dataclasses import replace

import numpy as np
import pytest

from amends.analytics.detection import CannotLearn, Detection, DetectorSpec, UnequalColumns, fit_detector
from amends.analytics.detection.folds import same_rows, stratified_folds
from amends.analytics.detection.validation import Trial, simplest_good
from tests.analytics.detection.conftest import QUICK, customers


def _fit(columns, truth, **kwargs) -> Detection:  # type: ignore[no-untyped-def]  # passes everything through
    return fit_detector(
        columns, truth, spec=kwargs.pop("spec", QUICK), rng=np.random.default_rng(3), **kwargs
    )


def test_report_holds_every_promise_and_no_accuracy(fitted: Detection) -> None:
    report = json.loads(json.dumps(fitted.report.as_dict()))
    assert {
        "auc",
        "average_precision",
        "lift",
        "brier",
        "brier_null",
        "suspect_columns",
        "model",
    } <= report.keys()
    assert report["intervals"]["auc"][0] < report["auc"] < report["intervals"]["auc"][1]
    assert report["brier"] < report["brier_null"]
    assert "accuracy" not in json.dumps(report)


def test_cross_validated_auc_agrees_with_new_customers(fitted: Detection) -> None:
    from amends.analytics.detection.measures import area_under_curve

    columns, truth = customers(4000, seed=77)
    fresh = area_under_curve(fitted.detector.probability(columns), truth)
    assert fitted.report.overall.auc.low < fresh < fitted.report.overall.auc.high


def test_probabilities_are_calibrated_on_new_customers(fitted: Detection) -> None:
    columns, truth = customers(6000, seed=78)
    probability = fitted.detector.probability(columns)
    for part in np.array_split(np.argsort(probability), 5):
        assert probability[part].mean() == pytest.approx(truth[part].mean(), abs=0.06)


def test_noise_alone_has_an_auc_of_chance() -> None:
    rng = np.random.default_rng(12)
    columns = {f"x{i}": rng.normal(size=900) for i in range(6)}
    report = _fit(columns, rng.random(900) < 0.2).report
    assert report.overall.auc.value == pytest.approx(0.5, abs=0.07)
    assert report.overall.brier_skill.value < 0.02


def test_groups_with_too_few_rows_are_listed_and_not_judged(fitted: Detection) -> None:
    groups = {g.level: g for g in fitted.report.groups}
    assert groups["畅享"].performance is not None
    assert groups["（空白）"].performance is None
    assert sum(g.count for g in groups.values()) == 1200


def test_selected_share_follows_the_group_that_suffers_more(fitted: Detection) -> None:
    share = {g.level: g.selected_share for g in fitted.report.groups}
    assert share["神州行"] > share["畅享"]


def test_the_same_input_gives_the_same_detector() -> None:
    columns, truth = customers(600)
    assert _fit(columns, truth).detector.as_dict() == _fit(columns, truth).detector.as_dict()


def test_trap_is_not_among_the_features() -> None:
    columns, truth = customers(900)
    rng = np.random.default_rng(1)
    trap = np.where(rng.random(900) < np.where(truth, 0.9, 0.3), rng.random(900), np.nan)
    found = _fit({**columns, "trap": trap}, truth)
    assert "trap" not in found.detector.features
    kept = _fit({**columns, "trap": trap}, truth, spec=replace(QUICK, insist=frozenset({"trap"})))
    assert "trap" in kept.detector.features
    assert kept.report.overall.auc.value > found.report.overall.auc.value


def test_duplicate_rows_share_a_fold_and_are_reported() -> None:
    columns, truth = customers(600)
    rows = np.append(np.arange(600), np.arange(150))
    doubled = {n: v[rows] for n, v in columns.items()}
    units = same_rows(doubled)
    fold = stratified_folds(truth[rows], units, 5, np.random.default_rng(1))
    assert (fold[600:] == fold[:150]).all()
    assert any("行与另一行的特征完全相同" in w for w in _fit(doubled, truth[rows]).report.warnings)


def test_folds_are_of_one_size_and_stratified() -> None:
    columns, truth = customers(1000)
    fold = stratified_folds(truth, same_rows(columns), 5, np.random.default_rng(1))
    assert np.ptp(np.bincount(fold)) <= 2
    assert np.ptp(np.bincount(fold[truth])) <= 2


def test_a_file_ordered_by_the_answer_is_reported() -> None:
    columns, truth = customers(600)
    order = np.argsort(truth, kind="stable")
    report = _fit({n: v[order] for n, v in columns.items()}, truth[order]).report
    assert any("行序" in w for w in report.warnings)
    assert report.overall.auc.value < 0.9


def test_the_simpler_model_wins_within_one_standard_error() -> None:
    def trial(name: str, scores: list[float]) -> Trial:
        return Trial(name, (name,), np.zeros((1, 1)), np.array(scores))

    simple, close = trial("simple", [0.70, 0.71, 0.69, 0.70]), trial("close", [0.71, 0.70, 0.70, 0.70])
    better = trial("better", [0.75, 0.76, 0.74, 0.75])
    assert simplest_good((simple, close)) is simple
    assert simplest_good((simple, better)) is better


@pytest.mark.parametrize("hits", [0, 600])
def test_one_class_is_refused(hits: int) -> None:
    columns, _ = customers(600)
    with pytest.raises(CannotLearn, match="只有一类"):
        _fit(columns, np.arange(600) < hits)


def test_too_few_rows_are_refused_with_the_numbers() -> None:
    columns, truth = customers(150)
    with pytest.raises(CannotLearn, match="只有 150 行"):
        _fit(columns, truth)


def test_columns_of_different_lengths_are_refused() -> None:
    columns, truth = customers(600)
    with pytest.raises(UnequalColumns, match="short"):
        _fit({**columns, "short": np.zeros(5)}, truth)


def test_labels_of_another_length_are_refused() -> None:
    columns, truth = customers(600)
    with pytest.raises(CannotLearn, match="599"):
        _fit(columns, truth[1:])


def test_nothing_left_to_learn_from_is_refused() -> None:
    _, truth = customers(600)
    with pytest.raises(CannotLearn, match="没有可用的列"):
        _fit({"same": np.ones(600)}, truth)


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="capacity_share"):
        DetectorSpec(capacity_share=1.0)
    with pytest.raises(ValueError, match="leaves"):
        DetectorSpec(leaves=10)
