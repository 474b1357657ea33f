# SPDX-License-Identifier: Apache-2.0
"""Amounts and dates in what is promised, and whether they were confirmed to the customer."""

import re
from collections.abc import Sequence

from amends.analytics.language.checking.rules import Context

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMBER = re.compile("[零〇一二两三四五六七八九十百千万]+")
_SAME = (("块钱", "元"), ("块", "元"), ("￥", ""), ("人民币", ""), ("号", "日"), ("个", ""), ("之前", "前"))


def is_confirmed(said: str, context: Context, confirmed: Sequence[str]) -> bool:
    """Whether every amount and date of a promise stands in one of the confirmed ones. Without any it is not."""
    values = [plain_value(match[0]) for match in context.value.finditer(said)]
    known = [plain_value(each) for each in confirmed]
    return bool(values) and all(any(_stands_in(value, each) for each in known) for value in values)


def plain_value(said: str) -> str:
    """An amount or a date in one way of writing: 五十块钱 → 50元."""
    plain = re.sub(r"[\s,]", "", _NUMBER.sub(lambda match: _number(match[0]), said))
    for one, other in _SAME:
        plain = plain.replace(one, other)
    return plain


def _stands_in(value: str, known: str) -> bool:
    return bool(re.search(rf"(?<!\d)(?<!\d\.){re.escape(value)}", known))


def _number(said: str) -> str:
    """A number in figures; digits one after the other stay so: 二〇二六 → 2026."""
    if not any(sign in _TENS for sign in said):
        return "".join(_DIGITS[sign] for sign in said)
    total, section, digit = 0, 0, 0
    for sign in said:
        if sign in _DIGITS:
            digit = int(_DIGITS[sign])
        elif sign == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _TENS[sign], 0
    return str(total + section + digit)
