# SPDX-License-Identifier: Apache-2.0
"""The numbers of a chart for those who do not see it."""

from amends.ui.components.charts import chart_table
from amends.ui.gallery import line_option, reliability_option


def test_categories_become_rows_and_series_columns() -> None:
    table = chart_table(line_option(), "修复成功率")
    assert [column.label for column in table.columns] == ["月", "修复成功率", "对照组"]
    assert list(table.rows[0].cells) == ["6 月", 41.2, 22.1]
    assert len(table.rows) == 6


def test_categories_may_stand_on_the_other_axis() -> None:
    series = [{"name": "概率", "data": [{"value": 3}, {"value": 5}]}]
    option = {
        "xAxis": {"type": "value"},
        "yAxis": [{"name": "原因", "data": ["资费", "网络"]}],
        "series": series,
    }
    assert [list(row.cells) for row in chart_table(option, "").rows] == [["资费", 3], ["网络", 5]]


def test_points_become_rows_where_no_axis_has_categories() -> None:
    table = chart_table(reliability_option(), "可靠性")
    assert [column.label for column in table.columns] == ["", "预测", "实际"]
    assert list(table.rows[2].cells) == ["校准", 0.3, 0.27]
