# SPDX-License-Identifier: Apache-2.0
"""What a file of plans must say."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from amends.apps.satisfaction.rules.columns import Field, Problem
from amends.apps.satisfaction.rules.reading import Cell, Fault, Unreadable, number, text_of, words

MOST_YUAN = 1_000_000


def plan_fields() -> tuple[Field, ...]:
    """The columns."""
    return (
        Field("code", ("套餐编码", "编码"), words(40)),
        Field("name", ("套餐名称", "名称"), words(80)),
        Field("fee_fen", ("月费元", "月费"), fen, optional=True),
        Field("on_sale_date", ("上架日期",), day),
        Field("retired_date", ("下架日期",), day, optional=True),
        Field("successor", ("接续套餐", "接续套餐编码"), words(40), blank="", optional=True),
        Field("path", ("迁移路径",), words(200), blank="", optional=True),
    )


def plan_fault(row: int, values: Mapping[str, Any]) -> Problem | None:
    """A plan that ends before it begins, or follows itself."""
    retired = values["retired_date"]
    if retired is not None and retired <= values["on_sale_date"]:
        return Problem(row, "下架日期", Fault.OFF_SCALE, str(retired), f"{values['on_sale_date']} 之后")
    if values["successor"] == values["code"]:
        return Problem(row, "接续套餐", Fault.UNKNOWN, values["code"], "另一个套餐")
    return None


def leads_nowhere(row: int, said: str) -> Problem:
    """A successor that is neither in the file nor in the catalogue."""
    return Problem(row, "接续套餐", Fault.UNKNOWN, said, "文件里或目录里有的套餐编码")


def plan_example() -> tuple[str, ...]:
    """One row of the file."""
    return (
        "P-128",
        "畅享128",
        "128",
        "2024-01-01",
        "2026-12-31",
        "P-139",
        "到期自动转，资费不涨，可随时退回",
    )


def fen(cell: Cell) -> int:
    """Yuan as fen, not below nothing and no more than anybody pays. Raises `Unreadable`."""
    found = number(cell)
    if found < 0:
        raise Unreadable(Fault.TOO_SMALL, "0")
    if not found <= MOST_YUAN:
        raise Unreadable(Fault.OFF_SCALE, f"0-{MOST_YUAN}")
    return round(found * 100)


def day(cell: Cell) -> date:
    """`2026-10-01`, `2026/10/1`, or the date of a spreadsheet. Raises `Unreadable`."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    parts = text_of(cell).replace("/", "-").replace(".", "-").split("-")
    try:
        year, month, number_of = (int(part) for part in parts)
        return date(year, month, number_of)
    except ValueError:
        raise Unreadable(Fault.UNKNOWN, "2026-10-01") from None
