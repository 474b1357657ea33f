# SPDX-License-Identifier: Apache-2.0
"""What a file of sales must say, and what makes a row of it impossible."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from amends.apps.satisfaction.rules.columns import Field, Given, Problem
from amends.apps.satisfaction.rules.reading import Cell, Fault, Unreadable, one_of, text_of, words

_MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
FIRST_YEAR = 1990  # before it nobody sold a line; the first years do not even exist in every zone
CHANNEL_WORDS = {
    "电话": "phone", "短信": "sms", "网上与掌厅": "online", "网上": "online", "掌厅": "online", "在线客服": "chat",
    "营业厅": "hall", "上门": "visit", "信函或邮件": "letter", "代理网点": "agent", "代理": "agent", "其他": "other",
}  # fmt: skip


def sale_fields(zone: tzinfo) -> tuple[Field, ...]:
    """The columns; moments without a zone are in `zone`."""
    at = moment(zone)
    codes = {code: code for code in CHANNEL_WORDS.values()}
    return (
        Field("reference", ("订单号",), words(64)),
        Field("customer", ("客户编号",), words(64)),
        Field("campaign", ("活动编码",), words(40), blank="", optional=True),
        Field("channel", ("渠道",), one_of(CHANNEL_WORDS | codes)),
        Field("seller", ("销售工号",), words(40)),
        Field("sold_at", ("办理时间",), at),
        Field("consented_at", ("确认知情同意时间",), at, optional=True),
        Field("reversed_at", ("冲正或退订时间",), at, optional=True),
    )


def moment(zone: tzinfo) -> Callable[[Cell], datetime]:
    """A reader of moments: a cell of a spreadsheet, `2026-10-08 14:30` or `2026-10-08`. Raises `Unreadable`."""

    def read(cell: Cell) -> datetime:
        found = given(cell)
        if not FIRST_YEAR <= found.year < 9999:
            raise Unreadable(Fault.NO_MOMENT)
        return found

    def given(cell: Cell) -> datetime:
        if isinstance(cell, datetime):
            return cell if cell.tzinfo else cell.replace(tzinfo=zone)
        if isinstance(cell, date):
            return datetime(cell.year, cell.month, cell.day, tzinfo=zone)
        found = _MOMENT.fullmatch(text_of(cell))
        try:
            parts = [int(each or 0) for each in found.groups()] if found else []
            return datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type]  # six whole numbers, or none
        except (TypeError, ValueError):
            raise Unreadable(Fault.NO_MOMENT) from None

    return read


def sale_fault(row: int, values: Mapping[str, Any]) -> Problem | None:
    """A sale that was undone before it was made."""
    undone = values["reversed_at"]
    if undone is not None and undone < values["sold_at"]:
        return Problem(row, "冲正或退订时间", Fault.TOO_EARLY, "", "办理时间")
    return None


def twice(row: int, reference: str) -> Problem:
    """An order number that stands twice, or that is another customer's."""
    return Problem(row, "订单号", Fault.TWICE, reference)


def no_customer(given: Given) -> Problem:
    """A customer that there is not, or that is out of sight."""
    return Problem(given.row, "客户编号", Fault.NO_CUSTOMER, str(given.values["customer"]))


def sale_example() -> tuple[str, ...]:
    """One row of the file, in the order of the columns."""
    return ("O-20261008-0001", "客户编号", "old-friends-2026", "营业厅", "10086", "2026-10-08 14:30",
            "2026-10-08 14:32", "")  # fmt: skip
