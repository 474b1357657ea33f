# SPDX-License-Identifier: Apache-2.0
"""Charts: an ECharts option as plain data, and the same numbers as a table for those who do not see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from amends.ui.components.tables import Column, Row, Table

Option = Mapping[str, Any]


def value_of(point: object) -> object:
    """The number of one data point, which ECharts lets be bare or wrapped with a style."""
    return point.get("value") if isinstance(point, Mapping) else point


def first(part: object) -> Mapping[str, Any]:
    """An axis may be one mapping or a list of them; the first is the one that the table follows."""
    if isinstance(part, Mapping):
        return part
    return part[0] if isinstance(part, Sequence) and part else {}


def by_category(option: Option, categories: Sequence[object], label: str, caption: str) -> Table:
    """One row a category, one column a series."""
    series = [one for one in option["series"] if one.get("data")]
    names = [Column(str(one.get("name", "")), kind="number") for one in series]
    rows = [
        Row([category, *(value_of(one["data"][at]) for one in series)])
        for at, category in enumerate(categories)
    ]
    return Table(caption=caption, columns=[Column(label), *names], rows=rows, fold=False)


def by_point(option: Option, x_label: str, y_label: str, caption: str) -> Table:
    """One row a point of any series, for charts with two number axes."""
    rows = []
    for one in option["series"]:
        for point in one.get("data", ()):
            x, y = list(value_of(point))[:2]  # type: ignore[call-overload]  # points of such charts are pairs
            rows.append(Row([one.get("name", ""), x, y]))
    columns = [Column(""), Column(x_label, kind="number"), Column(y_label, kind="number")]
    return Table(caption=caption, columns=columns, rows=rows, fold=False)


def chart_table(option: Option, caption: str) -> Table:
    """The numbers of a chart as a table: by category where an axis has categories, else point by point."""
    x, y = first(option.get("xAxis")), first(option.get("yAxis"))
    for axis in (x, y):
        if axis.get("data"):
            return by_category(option, axis["data"], axis.get("name", ""), caption)
    return by_point(option, x.get("name", "x"), y.get("name", "y"), caption)
