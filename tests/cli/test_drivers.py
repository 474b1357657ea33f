# SPDX-License-Identifier: Apache-2.0
"""The command `amends drivers`, from file to JSON."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.cli.main import main


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    rng = np.random.default_rng(4)
    drivers = rng.integers(1, 11, (120, 3))
    overall = drivers @ [0.6, 0.3, 0.0] + rng.normal(size=120)
    rows = ["省份,总体满意度,网络,资费,营业厅,权重"]
    for (net, fee, hall), score in zip(drivers, overall, strict=True):
        rows.append(f"甲,{score:.4f},{net},{fee},{hall},{1 + net % 2}")
    rows.append("乙,8,9,,7,1")
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _result(answers: Path, *more: str) -> dict[str, Any]:
    out = answers.with_name("result.json")
    assert main(["drivers", str(answers), "--target", "总体满意度", *more, "--out", str(out)]) == 0
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_the_result_names_drivers_with_their_shares(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _result(answers, "--drivers", "网络,4-5")
    assert [d["driver"] for d in found["drivers"]] == ["网络", "资费", "营业厅"]
    assert sum(d["lmg"] for d in found["drivers"]) == pytest.approx(found["r2"])
    assert sum(d["johnson"] for d in found["drivers"]) == pytest.approx(found["r2"])
    assert ["网络", "营业厅"] in found["dominance"]["complete"]
    assert (found["rows"], found["rows_left_out"]) == (120, 1)
    said = capsys.readouterr().out
    assert said.index("网络") < said.index("资费") < said.index("营业厅")


def test_intervals_come_where_asked_for(answers: Path) -> None:
    first = _result(answers, "--drivers", "3-5", "--bootstrap", "100", "--seed", "7")
    for each in first["drivers"]:
        assert each["ci"][0] <= each["johnson"] <= each["ci"][1]
    assert first == _result(answers, "--drivers", "3-5", "--bootstrap", "100", "--seed", "7")
    assert _result(answers, "--drivers", "3-5")["drivers"][0]["ci"] is None


def test_without_drivers_all_columns_of_numbers_are_taken_but_the_weights(answers: Path) -> None:
    found = _result(answers, "--weights", "权重")
    assert [d["driver"] for d in found["drivers"]] == ["网络", "资费", "营业厅"]
    assert "省份" in found["notes"][0]
    assert found["r2"] != pytest.approx(_result(answers, "--drivers", "3-5")["r2"], abs=1e-6)


def test_a_column_of_running_numbers_is_no_driver_unless_asked_for(answers: Path) -> None:
    lines = answers.read_text(encoding="utf-8").splitlines()
    numbered = [f"{'编号' if at == 0 else at},{line}" for at, line in enumerate(lines)]
    answers.write_text("\n".join(numbered) + "\n", encoding="utf-8")
    assert "编号" in _result(answers, "--weights", "权重")["notes"][0]
    assert _result(answers, "--drivers", "编号,网络")["drivers"][0]["driver"] == "编号"


def test_words_among_ratings_are_missing_and_said(answers: Path) -> None:
    with answers.open("a", encoding="utf-8") as file:
        file.write("丙,7,不知道,5,5,1\n")
    found = _result(answers, "--drivers", "3-5")
    assert found["rows_left_out"] == 2
    assert found["notes"] == ["“网络”列里的“不知道”当作缺失"]


def test_a_target_among_the_drivers_is_left_out_and_said(answers: Path) -> None:
    found = _result(answers, "--drivers", "2-5")
    assert len(found["drivers"]) == 3
    assert "总体满意度" in found["notes"][0]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--drivers", "网路"], "相近的列有：“网络”"),
        (["--drivers", "省份"], "“省份”列里很多不是数字（如 甲、乙）"),
        (["--drivers", "总体满意度"], "没有一列"),
        (["--bootstrap", "-1"], "--bootstrap"),
        (["--drivers", "3", "--weights", "没有"], "--weights"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    answers: Path, more: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = answers.with_name("none.json")
    assert main(["drivers", str(answers), "--target", "总体满意度", *more, "--out", str(out)]) == 1
    assert reason in capsys.readouterr().err
    assert not out.exists()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["drivers", str(tmp_path / "no.csv"), "--target", "1", "--out", str(tmp_path / "r.json")]
    assert main(arguments) == 1
    assert "no.csv" in capsys.readouterr().err


def test_a_result_that_cannot_be_written_is_refused(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = answers.with_name("nowhere") / "result.json"
    assert main(["drivers", str(answers), "--target", "2", "--drivers", "3-5", "--out", str(out)]) == 1
    assert "写不了" in capsys.readouterr().err
