# SPDX-License-Identifier: Apache-2.0
"""Equal treatment: chance is not called a difference, another mix of matters neither, a difference is found."""

import numpy as np
import pytest

from amends.apps.quality.rules.comparing import Cases, Hidden, Row, compared, is_worse

NONE = {
    code: np.empty(0) for code in ("waiting", "handling", "resolution", "remedy", "amount", "tone", "manner")
}


def _cases(groups: list[str], kinds: list[str] | None = None, **values: np.ndarray) -> Cases:
    n = len(groups)
    missing = {code: np.full(n, np.nan) for code in NONE}
    return Cases(missing | values, {"region": groups}, kinds or ["TF"] * n, list(range(n)))


def _rows(cases: Cases, fewest: int = 30) -> dict[str, Row]:
    return {row.group: row for row in compared(cases, fewest=fewest)[0]}


def test_a_group_that_waits_twice_as_long_is_found() -> None:
    rng = np.random.default_rng(1)
    groups = ["东"] * 120 + ["西"] * 100 + ["南"] * 100
    hours = rng.lognormal(1, 0.6, 320) * np.where(np.array(groups) == "东", 2.0, 1.0)
    row = _rows(_cases(groups, waiting=hours))["东"]
    assert row.low < 2 < row.high
    assert row.is_different
    assert is_worse(row)
    assert row.value / row.others == pytest.approx(row.difference)


def test_many_groups_alike_are_hardly_ever_called_different() -> None:
    rng, called = np.random.default_rng(2), 0
    for _ in range(200):
        groups = [f"G{place % 10}" for place in range(500)]
        rows, _hidden = compared(_cases(groups, waiting=rng.lognormal(1, 1, 500)), fewest=30)
        called += any(row.is_different for row in rows)
    assert called <= 18  # 5 % of 200, and what chance adds once in a hundred


def test_another_mix_of_matters_is_no_other_treatment() -> None:
    rng = np.random.default_rng(3)
    groups = ["东"] * 300 + ["西"] * 300
    slow = np.concatenate([rng.random(300) < 0.8, rng.random(300) < 0.2])
    hours = rng.lognormal(1, 0.4, 600) * np.where(slow, 6.0, 1.0)
    kinds = ["NW" if each else "TF" for each in slow]
    mixed = _rows(_cases(groups, waiting=hours))
    alike = _rows(_cases(groups, kinds, waiting=hours))
    assert next(iter(mixed.values())).is_different
    assert not next(iter(alike.values())).is_different


def test_shares_are_compared_in_points() -> None:
    groups = ["东"] * 200 + ["西"] * 100
    well = np.concatenate([np.arange(200) % 10 < 9, np.arange(100) % 10 < 6]).astype(float)
    row = _rows(_cases(groups, resolution=well))["西"]
    assert row.difference == pytest.approx(-30)
    assert (row.value, row.others) == pytest.approx((0.6, 0.9))
    assert row.low < -30 < row.high
    assert is_worse(row)


def test_small_groups_are_only_counted() -> None:
    groups = ["东"] * 60 + ["西"] * 60 + ["南"] * 7 + ["北"] * 3
    rows, hidden = compared(_cases(groups, waiting=np.arange(130.0) + 1), fewest=30)
    assert {row.group for row in rows} == {"东", "西"}
    assert hidden == [Hidden("waiting", "region", 2, 10)]


def test_of_two_groups_one_row_says_it() -> None:
    rows = _rows(_cases(["东"] * 60 + ["西"] * 40, waiting=np.arange(100.0) + 1))
    assert list(rows) == ["西"]


@pytest.mark.parametrize("well", [np.ones(100), np.concatenate([np.ones(97), np.zeros(3)])])
def test_shares_with_hardly_a_case_are_not_compared(well: np.ndarray) -> None:
    assert not _rows(_cases(["东"] * 50 + ["西"] * 50, resolution=well))


def test_customers_with_many_cases_count_as_one_voice() -> None:
    rng = np.random.default_rng(4)
    customers = np.repeat(np.arange(40), 10)
    groups = ["东" if each < 20 else "西" for each in customers]
    hours = np.repeat(rng.lognormal(1, 1, 40), 10)
    base = _cases(groups, waiting=hours)
    alone = Cases(base.values, base.groups, base.kinds, list(range(400)))
    together = Cases(base.values, base.groups, base.kinds, customers.tolist())
    (narrow,), (wide,) = _rows(alone).values(), _rows(together).values()
    assert narrow.group == wide.group
    assert np.log(wide.high / wide.low) > 2.5 * np.log(narrow.high / narrow.low)


def test_only_lawful_groups_are_read() -> None:
    from amends.apps.quality.queries.comparing import ATTRIBUTES

    assert set(ATTRIBUTES) == {"region", "settlement", "plan", "tier", "kind", "channel", "special"}
