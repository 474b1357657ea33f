# SPDX-License-Identifier: Apache-2.0
"""`amends index --predict --groups`: what was planted in the answers is found, what was not is not."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.cli.main import main

MODEL = """
latents:
  Image: [I1, I2, I3]
  Satisfaction: [S1, S2]
  Loyalty: [L1, L2]
paths:
  - Image -> Satisfaction
  - Satisfaction -> Loyalty
scale: {min: 1, max: 10}
index: Loyalty
"""
HEAD = ["I1", "I2", "I3", "S1", "S2", "L1", "L2", "city", "kind"]
EAST, WEST = 0.8, 0.2  # how much satisfaction moves loyalty


def _answers(rng: np.random.Generator, slope: float, rows: int = 150) -> np.ndarray[Any, Any]:
    image = rng.normal(size=rows)
    pleased = 0.8 * image + 0.5 * rng.normal(size=rows)
    loyal = slope * pleased + 0.5 * rng.normal(size=rows)
    items = [image] * 3 + [pleased] * 2 + [loyal] * 2
    noisy = np.column_stack([each + 0.5 * rng.normal(size=rows) for each in items])
    return np.clip(np.round(6 + 1.6 * noisy), 1, 10).astype(int)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    rng = np.random.default_rng(11)
    towns = (("东市", EAST), ("西市", WEST))
    rows = [
        [*map(str, row), city, "AB"[at % 2]]
        for city, slope in towns
        for at, row in enumerate(_answers(rng, slope))
    ]

    def go(*options: str, rows: list[list[str]] = rows, model: str = MODEL) -> tuple[int, dict[str, Any]]:
        (tmp_path / "m.yaml").write_text(model, encoding="utf-8")
        with (tmp_path / "d.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
        out = tmp_path / "r.json"
        files = (str(tmp_path / "m.yaml"), str(tmp_path / "d.csv"))
        report = ("--report", str(tmp_path / "r.html"))
        code = main(["index", *files, *options, *report, "--permutations", "200", "--out", str(out)])
        return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}

    return go


def test_groups_that_differ_in_one_path_differ_in_that_one(run: Any, tmp_path: Path) -> None:
    [found] = run("--groups", "city")[1]["groups"]
    moved = found["paths"]["Satisfaction -> Loyalty"]
    assert found["group"] == "东市"
    assert moved["difference"] > 0.2
    assert moved["p_holm"] < 0.05
    assert found["paths"]["Image -> Satisfaction"]["p_holm"] > 0.1
    assert found["invariance"]["Image"]["verdict"] in {"partial", "full"}
    assert "“东市”与其余相比" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_groups_dealt_out_by_chance_do_not_differ(run: Any) -> None:
    [found] = run("--groups", "kind")[1]["groups"]
    assert min(each["p_holm"] for each in found["paths"].values()) > 0.05


def test_prediction_beats_the_average_and_says_on_what(run: Any, tmp_path: Path) -> None:
    found = run("--predict", "10")[1]["prediction"]
    assert found["rows"] == 300
    assert all(each["q2"] > 0.05 for each in found["items"].values())
    average = found["cvpat"][0]["losses"]["model"]
    assert average["difference"] < 0
    assert average["p"] < 0.001
    assert set(found["items"]) == {"S1", "S2", "L1", "L2"}
    assert "能不能预测没见过的答卷" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_importance_of_the_first_cause_goes_through_the_second(run: Any) -> None:
    found = run()[1]
    latents = found["importance"]["latents"]
    assert set(latents) == {"Image", "Satisfaction"}
    assert found["importance"]["target"] == "Loyalty"
    assert latents["Satisfaction"]["performance"] == pytest.approx(found["scores"]["Satisfaction"])
    items = [found["importance"]["items"][name]["importance"] for name in ("I1", "I2", "I3")]
    assert sum(items) == pytest.approx(latents["Image"]["importance"])


def test_gaps_are_left_out_of_what_needs_whole_rows_and_counted(run: Any) -> None:
    rng = np.random.default_rng(4)
    rows = [[*map(str, row), "东市", "A"] for row in _answers(rng, EAST, 80)]
    rows[0][0] = ""
    found = run("--predict", "5", rows=rows)[1]["prediction"]
    assert (found["rows"], found["left_out"]) == (79, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--groups", "I1x"), "I1x"),
        (("--predict", "1"), "份数"),
        (("--predict", "299"), ""),
    ],
)
def test_what_cannot_be_checked_says_why(run: Any, capsys: Any, options: tuple[str, ...], said: str) -> None:
    code, _ = run(*options)
    assert (code == 1) == bool(said)
    assert said in capsys.readouterr().err


def test_many_groups_are_refused_before_anything_is_computed(run: Any, capsys: Any) -> None:
    rows = [
        [*map(str, row), str(at), "A"] for at, row in enumerate(_answers(np.random.default_rng(5), EAST, 60))
    ]
    assert run("--groups", "city", rows=rows)[0] == 1
    assert "60 个组" in capsys.readouterr().err


def test_prediction_counts_weights_and_holds_clusters_back_whole(run: Any, tmp_path: Path) -> None:
    plain = run("--predict", "10")[1]["prediction"]
    weighted = run("--predict", "10", "--weights", "I1")[1]["prediction"]
    assert (plain["weighted"], weighted["weighted"]) == (False, True)
    assert weighted["items"]["S1"]["rmse"] != pytest.approx(plain["items"]["S1"]["rmse"], abs=1e-6)
    assert "按抽样权重" in (tmp_path / "r.html").read_text(encoding="utf-8")
    clustered = run("--predict", "10", "--clusters", "city")[1]["prediction"]
    assert clustered["folds"] == 2, "the two towns hold each other back"
