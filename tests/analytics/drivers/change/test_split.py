# SPDX-License-Identifier: Apache-2.0
"""A change in parts that add up exactly, against the worked case and brute force over the orders."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.drivers.change import Wave, WaveMalformed, form_effect, split_change

STRATA = ("urban", "rural")
OLD = Wave(("net", "fee", "hall"), STRATA, np.array([5.0, 3, 2]), np.array([0.6, 0.4]),
           np.array([[80.0, 70], [65, 60], [85, 82]]))  # fmt: skip
NEW = Wave(("net", "fee", "app"), STRATA, np.array([4.0, 3, 3]), np.array([0.5, 0.5]),
           np.array([[82.0, 75], [66, 63], [72, 64]]))  # fmt: skip


def _made(seed: int) -> tuple[Wave, Wave]:
    rng = np.random.default_rng(seed)
    common, only_old, only_new, strata = (
        rng.integers(1, 5),
        rng.integers(0, 3),
        rng.integers(0, 3),
        rng.integers(1, 5),
    )
    shared = [f"c{j}" for j in range(common)]
    layers = tuple(f"s{j}" for j in range(strata))
    return tuple(  # type: ignore[return-value]  # two
        Wave(names, order, rng.uniform(0.1, 5, len(names)), rng.dirichlet(np.ones(strata)),
             rng.uniform(0, 100, (len(names), strata)))
        for names, order in (
            ((*shared, *(f"o{j}" for j in range(only_old))), layers),
            ((*(f"n{j}" for j in range(only_new)), *shared[::-1]), layers[::-1]),
        )
    )  # fmt: skip


def test_the_headline_falls_though_like_for_like_rises() -> None:
    found = split_change(OLD, NEW)
    assert [float(found.before), float(found.after)] == pytest.approx([73.66, 71.15], abs=1e-12)
    wanted = {"removed": -507 / 200, "added": -27 / 20, "weights": -809 / 1120, "performance": 3099 / 1120,
              "mix": -75 / 112, "unshared": 0}  # fmt: skip
    assert {name: float(part) for name, part in found.parts.items()} == pytest.approx(wanted, abs=1e-12)


@pytest.mark.shared
def test_the_split_agrees_with_the_worked_fractions(shared_dir: Path) -> None:
    golden = json.loads(
        (shared_dir / "reference/results/decomposition_golden.json").read_text(encoding="utf-8")
    )
    found = split_change(*(_wave(golden["inputs"], t) for t in ("0", "1")))
    names = {"removed": "removed_elements_effect", "added": "added_elements_effect", "weights": "shapley_weights",
             "performance": "shapley_performance", "mix": "shapley_mix"}  # fmt: skip
    for ours, theirs in names.items():
        assert float(found.parts[ours]) == pytest.approx(golden["expected"][theirs]["float"], abs=1e-12)
    assert float(found.change) == pytest.approx(golden["expected"]["total_change"]["float"], abs=1e-12)


def _wave(given: dict[str, Any], t: str) -> Wave:
    elements, strata = tuple(given["w"][t]), tuple(given["pi"][t])
    means = np.array([[given["x"][t][e][s] for s in strata] for e in elements])
    return Wave(
        elements,
        strata,
        np.array(list(given["w"][t].values())),
        np.array(list(given["pi"][t].values())),
        means,
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_the_parts_add_up_exactly(seed: int) -> None:
    old, new = _made(seed)
    found = split_change(old, new)
    assert float(sum(found.parts.values())) == pytest.approx(float(found.change), abs=1e-10)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_the_three_factors_are_averaged_over_all_orders(seed: int) -> None:
    old, new = _made(seed)
    found = split_change(old, new)
    left, right = (each.only(found.elements, found.strata) for each in (old, new))
    states = [(w.share_of_weight(range(len(w.elements))), w.means, w.shares) for w in (left, right)]
    effects = np.zeros(3)
    for order in permutations(range(3)):
        at = [0, 0, 0]
        for factor in order:
            start = np.einsum("k,ks,s->", *(states[t][f] for f, t in enumerate(at)))
            at[factor] = 1
            effects[factor] += (np.einsum("k,ks,s->", *(states[t][f] for f, t in enumerate(at))) - start) / 6
    got = [float(found.parts[name]) for name in ("weights", "performance", "mix")]
    assert got == pytest.approx(effects, abs=1e-10)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000), st.floats(-50, 50), st.floats(0.1, 10))
def test_every_detail_moves_with_the_unit_and_not_with_the_origin(
    seed: int, origin: float, unit: float
) -> None:
    old, new = _made(seed)
    moved = [Wave(w.elements, w.strata, w.weights * 3, w.shares, w.means * unit + origin) for w in (old, new)]
    first, second = split_change(old, new), split_change(moved[0], moved[1])
    for name in ("weights", "performance", "mix", "removed", "added"):
        np.testing.assert_allclose(getattr(second, name), getattr(first, name) * unit, atol=1e-8)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100_000))
def test_backwards_every_part_changes_its_sign(seed: int) -> None:
    old, new = _made(seed)
    there, back = split_change(old, new).parts, split_change(new, old).parts
    for one, other in (
        ("weights", "weights"),
        ("performance", "performance"),
        ("mix", "mix"),
        ("removed", "added"),
    ):
        assert float(there[one]) == pytest.approx(-float(back[other]), abs=1e-10)


def test_what_did_not_change_has_no_part() -> None:
    found = split_change(
        OLD, Wave(OLD.elements, STRATA, OLD.weights * 7, OLD.shares, OLD.means + np.eye(3)[:, :1])
    )
    assert found.performance == pytest.approx([0.5, 0, 0])
    assert {n: float(p) for n, p in found.parts.items() if n != "performance"} == pytest.approx(
        {"removed": 0, "added": 0, "weights": 0, "mix": 0, "unshared": 0}, abs=1e-12
    )


def test_a_bridge_sample_measures_what_the_form_does_by_itself() -> None:
    both = Wave(
        ("net", "fee", "hall", "app"), ("all",), np.ones(4), np.ones(1), np.array([[78.0], [64], [84], [70]])
    )
    effect = form_effect(both, OLD.elements, OLD.weights, NEW.elements, NEW.weights)
    assert float(effect.removed) == pytest.approx((5 * 78 + 3 * 64) / 8 - (5 * 78 + 3 * 64 + 2 * 84) / 10)
    assert float(effect.added) == pytest.approx((4 * 78 + 3 * 64 + 3 * 70) / 10 - (4 * 78 + 3 * 64) / 7)
    plain, bridged = split_change(OLD, NEW), split_change(OLD, NEW, bridge=effect)
    assert float(bridged.parts["performance"]) == float(plain.parts["performance"])
    assert float(bridged.unshared) != 0
    assert float(sum(bridged.parts.values())) == pytest.approx(-2.51, abs=1e-12)


@pytest.mark.parametrize(
    ("new", "word"),
    [
        (Wave(("app",), STRATA, np.ones(1), np.array([0.5, 0.5]), np.ones((1, 2))), "共同的要素"),
        (Wave(("net",), ("urban", "town"), np.ones(1), np.array([0.5, 0.5]), np.ones((1, 2))), "rural、town"),
        (Wave(("net",), STRATA, np.zeros(1), np.array([0.5, 0.5]), np.ones((1, 2))), "权重之和为 0"),
    ],
)
def test_waves_that_cannot_be_compared_are_refused(new: Wave, word: str) -> None:
    with pytest.raises(WaveMalformed, match=word):
        split_change(OLD, new)


@pytest.mark.parametrize(
    ("elements", "weights", "word"),
    [(("a", "a"), [1, 1], "重复"), (("a",), [1, 1], "不一致"), (("a", "b"), [1, -1], "不小于 0")],
)
def test_tables_that_are_no_wave_are_refused(
    elements: tuple[str, ...], weights: list[float], word: str
) -> None:
    with pytest.raises(WaveMalformed, match=word):
        Wave(elements, ("s",), np.array(weights), np.ones(1), np.ones((2, 1)))


def test_a_bridge_that_lacks_an_element_is_refused() -> None:
    with pytest.raises(WaveMalformed, match="app"):
        form_effect(OLD, OLD.elements, OLD.weights, NEW.elements, NEW.weights)
