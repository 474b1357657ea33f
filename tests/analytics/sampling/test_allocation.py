# SPDX-License-Identifier: Apache-2.0
"""Allocation: adds up, stays within its bounds, and is best where it claims to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.sampling.allocation import (
    Allocation,
    AllocationImpossible,
    AllocationSpec,
    Method,
    Stratum,
    allocate,
)

THREE = (Stratum("A", 50_000, 15), Stratum("B", 30_000, 20), Stratum("C", 20_000, 30))
strata_lists = st.lists(st.tuples(st.integers(1, 10**6), st.floats(0.1, 50)), min_size=1, max_size=20).map(
    lambda rows: [Stratum(str(at), size, deviation, mean=70) for at, (size, deviation) in enumerate(rows)]
)


def counts(found: Allocation) -> list[int]:
    return [share.count for share in found.shares]


def test_neyman_when_checked_against_svy() -> None:
    found = allocate(THREE, AllocationSpec(1200, Method.NEYMAN))
    exact = [share.exact for share in found.shares]
    assert exact == pytest.approx([461.53846153846155, 369.2307692307692, 369.2307692307692], rel=1e-14)
    assert counts(found) == [462, 369, 369]


def test_proportional_when_minimum_lifts_the_smallest() -> None:
    small = (Stratum("A", 9_000), Stratum("B", 900), Stratum("C", 20))
    found = allocate(small, AllocationSpec(1_020, minimum=30))
    assert counts(found) == [909, 91, 20]  # all 20 of C, and 1,000 shared 10 : 1


def test_neyman_when_a_stratum_is_taken_whole() -> None:
    found = allocate(
        [Stratum("whales", 10, 500), Stratum("rest", 10_000, 1)], AllocationSpec(100, Method.NEYMAN)
    )
    assert counts(found) == [10, 90]
    assert found.shares[0].weight == 1


def test_power_when_exponent_runs_from_equal_to_proportional() -> None:
    plain = [Stratum("A", 10_000), Stratum("B", 100)]
    found = {
        power: counts(allocate(plain, AllocationSpec(110, Method.POWER, power=power)))
        for power in (0, 0.5, 1)
    }
    assert found == {0: [55, 55], 0.5: [100, 10], 1: [109, 1]}


def test_power_when_means_are_given_uses_relative_spread() -> None:
    two = [Stratum("A", 100, 20, mean=80), Stratum("B", 100, 20, mean=40)]
    assert counts(allocate(two, AllocationSpec(30, Method.POWER))) == [10, 20]


def test_costs_when_one_stratum_is_dear() -> None:
    two = [Stratum("phone", 100, 10, cost=4), Stratum("message", 100, 10, cost=1)]
    assert counts(allocate(two, AllocationSpec(90, Method.NEYMAN))) == [30, 60]


def test_ties_when_remainders_are_equal_go_to_the_first() -> None:
    assert counts(allocate([Stratum(name, 10) for name in "ABC"], AllocationSpec(10))) == [4, 3, 3]


@given(strata_lists, st.sampled_from(Method), st.floats(0, 1), st.integers(0, 40))
def test_counts_when_anything_is_asked_add_up_within_bounds(
    strata: list[Stratum], method: Method, fraction: float, minimum: int
) -> None:
    least = sum(min(minimum, each.population) for each in strata)
    total = max(1, least) + int(fraction * (sum(each.population for each in strata) - max(1, least)))
    found = allocate(strata, AllocationSpec(total, method, minimum))
    assert sum(counts(found)) == total
    for each, share in zip(strata, found.shares, strict=True):
        assert min(minimum, each.population) <= share.count <= each.population
        assert abs(share.count - share.exact) < 1 + 1e-6


@given(strata_lists, st.floats(0.1, 0.9))
def test_neyman_when_compared_has_the_least_error(strata: list[Stratum], fraction: float) -> None:
    total = max(len(strata), int(fraction * sum(each.population for each in strata)))
    spec = {method: AllocationSpec(total, method, minimum=1) for method in Method}
    errors = {method: allocate(strata, spec[method]).error for method in Method}
    assert errors[Method.NEYMAN] <= min(errors.values()) * 1.05 + 1e-9  # whole numbers cost a little


@given(st.permutations(THREE))
def test_counts_when_strata_are_shuffled_are_the_same(strata: list[Stratum]) -> None:
    found = allocate(strata, AllocationSpec(1200, Method.NEYMAN, minimum=400))
    assert {share.name: share.count for share in found.shares} == {"A": 400, "B": 400, "C": 400}


def test_design_effect_when_proportional_is_one() -> None:
    assert allocate(THREE, AllocationSpec(1000)).design_effect == pytest.approx(1)
    assert allocate(THREE, AllocationSpec(999, Method.EQUAL)).design_effect == pytest.approx(1.14)


@pytest.mark.parametrize(
    ("spec", "word"),
    [
        (AllocationSpec(100, minimum=50), "下限"),
        (AllocationSpec(100_001), "超过总体"),
        (AllocationSpec(5, minimum=-1), "不得为负"),
        (AllocationSpec(0), "至少为 1"),
    ],
)
def test_allocation_when_impossible_says_what_to_change(spec: AllocationSpec, word: str) -> None:
    with pytest.raises(AllocationImpossible, match=word):
        allocate(THREE, spec)


def test_allocation_when_nothing_can_grow_is_refused() -> None:
    with pytest.raises(AllocationImpossible, match="标准差"):
        allocate([Stratum("A", 10, 0), Stratum("B", 10, 1)], AllocationSpec(15, Method.NEYMAN))


def test_allocation_when_names_repeat_is_refused() -> None:
    with pytest.raises(AllocationImpossible, match="重复"):
        allocate([Stratum("A", 10), Stratum("A", 10)], AllocationSpec(5))
