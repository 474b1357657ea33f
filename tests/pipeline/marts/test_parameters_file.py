# SPDX-License-Identifier: Apache-2.0
"""What an operator writes for the list: all of it counts, and every mistake is named at once."""

from pathlib import Path

import pytest

from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.parameters_file import WrongParameters, read_parameters

WRITTEN = """
capacity: 12
capacities: {"007": 3, YP1-T1: 0}
dissatisfied_at_most: 5
tier_weights: {gold: 1.5}
"""


def _read(folder: Path, text: str) -> Parameters:
    file = folder / "list.yaml"
    file.write_text(text, encoding="utf-8")
    return read_parameters(file)


def test_what_is_written_counts_and_the_rest_stays_as_it_is(tmp_path: Path) -> None:
    read = _read(tmp_path, WRITTEN)
    assert (read.capacity, dict(read.capacities), read.dissatisfied_at_most) == (
        12,
        {"007": 3, "YP1-T1": 0},
        5,
    )
    assert read.tier_weights == {"standard": 1.0, "silver": 1.0, "gold": 1.5, "diamond": 1.0}
    assert (read.stated, read.salt) == (Parameters().stated, Parameters().salt)


@pytest.mark.parametrize("text", ["", "# nothing yet", "{}"])
def test_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == Parameters()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("capacity: -1", "capacity 应为不小于 0 的整数"),
        ("capacity: 2.5", "2.5"),
        ("capacity: yes", "True"),
        ("capacities: 3", "机构编码: 人数"),
        ("capacities: {007: 3}", "加引号"),
        ("capacities: {A: many}", "中的 A 应为不小于 0 的整数"),
        ("dissatisfied_at_most: 11", "1 到 10"),
        ("tier_weights: {platinum: 2}", "platinum"),
        ("tier_weights: {gold: 0}", "大于 0"),
        ("salt: x", "不认识「salt」"),
        ("- capacity", "名称: 数值"),
        ("capacity: [", "无法读取"),
    ],
)
def test_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongParameters, match=r"list\.yaml") as refused:
        _read(tmp_path, text)
    assert said in str(refused.value)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(WrongParameters) as refused:
        _read(tmp_path, "capacity: x\ncapacities: {A: -1, B: 1.5}\n")
    assert len(refused.value.problems) == 3
