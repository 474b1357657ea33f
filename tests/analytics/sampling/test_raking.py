# SPDX-License-Identifier: Apache-2.0
"""Raking: margins are met, limits are kept, and what cannot be met is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.sampling.raking import Margin, MarginsMalformed, RakingSpec, rake

from .conftest import Table

SEX = np.array(list("mmmmmff"))
AGE = np.array(list("ooyyyoy"))
MARGINS = [Margin("sex", SEX, {"m": 50, "f": 50}), Margin("age", AGE, {"o": 40, "y": 60})]


def sums(weights: np.ndarray, margin: Margin) -> dict[str, float]:
    return {name: float(weights[margin.categories == name].sum()) for name in margin.totals}


@pytest.mark.shared
def test_weights_when_raked_equal_r(districts: Table) -> None:
    types = Margin("type", districts["stype"], {"E": 4421, "H": 755, "M": 1018})
    whole = Margin("whole", districts["sch.wide"], {"No": 1072, "Yes": 5122})
    base = districts["pw"].astype(float)
    assert rake(base, [types, whole]).weights == pytest.approx(districts["raked"].astype(float), rel=2e-10)
    alone = rake(base, [types])
    assert alone.weights == pytest.approx(districts["poststrat"].astype(float), rel=1e-14)
    assert alone.rounds == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_margins_when_raked_are_met(seed: int, limited: bool) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.uniform(0.5, 2, 60)  # weights within the limits that meet the margins: so there are some
    columns = [np.concatenate([list("abc"), rng.choice(list("abc"), 57)]) for _ in range(3)]
    margins = [
        Margin(str(at), column, {name: float(truth[column == name].sum()) for name in "abc"})
        for at, column in enumerate(columns)
    ]
    spec = (
        RakingSpec(least=0.2, most=5, tolerance=1e-8, most_rounds=3000)
        if limited
        else RakingSpec(most_rounds=3000)
    )
    found = rake(np.ones(60), margins, spec)
    assert found.converged
    for margin in margins:
        assert sums(found.weights, margin) == pytest.approx(margin.totals, rel=1e-5)
    if limited:
        assert found.weights.min() >= 0.2 * truth.mean() * (1 - 1e-9)
        assert found.weights.max() <= 5 * truth.mean() * (1 + 1e-9)


def test_weights_when_limits_bind_are_trimmed_and_margins_still_met() -> None:
    rng = np.random.default_rng(2)
    margins = [
        Margin(name, rng.choice(list("ab"), 500, p=[0.8, 0.2]), {"a": 650, "b": 350})
        for name in ("one", "two", "three")
    ]
    free, kept = rake(np.ones(500), margins), rake(np.ones(500), margins, RakingSpec(most=2.5))
    assert free.weights.max() > 5.5
    assert kept.converged
    assert kept.weights.max() <= 2.5 * 2 * (1 + 1e-12)
    assert kept.trimmed > 0
    assert kept.after.design_effect < free.after.design_effect
    assert sums(kept.weights, margins[1]) == pytest.approx({"a": 650, "b": 350})


def test_raking_when_limits_are_too_tight_says_where_it_failed() -> None:
    found = rake(np.ones(7), MARGINS, RakingSpec(least=0.9, most=1.1))
    assert not found.converged
    assert found.worst[0] in {"sex", "age"}
    assert found.gap > 0.05
    assert np.isfinite(found.weights).all()


def test_raking_when_limits_forbid_the_margins_does_not_run_away() -> None:
    """Warnings are errors here: factors that grew for ever would overflow."""
    rng = np.random.default_rng(0)
    margins = [
        Margin(name, rng.choice(list("abcd"), 80), dict.fromkeys("abcd", 20))
        for name in ("one", "two", "three")
    ]
    found = rake(rng.lognormal(0, 1, 80), margins, RakingSpec(least=0.7, most=1.3, most_rounds=3000))
    assert not found.converged
    assert np.isfinite(found.weights).all()


def test_raking_when_no_weights_meet_both_margins_does_not_claim_it() -> None:
    both = np.array(["a", "a", "b"])
    found = rake(np.ones(3), [Margin("x", both, {"a": 1, "b": 2}), Margin("y", both, {"a": 2, "b": 1})])
    assert (found.converged, found.rounds) == (False, 200)


@given(st.floats(1e-3, 1e3))
def test_raking_when_start_is_scaled_is_the_same(factor: float) -> None:
    spec = RakingSpec(least=0.3, most=3)
    assert rake(np.full(7, factor), MARGINS, spec).weights == pytest.approx(
        rake(np.ones(7), MARGINS, spec).weights
    )


@pytest.mark.parametrize(
    ("margin", "word"),
    [
        (Margin("sex", SEX, {"m": 100}), "f"),
        (Margin("sex", SEX, {"m": 50, "f": 40, "x": 10}), "x"),
        (Margin("sex", SEX, {"m": 60, "f": 50}), "合计"),
        (Margin("sex", SEX, {"m": 100, "f": 0}), "大于 0"),
        (Margin("sex", SEX[:3], {"m": 100}), "行数"),
    ],
)
def test_margins_when_malformed_are_named(margin: Margin, word: str) -> None:
    with pytest.raises(MarginsMalformed, match=word):
        rake(np.ones(7), [MARGINS[1], margin])


@pytest.mark.parametrize("spec", [RakingSpec(least=1.2), RakingSpec(most=0.5)])
def test_limits_when_impossible_are_refused(spec: RakingSpec) -> None:
    with pytest.raises(MarginsMalformed, match="截断"):
        rake(np.ones(7), MARGINS, spec)


def test_start_when_a_weight_is_zero_is_refused() -> None:
    with pytest.raises(MarginsMalformed, match="大于 0"):
        rake(np.zeros(7), MARGINS)
