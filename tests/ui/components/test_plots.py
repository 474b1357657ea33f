# SPDX-License-Identifier: Apache-2.0
"""Charts by what they show: their numbers, where things stand, and that they are JSON for the strict policy."""

import json
from collections.abc import Callable

import pytest

from amends.ui import gallery_charts
from amends.ui.components import plots

SAMPLES = gallery_charts.samples()


@pytest.mark.parametrize(
    ("chart", "key"), [(each[2], each[0]) for each in SAMPLES], ids=[e[0] for e in SAMPLES]
)
def test_every_chart_is_plain_json_and_has_its_numbers(chart: plots.Chart, key: str) -> None:
    assert json.loads(json.dumps(chart.option))["series"]
    assert chart.table.rows
    assert all(len(row.cells) == len(chart.table.columns) for row in chart.table.rows)


def test_bridge_stands_where_the_parts_lead() -> None:
    steps = (plots.Step("甲", 70.0, total=True), plots.Step("降", -2.5), plots.Step("升", 1.0))
    data = plots.bridge(steps).option["series"][0]["data"]
    assert [each["value"][:2] for each in data[1:]] == [[70.0, 67.5], [67.5, 68.5]]
    assert [each["words"] for each in data] == ["70.00", "-2.50", "+1.00"]
    assert [each["itemStyle"]["color"] for each in data] == ["@accent", "@red", "@green"]


def test_hidden_figure_is_a_dash_and_is_not_drawn() -> None:
    chart = plots.intervals([plots.Dot("甲", 70.0, 68.0, 72.0), plots.Dot("乙", None, note="人数不足")])
    assert [len(series["data"]) for series in chart.option["series"]] == [1, 1]
    assert list(chart.table.rows[1].cells) == ["乙", "—", "—", "—", "人数不足"]


def test_minus_zero_is_zero() -> None:
    assert list(plots.bars(["甲"], {"得分": [-0.001]}).table.rows[0].cells) == ["甲", "0.0"]


def test_fields_of_a_map_reach_the_ends_of_the_axes() -> None:
    points = [plots.Point("甲", 60, 0.1), plots.Point("乙", 80, 0.3)]
    corners = ("左上", "右上", "右下", "左下")
    chart = plots.quadrants(points, x="得分", y="重要性", x_line=70, y_line=0.2, corners=corners)
    fields = {
        low["name"]: (low["xAxis"], high["xAxis"])
        for low, high in chart.option["series"][0]["markArea"]["data"]
    }
    assert fields == {"左上": (56.0, 70), "右上": (70, 84.0), "右下": (70, 84.0), "左下": (56.0, 70)}


def test_caption_says_what_the_numbers_are(tags: Callable[..., str]) -> None:
    html = tags(
        "{% chart 'x' chart '各机构' definition='平均分' period='2026 年' base='812 人' %}",
        chart=plots.intervals([plots.Dot("甲", 70.0)]),
    )
    for words in ("口径：平均分", "统计期：2026 年", "基数：812 人", 'data-rows="2"', "70.0"):
        assert words in html


def test_line_axis_has_no_finer_steps_than_asked() -> None:
    chart = plots.lines(["去年", "今年"], {"得分": [71.78, 71.79]}, least_step=1)
    assert chart.option["yAxis"]["minInterval"] == 1


def test_names_in_a_map_stand_away_from_the_nearest_other_point() -> None:
    points = [plots.Point("a", 50, 50, "accent", ""), plots.Point("b", 51, 50, "accent", ""),
              plots.Point("c", 90, 20, "accent", ""), plots.Point("d", 90, 30, "accent", "")]  # fmt: skip
    chart = plots.quadrants(points, x="x", y="y", x_line=70, y_line=40, corners=("1", "2", "3", "4"))
    sides = [each["label"]["position"] for each in chart.option["series"][0]["data"]]
    assert sides == ["left", "right", "bottom", "top"]
