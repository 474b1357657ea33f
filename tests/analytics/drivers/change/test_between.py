# SPDX-License-Identifier: Apache-2.0
"""Waves of answers: their tables, their resamples, and what is found significant."""

import numpy as np
import pytest

from amends.analytics.drivers.change import Answers, Change, ChangeSpec, WaveMalformed, change_between
from amends.analytics.drivers.change.between import _draws
from amends.analytics.drivers.correlations import Matrix

SPEC = ChangeSpec(bootstrap=300)


def _answers(
    elements: tuple[str, ...], seed: int, rows: int = 600, rise: float = 0, panel: bool = False
) -> Answers:
    person = np.random.default_rng(99 if panel else seed).normal(0, 12, (rows, 1))
    values = 70 + rise + person + np.random.default_rng(seed).normal(0, 5, (rows, len(elements)))
    stratum = ["urban" if row % 5 < 3 else "rural" for row in range(rows)]
    return Answers(elements, values, stratum, units=[f"p{row}" for row in range(rows)] if panel else None)


def _change(old: Answers, new: Answers, bridge: Answers | None = None, spec: ChangeSpec = SPEC) -> Change:
    weights = [np.arange(1.0, len(each.elements) + 1) for each in (old, new)]
    return change_between(old, new, *weights, bridge=bridge, spec=spec, rng=np.random.default_rng(5))


def _part(found: Change, name: str, of: str = "") -> float:
    return next(p.value for p in (*found.parts, *found.details) if (p.name, p.of) == (name, of))


def test_a_wave_is_made_of_weighted_answers() -> None:
    values = np.array([[80.0, np.nan], [60, 50], [90, 70]])
    wave = Answers(("a", "b"), values, ["x", "x", "y"], np.array([3.0, 1, 4])).wave(np.array([1.0, 1]))
    np.testing.assert_allclose(wave.shares, [0.5, 0.5])
    np.testing.assert_allclose(wave.means, [[75, 90], [50, 70]])


def test_counts_are_rows_given_so_often() -> None:
    answers = _answers(("a", "b"), 1, rows=10)
    counts = np.array([[2.0, 0, 1, 1, 1, 1, 1, 1, 1, 1]])
    rows = [0, 0, *range(2, 10)]
    again = Answers(("a", "b"), answers.values[rows], [answers.stratum[r] for r in rows])
    many, one = answers.wave(np.ones(2), counts), again.wave(np.ones(2))
    np.testing.assert_allclose(many.means[0], one.means)
    np.testing.assert_allclose(many.shares[0], one.shares)


def test_a_true_rise_is_found_and_the_parts_add_up() -> None:
    found = _change(_answers(("a", "b"), 1), _answers(("b", "a"), 2, rise=6))
    performance = next(p for p in found.parts if p.name == "performance")
    assert performance.significant
    assert performance.low < 6 < performance.high
    assert found.before + sum(p.value for p in found.parts) == pytest.approx(found.after, abs=1e-10)
    assert sum(_part(found, "performance", e) for e in "ab") == pytest.approx(performance.value)
    removed = next(p for p in found.parts if p.name == "removed")
    assert removed.value == 0
    assert not removed.significant
    assert [p.name for p in found.parts] == ["removed", "added", "weights", "performance", "mix"]


def test_elements_of_a_group_are_told_together_with_their_own_interval() -> None:
    old, new = _answers(("a", "b", "c"), 1), _answers(("a", "b", "c"), 2)
    new.values[:, :2] += 6
    weights = np.ones(3)
    found = change_between(
        old, new, weights, weights, groups={"a": "net", "b": "net", "c": "bill"}, spec=SPEC,
        rng=np.random.default_rng(5),
    )  # fmt: skip
    net, bill = found.groups
    assert [each.of for each in found.groups] == ["net", "bill"]
    assert net.value == pytest.approx(
        sum(_part(found, part, e) for part in ("weights", "performance") for e in "ab")
    )
    mix = next(p.value for p in found.parts if p.name == "mix")
    assert net.value + bill.value + mix == pytest.approx(found.total.value)
    assert net.low < 4 < net.high
    assert (net.significant, bill.significant) == (True, False)
    # the two share each person's mood: their interval is wider than of two that know nothing of each other
    single = [p.error for p in found.details if p.name == "performance" and p.of in "ab"]
    assert net.error > np.linalg.norm(single)


def test_no_change_is_not_called_one() -> None:
    found = _change(_answers(("a", "b"), 3), _answers(("a", "b"), 4))
    assert not found.total.significant
    assert not any(p.significant for p in found.parts)


def test_members_of_a_panel_are_drawn_together_and_so_the_change_is_surer() -> None:
    panel = _change(_answers(("a", "b"), 1, panel=True), _answers(("a", "b"), 2, rise=1, panel=True))
    apart = _change(_answers(("a", "b"), 1), _answers(("a", "b"), 2, rise=1))
    assert panel.total.error < apart.total.error / 2
    assert panel.total.significant


def test_draws_keep_the_size_of_each_sample_and_a_person_whole() -> None:
    old = Answers(("a",), np.ones((4, 1)), ["s"] * 4, units=["p1", "p2", "p3", "p3"])
    new = Answers(("a",), np.ones((3, 1)), ["s"] * 3, units=["p1", "p2", "q1"])
    for left, right in _draws([old, new], 50, np.random.default_rng(1)):
        assert left is not None
        assert right is not None
        assert (left[:, :2] == right[:, :2]).all()
        assert (left[:, 2] == left[:, 3]).all()
        assert (right.sum(axis=1) == 3).all()


def test_units_are_drawn_inside_the_strata_of_the_design() -> None:
    answers = Answers(("a",), np.ones((5, 1)), ["s"] * 5, drawn_within=["x", "x", "y", "y", "y"])
    for (counts,) in _draws([answers], 50, np.random.default_rng(1)):
        assert counts is not None
        assert (counts[:, :2].sum(axis=1) == 2).all()
        assert (counts[:, 2:].sum(axis=1) == 3).all()
        assert counts[:, 0].std() > 0


def test_a_bridge_sample_tells_the_change_of_form_from_the_change_of_service() -> None:
    bridge = _answers(("a", "b", "c"), 7, rows=200)
    found = _change(_answers(("a", "b"), 1), _answers(("a", "c"), 2, rise=6), bridge)
    assert found.bridged
    assert [p.name for p in found.parts][-1] == "unshared"
    assert found.before + sum(p.value for p in found.parts) == pytest.approx(found.after, abs=1e-10)
    assert all(p.error > 0 for p in found.parts if p.name in ("removed", "added", "unshared"))


def test_the_same_seed_gives_the_same_intervals_and_no_resamples_give_none() -> None:
    old, new = _answers(("a", "b"), 1, rows=60), _answers(("a", "b"), 2, rows=60)
    assert repr(_change(old, new)) == repr(_change(old, new))
    bare = _change(old, new, spec=ChangeSpec(bootstrap=0))
    assert np.isnan(bare.total.low)
    assert not bare.total.significant


def test_a_resample_with_an_empty_cell_is_dropped_and_counted() -> None:
    few = Answers(("a",), np.arange(6.0)[:, None], ["x", "y", "y", "y", "y", "y"])
    many = Answers(("a",), np.arange(60.0)[:, None], ["x", "y"] * 30)
    assert 50 < _change(few, many).dropped < 150


def test_a_cell_without_answers_is_refused() -> None:
    values: Matrix = np.array([[1.0, np.nan], [2, 3]])
    gap = Answers(("a", "b"), values, ["x", "y"])
    with pytest.raises(WaveMalformed, match="没有人回答"):
        _change(gap, gap)


@pytest.mark.parametrize("weights", [[0.0, 0], [1, -1], [1, np.nan]])
def test_sample_weights_that_are_none_are_refused(weights: list[float]) -> None:
    with pytest.raises(WaveMalformed, match="样本权重"):
        Answers(("a",), np.ones((2, 1)), ["x", "y"], np.array(weights))


def test_answers_of_unequal_length_are_refused() -> None:
    with pytest.raises(WaveMalformed, match="行数"):
        Answers(("a",), np.ones((3, 1)), ["x", "y"])
    with pytest.raises(WaveMalformed, match="列数"):
        Answers(("a", "b"), np.ones((2, 1)), ["x", "y"])
