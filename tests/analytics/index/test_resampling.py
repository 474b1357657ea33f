# SPDX-License-Identifier: Apache-2.0
"""Counts of rows add up as the design says."""

import numpy as np
import pytest

from amends.analytics.index.crossproducts import CrossProducts
from amends.analytics.index.moments import moments_of
from amends.analytics.index.resampling import Design, LonelyStratum, counted

STRATA = np.array(["a"] * 6 + ["b"] * 4)
CLUSTERS = np.array([1, 1, 2, 2, 3, 3, 1, 1, 2, 2])


def test_counts_of_given_rows_are_how_often_they_stand_there() -> None:
    assert counted(np.array([[0, 0, 2], [1, 1, 1]]), 4).tolist() == [[2, 0, 1, 0], [0, 3, 0, 0]]


def test_simple_counts_draw_as_many_rows_as_there_are() -> None:
    counts = Design(10).counts(500, np.random.default_rng(1))
    assert (counts.sum(axis=1) == 10).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(10), abs=0.15)


def test_stratified_counts_keep_clusters_whole_and_the_size_of_strata_on_average() -> None:
    design = Design(10, STRATA, CLUSTERS)
    counts = design.counts(4000, np.random.default_rng(1))
    assert (counts[:, ::2] == counts[:, 1::2]).all()
    assert (counts[:, [0, 2, 4]].sum(axis=1) == 2).all()  # three units: two are drawn
    assert (counts[:, [6, 8]].sum(axis=1) == 1).all()
    assert (counts * design.heft()).mean(axis=0) == pytest.approx(np.ones(10), abs=0.06)


def test_clusters_of_one_name_in_two_strata_are_two() -> None:
    assert len(set(Design(10, STRATA, CLUSTERS).unit.tolist())) == 5


def test_rao_wu_gives_the_variance_of_a_stratified_mean() -> None:
    rng = np.random.default_rng(2)
    values, strata = rng.normal(size=60), np.repeat([0, 1, 2], [10, 20, 30])
    design = Design(60, strata)
    counts = design.counts(20_000, rng) * design.heft()
    drawn = np.var(counts @ values / 60)
    known = sum(values[strata == h].var(ddof=1) * n / 3600 for h, n in enumerate((10, 20, 30)))
    assert drawn == pytest.approx(known, rel=0.05)


def test_stratum_with_one_unit_is_refused_by_name() -> None:
    with pytest.raises(LonelyStratum, match="b"):
        Design(3, np.array(["a", "a", "b"])).counts(1, np.random.default_rng(1))


def test_groups_when_units_are_many_are_dealt_within_strata() -> None:
    group, stratum = Design(1000, np.repeat([0, 1], [300, 700])).groups(100, np.random.default_rng(1))
    assert len(stratum) == 100
    assert (stratum[group] == np.repeat([0, 1], [300, 700])).all()
    assert np.bincount(group).max() <= 10


def test_correlations_left_out_are_those_without_the_row() -> None:
    answers = np.random.default_rng(3).normal(size=(12, 3))
    group, stratum = Design(12).groups(1000, np.random.default_rng(1))
    found = CrossProducts(answers, np.ones(12)).left_out(group, stratum)
    for at in range(12):
        known = moments_of(np.delete(answers, at, axis=0))
        np.testing.assert_allclose(found.correlations[..., at], known.correlations, atol=1e-12)
        np.testing.assert_allclose(found.means[:, at], known.means)


def test_resamples_of_resamples_have_the_variance_of_the_resamples_as_their_mean() -> None:
    rng = np.random.default_rng(3)
    sizes = [4, 9, 30]
    strata = np.repeat([0, 1, 2], sizes)
    values = rng.normal(size=43) * np.repeat([3.0, 1.0, 0.5], sizes)  # the smallest stratum varies most
    design = Design(43, strata=strata)
    counts = design.counts(3000, rng)
    outer = (counts * design.heft()) @ values
    inner = (design.again(counts, 20, rng) * design.heft_again()) @ values
    within = inner.reshape(3000, 20).var(axis=1, ddof=1)
    assert within.mean() == pytest.approx(outer.var(ddof=1), rel=0.06)
    without = ((design.again(counts, 20, rng) * design.heft()) @ values).reshape(3000, 20).var(axis=1, ddof=1)
    assert without.mean() < 0.7 * outer.var(ddof=1), "the factor of the second draw matters"


def test_resamples_of_resamples_keep_to_what_was_drawn_and_to_clusters() -> None:
    strata, clusters = np.repeat([0, 1], [12, 20]), np.arange(32) // 2
    design = Design(32, strata, clusters)
    counts = design.counts(50, np.random.default_rng(1))
    again = design.again(counts, 8, np.random.default_rng(2)).reshape(50, 8, 32)
    assert (again[..., ::2] == again[..., 1::2]).all()
    assert not again[np.broadcast_to(counts[:, None] == 0, again.shape)].any()
    assert (again[..., :12:2].sum(axis=2) == 4).all(), "six units: five are drawn, then four"
    assert (again[..., 12::2].sum(axis=2) == 8).all()
