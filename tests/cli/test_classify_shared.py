# SPDX-License-Identifier: Apache-2.0
"""Real complaints to a city government: a fifth is held back, the rest is learnt from."""

import csv
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from amends.analytics.language.classifying import ClassifierSpec
from amends.analytics.language.classifying.measures import confusion_counts, f1_by_class
from amends.cli import classify
from amends.cli.main import main
from amends.pipeline.intake.reading import cell_text, read_table

pytestmark = pytest.mark.shared


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer folds than the command takes: what is held back here is judged here."""
    monkeypatch.setattr(classify, "ClassifierSpec", partial(ClassifierSpec, folds=3, repeats=1, resamples=20))


Held = tuple[float, float, float]


def _held_out(rows: list[list[str]], label: int, folder: Path, *columns: str) -> Held:
    """Macro-F1 on every fifth row, the share of it that is sure, and the share of that which is right."""
    parts = {"f": [r for i, r in enumerate(rows) if i % 5], "g": rows[::5]}
    for name, part in parts.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(part)
    asked = [
        "classify",
        "train",
        str(folder / "f.csv"),
        "--no-header",
        *columns,
        "--out",
        str(folder / "model"),
    ]
    assert main(asked) == 0
    assert (
        main(
            [
                "classify",
                "predict",
                str(folder / "model"),
                str(folder / "g.csv"),
                "--out",
                str(folder / "h.csv"),
            ]
        )
        == 0
    )
    with (folder / "h.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    truth = [row[label] for row in parts["g"]]
    return _measured(truth, [row["predicted"] for row in found], [row["sure"] == "yes" for row in found])


def _measured(truth: list[str], predicted: list[str], sure: list[bool]) -> Held:
    number = {name: k for k, name in enumerate(sorted(set(truth)))}
    actual, said = (np.array([number[name] for name in names]) for names in (truth, predicted))
    kept = np.array(sure)
    f1 = float(f1_by_class(confusion_counts(actual, said, len(number))).mean())
    return f1, float(kept.mean()), float((actual == said)[kept].mean())


def _table(path: Path, header_row: int | None) -> list[list[str]]:
    if not path.is_file():
        pytest.skip(f"needs {path.name} of ../shared")
    table = read_table(path, header_row=header_row)
    return [list(map(cell_text, row)) for row in zip(*table.columns, strict=True)]


def test_segmented_complaints_are_sorted(shared_dir: Path, tmp_path: Path) -> None:
    rows = _table(shared_dir / "data" / "smart_gov" / "附件2_segmented_labelled.xlsx", 0)
    f1, share, right = _held_out(rows, 1, tmp_path, "--text", "1", "--label", "2")
    assert f1 > 0.915
    assert share > 0.85
    assert right > 0.94


def test_raw_complaints_are_sorted(shared_dir: Path, tmp_path: Path) -> None:
    rows = _table(shared_dir / "data" / "smart_gov" / "raw_labelled.csv", None)
    f1, share, right = _held_out(rows, 5, tmp_path, "--text", "3,5", "--label", "6")
    assert f1 > 0.84
    assert share > 0.45
    assert right > 0.92
