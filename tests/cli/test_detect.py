# SPDX-License-Identifier: Apache-2.0
"""`amends detect` from files to files, as an analyst uses it."""

import csv
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.analytics.detection import DetectorSpec
from amends.cli.detecting import training
from amends.cli.main import main

ROWS = 700
HEADERS = [
    "客户",
    "整体满意度",
    "掉话次数",
    "套外流量费（元）",
    "终端",
    "是否关怀用户",
    "其他",
    "其他",
    "补测",
]


def _rows(seed: int, rows: int) -> list[list[Any]]:
    rng = np.random.default_rng(seed)
    made: list[list[Any]] = []
    for i in range(rows):
        drops, fee = int(rng.poisson(2)), round(float(rng.gamma(1, 20)), 2)
        bad = rng.random() < 1 / (1 + np.exp(2.6 - 0.5 * drops - 0.02 * fee))
        score = int(rng.integers(1, 7)) if bad else int(rng.integers(7, 11))
        told = round(float(rng.gamma(2, 3)), 2) if rng.random() < (0.9 if bad else 0.3) else ""
        brand = rng.choice(["苹果", "华为", "小米"])
        care = "是" if rng.random() < 0.1 else ""
        made.append([f"C{i:05d}", score, drops, fee, brand, care, round(float(rng.normal()), 3), i % 3, told])
    return made


def _write(path: Path, headers: list[str], rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    return path


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """Smaller models: the tests look at what the command does with them."""
    with pytest.MonkeyPatch.context() as patch:
        small = partial(DetectorSpec, folds=3, repeats=1, rounds=30, bags=1, resamples=20, penalties=(0.02,))
        patch.setattr(training, "DetectorSpec", small)
        yield


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("detect")
    train = _rows(1, ROWS)
    train[3][1], train[9][1] = "未答", ""
    order = [0, 4, 3, 2, 5, 6, 7, 8]
    there = [[row[i] for i in order] for row in _rows(2, 120)]
    return (
        _write(folder / "train.csv", HEADERS, train),
        _write(folder / "there.csv", [HEADERS[i] for i in order], there),
    )


def _run(
    files: tuple[Path, Path], folder: Path, *more: str
) -> tuple[int, list[dict[str, str]], dict[str, Any]]:
    out, report = folder / "scores.csv", folder / "report.json"
    code = main(
        ["detect", "--train", str(files[0]), "--target", "整体满意度", "--dissatisfied-at-most", "6", "--id", "客户",
         "--predict", str(files[1]), "--out", str(out), "--report", str(report), *more]
    )  # fmt: skip
    if code:
        return code, [], {}
    with out.open(encoding="utf-8", newline="") as file:
        return code, list(csv.DictReader(file)), json.loads(report.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def result(
    files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[dict[str, str]], dict[str, Any]]:
    code, scores, report = _run(files, tmp_path_factory.mktemp("out"))
    assert code == 0
    return scores, report


Result = tuple[list[dict[str, str]], dict[str, Any]]


def test_every_row_is_scored_in_order_with_cause_and_reasons(result: Result) -> None:
    scores, _ = result
    assert [s["id"] for s in scores] == [f"C{i:05d}" for i in range(120)]
    assert all(0 < float(s["probability"]) < 1 for s in scores)
    assert {s["main_cause"] for s in scores} <= {
        "network",
        "tariff",
        "usage",
        "profile",
        "complaint",
        "publicity",
        "none",
    }
    assert all(s["reasons"] for s in scores)


def test_the_planted_causes_are_found_and_worded(result: Result) -> None:
    worst = max(result[0], key=lambda s: float(s["probability"]))
    assert worst["main_cause"] in {"network", "tariff"}
    said = "；".join(s["reasons"] for s in result[0])
    assert "掉话次数" in said
    assert "套餐外流量多付" in said


def test_report_holds_what_it_promises(result: Result) -> None:
    report = result[1]
    assert report["auc"] > 0.65
    assert report["lift"] > 1.3
    assert report["brier"] < report["brier_null"]
    assert report["customers"] == ROWS - 2
    assert [line for line in report["rows_left_out"] if "第 5 行" in line and "未答" in line]


def test_the_planted_trap_is_reported_and_left_out(result: Result) -> None:
    report = result[1]
    trap = next(s for s in report["suspect_columns"] if s["name"] == "补测")
    assert (trap["kind"], trap["position"], trap["left_out"]) == ("missingness_tells_label", 9, True)
    assert "补测" not in report["features"]


def test_insisting_keeps_the_trap_by_position(files: tuple[Path, Path], tmp_path: Path) -> None:
    code, _, report = _run(files, tmp_path, "--insist", "9")
    assert code == 0
    assert "补测" in report["features"]
    assert not next(s for s in report["suspect_columns"] if s["name"] == "补测")["left_out"]


def test_exclude_by_range_and_repeated_name(files: tuple[Path, Path], tmp_path: Path) -> None:
    _, _, report = _run(files, tmp_path, "--exclude", "4-5,其他")
    assert set(report["features"]) <= {"掉话次数", "是否关怀用户"}


def test_a_scored_file_that_lacks_columns_gets_its_own_detector(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    lacking = _write(
        tmp_path / "few.csv", ["编号", "客户", "掉话次数"], [[1, "A", 0], [2, "B", 9], [3, "A", ""]]
    )
    code, scores, report = _run((files[0], lacking), tmp_path)
    assert code == 0
    assert float(scores[1]["probability"]) > float(scores[0]["probability"])
    assert not report["scoring"]["same_detector"]
    assert "套外流量费（元）" in report["scoring"]["absent_columns"]
    assert any("重复" in w for w in report["warnings"])


def test_a_family_moves_a_column_and_words_its_reason(files: tuple[Path, Path], tmp_path: Path) -> None:
    family = tmp_path / "family.yaml"
    family.write_text(
        "columns:\n  - {name: 掉话次数, class: complaint, at_least: 1, reason: '打不通电话{value:zh}回'}\n",
        encoding="utf-8",
    )
    _, scores, _ = _run(files, tmp_path, "--family", str(family))
    causes = {s["main_cause"] for s in scores}
    assert "complaint" in causes
    assert "network" not in causes
    assert any("打不通电话" in s["reasons"] for s in scores)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--target", "满意度"], "“整体满意度”（第 2 列）"),
        (["--target", "终端"], "没有一个数字"),
        (["--dissatisfied-at-most", "0"], "只有一类"),
        (["--exclude", "掉话"], "“掉话次数”"),
        (["--exclude", "40-50"], "40-50"),
        (["--id", "客户号"], "“客户”"),
        (["--train", "nowhere.csv"], "nowhere.csv"),
        (["--family", "nowhere.yaml"], "nowhere.yaml"),
        (["--out", "nowhere/scores.csv"], "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], change: list[str], said: str
) -> None:
    code, _, _ = _run(files, tmp_path, *change)
    assert code == 1
    assert said in capsys.readouterr().err


def test_too_few_rows_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = _write(tmp_path / "few.csv", HEADERS, _rows(1, 40))
    assert main(["detect", "--train", str(few), "--target", "2"]) == 1
    assert "至少要" in capsys.readouterr().err
