# SPDX-License-Identifier: Apache-2.0
"""Intervals: equal to R survey and statsmodels, within their range, wider where the design costs answers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.sampling.designs import SurveyDesign
from amends.analytics.sampling.estimates import means
from amends.analytics.sampling.intervals import (
    CannotTell,
    Interval,
    nps_interval,
    share_interval,
    weighted_nps_interval,
    weighted_share_interval,
)

TINY = 1e-13


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("normal", Interval.WALD),
        ("wilson", Interval.WILSON),
        ("agresti_coull", Interval.AGRESTI_COULL),
        ("beta", Interval.BETA),
        ("jeffreys", Interval.JEFFREYS),
    ],
)
def test_share_when_checked_against_statsmodels(shared_dir: Path, name: str, method: Interval) -> None:
    golden = json.loads((shared_dir / "reference/results/survey_stats_golden.json").read_text())
    found = share_interval(430, 1000, method=method)
    assert [found.low, found.high] == pytest.approx(golden[f"topbox_430_1000_{name}"], abs=TINY)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("logit", Interval.LOGIT),
        ("asin", Interval.ARCSINE),
        ("beta", Interval.BETA),
        ("mean", Interval.WALD),
    ],
)
def test_weighted_share_equals_r(from_r: dict[str, Any], name: str, method: Interval) -> None:
    share, error = from_r["apistrat_compimp_yes"]
    found = weighted_share_interval(share, error, 200, 197, method=method)
    assert [found.low, found.high] == pytest.approx(from_r["svyciprop"][name][1:], abs=TINY)


def test_wilson_when_the_design_is_plain_is_the_plain_one() -> None:
    plain = share_interval(30, 100)
    design = weighted_share_interval(0.3, (0.3 * 0.7 / 100) ** 0.5, 100, 99)
    assert [design.low, design.high] == pytest.approx([plain.low, plain.high])


def test_wilson_when_clusters_are_few_is_wider() -> None:
    few, many = (weighted_share_interval(0.3, 0.05, 400, freedom) for freedom in (5, 399))
    assert few.high - few.low > 1.2 * (many.high - many.low)
    assert few.size < many.size == pytest.approx(84)


def test_share_when_nobody_says_yes_still_has_a_width() -> None:
    for method in Interval:
        found = share_interval(0, 20, method=method)
        assert found.low == 0
        assert 0.08 < found.high < 0.25
    weighted = weighted_share_interval(0, 0, 20, 19, design_effect=2)
    assert weighted.size == 10
    assert weighted.high == pytest.approx(share_interval(0, 10).high)


@pytest.mark.parametrize("method", list(Interval))
@settings(max_examples=12)
@given(hits=st.integers(0, 500), more=st.integers(1, 500))
def test_share_when_any_lies_in_its_interval(method: Interval, hits: int, more: int) -> None:
    found, mirrored = (share_interval(count, hits + more, method=method) for count in (hits, more))
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert [1 - mirrored.high, 1 - mirrored.low] == pytest.approx([found.low, found.high], abs=1e-9)


def test_nps_when_plain_and_adjusted() -> None:
    adjusted, plain = nps_interval(430, 180, 1000), nps_interval(430, 180, 1000, added=0)
    assert [plain.low, plain.high] == pytest.approx([20.413935560494124, 29.586064439505876], abs=1e-12)
    assert [adjusted.low, adjusted.high] == pytest.approx([20.34583826336217, 29.504610390675712], abs=1e-12)
    assert adjusted.value == 25


def test_nps_when_weights_are_equal_is_nearly_the_plain_one() -> None:
    values = np.repeat([1.0, 0.0, -1.0], [430, 390, 180])
    found = means(SurveyDesign(np.ones(1000)), values)
    weighted = weighted_nps_interval(0.43, 0.18, found.errors[0], 1000, found.degrees_of_freedom)
    assert weighted.value == pytest.approx(25)
    assert weighted.size == pytest.approx(999)
    assert [weighted.low, weighted.high] == pytest.approx([20.3458, 29.5046], abs=0.01)


def test_nps_when_all_promote_stays_below_100_only_at_the_low_end() -> None:
    found = weighted_nps_interval(1, 0, 0, 30, 29, design_effect=1.5)
    assert found.size == 20
    assert found.low < 95
    assert found.high <= 100


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 300))
def test_nps_when_any_lies_within_its_range(ups: int, downs: int, rest: int) -> None:
    found = nps_interval(ups, downs, ups + downs + rest)
    assert -100 <= found.low <= found.high <= 100
    turned = nps_interval(downs, ups, ups + downs + rest)
    assert turned.low == pytest.approx(-found.high)


@pytest.mark.parametrize("counts", [(5, 4), (-1, 4), (0, 0)])
def test_share_when_counts_are_impossible_is_refused(counts: tuple[int, int]) -> None:
    with pytest.raises(CannotTell):
        share_interval(*counts)


def test_figures_when_impossible_are_refused() -> None:
    with pytest.raises(CannotTell):
        weighted_share_interval(1.2, 0.1, 10, 9)
    with pytest.raises(CannotTell):
        nps_interval(6, 5, 10)
    with pytest.raises(CannotTell):
        weighted_nps_interval(0.7, 0.5, 0.1, 10, 9)
