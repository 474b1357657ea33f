# SPDX-License-Identifier: Apache-2.0
"""`amends classify` from files to files, as somebody uses it who sorts complaints."""

import csv
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from amends.analytics.language.classifying import ClassifierSpec
from amends.cli import classify
from amends.cli.main import main

CLASSES = {
    "资费": ("流量费", "扣费", "多收", "账单"),
    "网络": ("信号", "掉话", "断网", "网速"),
    "服务": ("师傅", "态度", "排队", "推诿"),
}
HEADER = ["编号", "主题", "内容", "分类"]

Rows = list[list[Any]]


def _rows(seed: int, count: int) -> Rows:
    rng, made = np.random.default_rng(seed), []
    for i in range(count):
        name = list(CLASSES)[int(rng.integers(0, 3))]
        first, second = rng.choice(CLASSES[name], 2, replace=False)
        filler = "".join(rng.choice(list("的我家这里昨天还没有请尽快处理怎么回事"), 8))
        made.append([i, f"{first}问题", f"{filler}，{second}，电话1380000{i:04d}", name])
    return made


def _write(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sheet(path: Path) -> Rows:
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """Fewer folds: the tests look at what the command does with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classify, "ClassifierSpec", partial(ClassifierSpec, folds=3, repeats=1, resamples=20))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """F and G, and a model that learnt from F."""
    place = tmp_path_factory.mktemp("classify")
    _write(place / "f.csv", [HEADER, *_rows(1, 200)])
    _write(place / "g.csv", [HEADER[:3], *(row[:3] for row in _rows(2, 60))])
    assert main(["classify", "train", "--text", "主题,内容", "--label", "分类", str(place / "f.csv"),
                 "--out", str(place / "model"), "--report", str(place / "report.json")]) == 0  # fmt: skip
    return place


def _predict(folder: Path, given: Path, out: Path, *more: str) -> int:
    return main(["classify", "predict", str(folder / "model"), str(given), "--out", str(out), *more])


def test_every_row_is_predicted_beside_its_columns_in_order(folder: Path, tmp_path: Path) -> None:
    assert _predict(folder, folder / "g.csv", tmp_path / "h.csv") == 0
    found, truth = _read(tmp_path / "h.csv"), _rows(2, 60)
    assert list(found[0]) == [*HEADER[:3], "predicted", "probability", "sure"]
    assert [[row[c] for c in HEADER[:3]] for row in found] == [[str(v) for v in row[:3]] for row in truth]
    assert np.mean([row["predicted"] == true[3] for row, true in zip(found, truth, strict=True)]) > 0.9
    assert all(0 < float(row["probability"]) < 1 for row in found)
    assert {row["sure"] for row in found} <= {"yes", "no"}


def test_a_sheet_is_written_where_the_suffix_says_so(folder: Path, tmp_path: Path) -> None:
    assert _predict(folder, folder / "g.csv", tmp_path / "h.csv") == 0
    assert _predict(folder, folder / "g.csv", tmp_path / "h.xlsx") == 0
    sheet = _sheet(tmp_path / "h.xlsx")
    plain = [list(row.values()) for row in _read(tmp_path / "h.csv")]
    assert [[str(v) for v in row[:4]] for row in sheet[1:]] == [row[:4] for row in plain]
    assert [row[4] for row in sheet[1:]] == [float(row[4]) for row in plain]
    assert isinstance(sheet[1][4], float)


def test_empty_texts_keep_their_rows(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["主题", "内容"], ["信号弱", "掉话"], ["", ""], [" ", "　"], ["多收", "账单"]]
    given = _write(tmp_path / "g.csv", rows)
    assert _predict(folder, given, tmp_path / "h.csv") == 0
    found = _read(tmp_path / "h.csv")
    assert [row["predicted"] for row in found] == ["网络", "", "", "资费"]
    assert [(row["probability"], row["sure"]) for row in found[1:3]] == [("", "no")] * 2
    assert "2 行没有文本，预测留空：第 3、4 行" in capsys.readouterr().out


def test_text_is_masked_where_asked_and_otherwise_as_it_was(folder: Path, tmp_path: Path) -> None:
    assert _predict(folder, folder / "g.csv", tmp_path / "h.csv", "--masked") == 0
    assert _predict(folder, folder / "g.csv", tmp_path / "as_is.csv") == 0
    assert all("138****" in row["内容"] for row in _read(tmp_path / "h.csv"))
    assert all("1380000" in row["内容"] for row in _read(tmp_path / "as_is.csv"))


def test_another_column_may_hold_the_text(folder: Path, tmp_path: Path) -> None:
    given = _write(tmp_path / "g.csv", [["a", "故事", "predicted"], [1, "信号弱，老掉话", "旧"]])
    assert _predict(folder, given, tmp_path / "h.csv", "--text", "故事") == 0
    row = _read(tmp_path / "h.csv")[0]
    assert (row["predicted"], row["predicted（原）"]) == ("网络", "旧")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_is_read(folder: Path, tmp_path: Path, encoding: str) -> None:
    given = _write(tmp_path / "g.csv", [["主题", "内容"], ["信号弱", "掉话，断网"]], encoding)
    assert _predict(folder, given, tmp_path / "h.csv") == 0
    assert _read(tmp_path / "h.csv")[0]["predicted"] == "网络"


def test_a_file_without_header_is_used_by_position(tmp_path: Path) -> None:
    train = _write(tmp_path / "f.csv", [[row[2], row[3]] for row in _rows(1, 200)])
    given = _write(tmp_path / "g.csv", [[row[2]] for row in _rows(2, 30)])
    model, out = str(tmp_path / "model"), tmp_path / "h.csv"
    asked = ["classify", "train", "--no-header", "--text", "1", "--label", "2", str(train), "--out", model]
    assert main(asked) == 0
    assert main(["classify", "predict", model, str(given), "--out", str(out)]) == 0
    found = _read(out)
    assert [row["第1列"] for row in found] == [row[2] for row in _rows(2, 30)]
    assert np.mean([row["predicted"] == true[3] for row, true in zip(found, _rows(2, 30), strict=True)]) > 0.8
    headed = _write(tmp_path / "headed.csv", [["文本"], ["信号弱，掉话"]])
    assert (
        main(["classify", "predict", model, str(headed), "--header", "--text", "文本", "--out", str(out)])
        == 0
    )
    assert len(_read(out)) == 1


def test_the_report_holds_what_it_promises(folder: Path) -> None:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["macro_f1"] > 0.9
    assert {c["name"] for c in report["classes"]} == set(CLASSES)
    assert report["sure"]["asked"] == 0.95
    assert report["reliability"]
    assert report["confusions"] is not None


def test_the_same_file_gives_the_same_model(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    main(
        [
            "classify",
            "train",
            "--text",
            "主题",
            "--text",
            "内容",
            "--label",
            "分类",
            str(folder / "f.csv"),
            "--out",
            str(again),
        ]
    )
    assert again.read_bytes() == (folder / "model").read_bytes()


def test_odd_rows_are_told_by_their_place_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = _rows(1, 200)
    rows[3][2], rows[5][3], rows[8][2] = "", "", rows[7][2]
    rows[7][3], rows[8][3] = "资费", "网络"
    given = _write(tmp_path / "f.csv", [HEADER, *rows])
    asked = [
        "classify",
        "train",
        "--text",
        "内容",
        "--label",
        "分类",
        str(given),
        "--out",
        str(tmp_path / "m"),
    ]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "1 行没有文本，没有用来学习 (empty texts)：第 5 行" in said
    assert "1 行有文本而没有标签，没有用来学习 (unlabelled texts)：第 7 行" in said
    assert "1 组文本相同而标签不同，请核对 (same text, different labels)：第 9、10 行" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--text", "内文"], "“内容”（第 3 列）"),
        (["--text", "内文"], "--no-header"),
        (["--text", "9"], "没有“9”这一列"),
        (["--label", "类别"], "“分类”（第 4 列）"),
        (["--label", "内容"], "同一列"),
        (["--label", "编号"], "标签列像编号"),
        (["--no-header"], "只能用第几列"),
        (["--out", "nowhere/model"], "nowhere"),
    ],
)
def test_what_cannot_be_learnt_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: list[str], said: str
) -> None:
    asked = [
        "classify",
        "train",
        str(folder / "f.csv"),
        "--text",
        "内容",
        "--label",
        "分类",
        "--out",
        str(tmp_path / "m"),
    ]
    assert main([*asked, *change]) == 1
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_data_in_the_place_of_a_header_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = _write(tmp_path / "f.csv", [[row[2], row[3]] for row in _rows(1, 200)])
    assert (
        main(["classify", "train", "--text", "1", "--label", "2", str(given), "--out", str(tmp_path / "m")])
        == 1
    )
    assert "--no-header" in capsys.readouterr().err


def test_what_cannot_be_predicted_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(said: str, model: str, given: Path, out: Path, *more: str) -> None:
        assert main(["classify", "predict", model, str(given), "--out", str(out), *more]) == 1
        assert said in capsys.readouterr().err

    model, given, out = str(folder / "model"), folder / "g.csv", tmp_path / "h.csv"
    other = _write(tmp_path / "other.csv", [["x", "y"], ["信号", "弱"]])
    refused("没有训练时用的文本列“主题”", model, other, out)
    refused("--no-header", model, other, out)
    refused("没有“故事”这一列", model, given, out, "--text", "故事")
    refused("不是 amends classify 的模型", str(folder / "report.json"), given, out)
    refused("nowhere", "nowhere", given, out)
    refused("nowhere.csv", model, Path("nowhere.csv"), out)
    refused("不能写到 G 自己上", model, given, given)
    refused("写不了", model, given, tmp_path / "no" / "h.csv")
    assert not out.exists()


def test_a_share_that_is_none_is_wrong_usage(folder: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["classify", "train", "f", "--text", "1", "--label", "2", "--out", "m", "--precision", "95"])
    assert stopped.value.code == 2
