# SPDX-License-Identifier: Apache-2.0
"""`amends effect`: rows in, an effect out, or a sentence that says what to mend."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.cli.main import main

HEAD = ["组别", "离网", "账龄", "品牌", "户号", "回访分"]


@pytest.fixture
def table() -> list[list[str]]:
    rng = np.random.default_rng(12)
    rows = []
    for at in range(1_000):
        house = at // 2
        treated = house % 10 != 0
        age = rng.normal()
        left = rng.random() < 0.3 - 0.15 * treated + 0.05 * age
        score = "" if rng.random() < 0.4 else str(int(np.clip(6 + treated + rng.normal(), 1, 10)))
        rows.append(["修复" if treated else "对照", "是" if left else "否", f"{age:.3f}", "甲乙丙"[at % 3],
                     f"H{house}", score])  # fmt: skip
    return rows


@pytest.fixture
def run(tmp_path: Path, table: list[list[str]]) -> Any:
    def go(*options: str, rows: list[list[str]] = table) -> tuple[int, dict[str, Any]]:
        with (tmp_path / "wave.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
        out = tmp_path / "out.json"
        code = main(["effect", str(tmp_path / "wave.csv"), *options, "--out", str(out)])
        return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}

    return go


WAVE = ("--arm", "组别", "--control", "对照", "--outcome", "离网")


def test_effect_of_one_arm_is_a_number_with_its_interval(run: Any, capsys: Any) -> None:
    code, found = run(*WAVE)
    assert code == 0
    arm = found["arms"]["修复"]
    assert found["effect"] == pytest.approx(arm["treated_mean"] - arm["control_mean"])
    assert found["interval"][0] < found["effect"] < found["interval"][1] < 0
    assert found["n"] == {"对照": 100, "修复": 900}
    assert found["sample_ratio"] == {"shares": {"对照": 0.1, "修复": 0.9}}
    assert "区间不含 0" in capsys.readouterr().out


def test_covariates_and_households_are_heeded(run: Any) -> None:
    plain, known = run(*WAVE)[1], run(*WAVE, "--covariates", "账龄,品牌", "--cluster", "户号")[1]
    assert known["arms"]["修复"]["adjusted_by"] == 3
    assert known["arms"]["修复"]["clusters"] == 500
    assert known["effect"] == pytest.approx(plain["effect"], abs=0.03)
    assert "CR2" in known["arms"]["修复"]["method"]


@pytest.mark.parametrize(("share", "holds"), [("0.1", True), ("0.2", False)])
def test_sample_ratio_when_it_was_said_what_was_meant(run: Any, capsys: Any, share: str, holds: bool) -> None:
    assert run(*WAVE, "--share", share)[1]["sample_ratio"]["holds"] is holds
    assert ("警告：各组人数" in capsys.readouterr().out) is not holds


def test_answers_of_some_give_bounds(run: Any) -> None:
    options = ("--arm", "组别", "--control", "对照", "--outcome", "回访分")
    assert run(*options)[0] == 1
    found = run(*options, "--responders")[1]
    low, high = found["arms"]["修复"]["bounds"]
    ends = found["arms"]["修复"]["interval"]
    assert ends[0] < low <= high < ends[1]
    assert ends[0] < 1.0 < ends[1]


def test_gaps_in_a_covariate_are_filled_and_said(run: Any, table: list[list[str]]) -> None:
    rows = [row if at else [*row[:2], "", *row[3:]] for at, row in enumerate(table)]
    code, found = run(*WAVE, "--covariates", "账龄", rows=rows)
    assert (code, found["arms"]["修复"]["adjusted_by"]) == (0, 2)
    assert "缺 1 行" in found["notes"][0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--arm", "组", "--control", "对照", "--outcome", "离网"), "--arm：wave.csv 里没有“组”这一列"),
        (("--arm", "组别", "--control", "空白", "--outcome", "离网"), "没有一行是“空白”"),
        (("--arm", "户号", "--control", "H1", "--outcome", "离网"), "500 个取值"),
        (("--arm", "组别", "--control", "对照", "--outcome", "品牌"), "不是数字"),
        ((*WAVE, "--covariates", "户号"), "500 个不同的文字取值"),
        ((*WAVE, "--share", "1.5"), "0 与 1 之间"),
    ],
)
def test_what_cannot_be_measured_says_why(run: Any, capsys: Any, options: tuple[str, ...], said: str) -> None:
    assert run(*options)[0] == 1
    assert said in capsys.readouterr().err


def test_row_without_an_arm_is_named(run: Any, capsys: Any, table: list[list[str]]) -> None:
    rows = [row if at != 4 else ["", *row[1:]] for at, row in enumerate(table)]
    assert run(*WAVE, rows=rows)[0] == 1
    assert "第一处在第 6 行" in capsys.readouterr().err


@pytest.mark.shared
def test_effect_of_the_known_mailings(shared_dir: Path, tmp_path: Path) -> None:
    data = shared_dir / "data/hillstrom_email/hillstrom_data.csv"
    out = tmp_path / "out.json"
    main(
        [
            "effect",
            str(data),
            "--arm",
            "segment",
            "--control",
            "No E-Mail",
            "--outcome",
            "visit",
            "--out",
            str(out),
        ]
    )
    found = json.loads(out.read_text(encoding="utf-8"))
    points = {"Mens E-Mail": (7.66, 0.66), "Womens E-Mail": (4.52, 0.63)}
    for arm, (value, reach) in points.items():
        low, high = found["interval"][arm]
        assert 100 * found["effect"][arm] == pytest.approx(value, abs=0.005)
        assert 50 * (high - low) == pytest.approx(reach, abs=0.005)
