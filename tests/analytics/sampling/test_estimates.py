# SPDX-License-Identifier: Apache-2.0
"""Design-based estimates: equal to R survey to all its digits, indifferent to the scale of the weights."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.sampling.designs import DesignMalformed, Lonely, SurveyDesign
from amends.analytics.sampling.estimates import Estimate, means, means_by, ratio, smooth, totals

from .conftest import Table

CLOSE = 1e-11


def stratified(schools: Table) -> SurveyDesign:
    return SurveyDesign(
        schools["pw"].astype(float), schools["stype"], populations=schools["fpc"].astype(float)
    )


def clustered(districts: Table, weights: str = "pw", margins: tuple[str, ...] = ()) -> SurveyDesign:
    """R's raked example states no finite population; its clustered one does."""
    return SurveyDesign(
        districts[weights].astype(float),
        clusters=districts["dnum"],
        populations=None if margins else districts["fpc"].astype(float),
        margins=tuple(districts[name] for name in margins),
        base_weights=districts["pw"].astype(float) if margins else None,
    )


def numbers(found: Estimate) -> list[float]:
    return [float(found.values[0]), float(found.errors[0]), float(found.design_effects[0])]


@pytest.mark.shared
def test_mean_and_total_when_stratified_equal_r(schools: Table, from_r: dict[str, Any]) -> None:
    design = stratified(schools)
    mean, total = (
        means(design, schools["api00"].astype(float)),
        totals(design, schools["enroll"].astype(float)),
    )
    assert numbers(mean) == pytest.approx(from_r["apistrat_mean_api00"], rel=CLOSE)
    assert numbers(total) == pytest.approx(from_r["apistrat_total_enroll"], rel=CLOSE)


@pytest.mark.shared
def test_mean_when_clustered_equals_r(districts: Table, from_r: dict[str, Any]) -> None:
    mean = means(clustered(districts), districts["api00"].astype(float))
    assert numbers(mean) == pytest.approx(from_r["apiclus1_mean_api00"], rel=CLOSE)
    assert mean.degrees_of_freedom == 14


@pytest.mark.shared
def test_share_and_its_interval_equal_r(schools: Table, from_r: dict[str, Any]) -> None:
    share = means(stratified(schools), (schools["comp.imp"] == "Yes").astype(float))
    assert numbers(share)[:2] == pytest.approx(from_r["apistrat_compimp_yes"], rel=CLOSE)
    assert share.interval()[0] == pytest.approx(from_r["svyciprop"]["mean"][1:], rel=CLOSE)


@pytest.mark.shared
def test_ratio_equals_r(schools: Table, from_r: dict[str, Any]) -> None:
    found = ratio(stratified(schools), schools["api00"].astype(float), schools["api99"].astype(float))
    assert numbers(found)[:2] == pytest.approx(from_r["ratio"], rel=1e-10)


@pytest.mark.shared
def test_groups_and_their_difference_equal_r(schools: Table, from_r: dict[str, Any]) -> None:
    design, api00 = stratified(schools), schools["api00"].astype(float)
    names, by_type = means_by(design, api00, schools["stype"])
    assert names == from_r["by_stype"]["stype"]
    assert by_type.values == pytest.approx(from_r["by_stype"]["mean"], rel=CLOSE)
    assert by_type.errors == pytest.approx(from_r["by_stype"]["se"], rel=CLOSE)
    apart = means_by(design, api00, schools["comp.imp"])[1].difference(0, 1)
    expected = from_r["ttest"]
    assert apart.values[0] == pytest.approx(expected["diff"], rel=CLOSE)
    assert apart.values[0] / apart.errors[0] == pytest.approx(expected["t"], rel=CLOSE)
    assert apart.degrees_of_freedom == expected["df"]


@pytest.mark.shared
def test_mean_when_one_group_is_the_domain_equals_that_of_all_groups(schools: Table) -> None:
    design, api00 = stratified(schools), schools["api00"].astype(float)
    whole = means_by(design, api00, schools["comp.imp"])[1]
    part = means(
        design, np.where(schools["comp.imp"] == "Yes", api00, np.nan), domain=schools["comp.imp"] == "Yes"
    )
    assert part.values[0] == pytest.approx(whole.values[1])
    assert part.errors[0] == pytest.approx(whole.errors[1])
    assert part.design_effects[0] == pytest.approx(whole.design_effects[1])


@pytest.mark.shared
def test_estimates_when_raked_equal_r(districts: Table, from_r: dict[str, Any]) -> None:
    design = clustered(districts, "raked", ("stype", "sch.wide"))
    mean, total = (
        means(design, districts["api00"].astype(float)),
        totals(design, districts["enroll"].astype(float)),
    )
    assert numbers(mean)[:2] == pytest.approx(from_r["rake_mean_api00"], rel=1e-10)
    assert numbers(total)[:2] == pytest.approx(from_r["rake_total_enroll"], rel=1e-10)


@pytest.mark.shared
def test_mean_when_post_stratified_equals_r(districts: Table, from_r: dict[str, Any]) -> None:
    mean = means(clustered(districts, "poststrat", ("stype",)), districts["api00"].astype(float))
    assert numbers(mean)[:2] == pytest.approx(from_r["poststrat_mean"], rel=CLOSE)


@settings(max_examples=30)
@given(st.floats(1e-6, 1e6), st.integers(0, 1000))
def test_means_when_weights_are_scaled_are_the_same(factor: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights, values = rng.uniform(1, 5, 30), rng.normal(70, 10, (30, 2))
    strata = rng.permutation(np.repeat(["a", "b", "c"], 10))
    one, other = (means(SurveyDesign(weights * scale, strata), values) for scale in (1, factor))
    assert other.values == pytest.approx(one.values, rel=1e-9)
    assert other.errors == pytest.approx(one.errors, rel=1e-9)


def test_mean_when_plain_is_the_textbook_one() -> None:
    values = np.array([1.0, 4, 2, 8, 5])
    found = means(SurveyDesign(np.ones(5), populations=np.full(5, 20.0)), values)
    assert found.errors[0] == pytest.approx(values.std(ddof=1) / 5**0.5 * (1 - 5 / 20) ** 0.5)


def test_error_when_everybody_was_asked_is_nothing() -> None:
    found = means(SurveyDesign(np.ones(4), populations=np.full(4, 4.0)), np.arange(4.0))
    assert found.errors[0] == 0


def test_clusters_when_labels_repeat_across_strata_are_different_ones() -> None:
    design = SurveyDesign(np.ones(8), np.repeat(["n", "s"], 4), np.tile(["1", "1", "2", "2"], 2))
    assert (len(design.cluster_strata), design.degrees_of_freedom) == (4, 2)


def test_lonely_cluster_when_rule_says_so_is_refused_centred_or_certain() -> None:
    weights, strata = np.ones(5), np.array(["a", "a", "a", "a", "b"])
    with pytest.raises(DesignMalformed, match="合并"):
        SurveyDesign(weights, strata)
    values = np.array([1.0, 2, 3, 4, 100])
    errors = {
        rule: means(SurveyDesign(weights, strata, lonely=rule), values).errors[0]
        for rule in Lonely
        if rule != "refuse"
    }
    assert errors[Lonely.CENTRE] > errors[Lonely.CERTAIN] > 0


def test_smooth_function_when_linear_has_the_error_of_the_difference() -> None:
    rng = np.random.default_rng(5)
    found = means(SurveyDesign(np.ones(50)), rng.normal(70, 9, (50, 2)))
    value, error = smooth(lambda both: float(both[1] - both[0]), found)
    assert value == pytest.approx(found.difference(0, 1).values[0])
    assert error == pytest.approx(found.difference(0, 1).errors[0], rel=1e-7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": np.array([1.0, -1.0])},
        {"weights": np.zeros(2)},
        {"weights": np.ones(2), "strata": np.array(["a"])},
        {"weights": np.ones(2), "populations": np.array([1.0, 1.0])},
        {"weights": np.ones(2), "populations": np.array([5.0, 6.0])},
        {"weights": np.ones(2), "margins": (np.array(["a", "b"]),)},
    ],
)
def test_design_when_malformed_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DesignMalformed):
        SurveyDesign(**wrong)


def test_estimates_when_there_is_nothing_to_estimate_are_refused() -> None:
    design = SurveyDesign(np.ones(3))
    with pytest.raises(DesignMalformed, match="缺失"):
        means(design, np.array([1.0, np.nan, 2]))
    with pytest.raises(DesignMalformed, match="没有任何"):
        means(design, np.ones(3), domain=np.zeros(3, dtype=bool))
    with pytest.raises(DesignMalformed, match="分母"):
        ratio(design, np.ones(3), np.zeros(3))
    with pytest.raises(DesignMalformed, match="行数"):
        totals(design, np.ones(4))
