# SPDX-License-Identifier: Apache-2.0
"""What a step asks for that the intake heard already: it stands there filled in, to be confirmed or corrected."""

import re
from collections.abc import Mapping
from typing import Final

from amends.kernel.identifiers import normal_text

Facts = Mapping[str, object]
CONFIRM, ANALYSE = "confirm", "analyse"
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {ANALYSE: ("how_much",)}  # the words it was read from
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_DIGITS: Final = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = r"\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+"
_MONEY = re.compile(rf"(?P<each>每[个]?[月天日年次]\D{{0,6}})?(?P<number>{_NUMBER})\s*(?:元|块)")
_TOTAL = re.compile(rf"(?:共|总共|合计|总计|累计)\D{{0,6}}?(?P<number>{_NUMBER})\s*(?:元|块)")
_DAYS = re.compile(rf"(?P<number>{_NUMBER})\s*天")


def heard(step: str, facts: Facts, *, summary: str = "", confirmed: bool = False) -> dict[str, object]:
    """What is on record of the fields of a step beside the facts, by code: two steps ask for what the intake heard in
    other words.

    `summary` is what was read back to the customer at the intake, and `confirmed` whether they said that it is right.
    """
    if step == CONFIRM and summary:
        return {"restatement_zh": summary, "customer_confirmed": confirmed}
    if step != ANALYSE:
        return {}
    told = str(facts.get("how_much") or "")
    found = {
        "impact_money": amount_in(told or str(facts.get("story_zh") or "")),
        "impact_days": days_in(told),
    }
    return {code: value for code, value in found.items() if value is not None}


def changed(heard_before: Facts, record: Facts) -> frozenset[str]:
    """The fields of a step that are recorded otherwise than the intake heard them."""
    return frozenset(code for code, value in heard_before.items() if record.get(code) != value)


def amount_in(text: str) -> int | float | None:
    """The amount of money that a text speaks of, in yuan: the total where it names one, else the only amount. A sum for
    each month is no total."""
    told = normal_text(text)
    if total := _TOTAL.search(told):
        return number_of(total["number"])
    found = {number_of(each["number"]) for each in _MONEY.finditer(told) if not each["each"]}
    return found.pop() if len(found) == 1 else None


def days_in(text: str) -> int | float | None:
    """For how many days, where a text names one number of days."""
    found = {number_of(each["number"]) for each in _DAYS.finditer(normal_text(text))}
    return found.pop() if len(found) == 1 else None


def number_of(written: str) -> int | float:
    """A number in digits or in Chinese up to 99,999,999: `1,200.5`, `两百三十七`, `一万二`."""
    if written[0].isdecimal() and written.isascii():
        value = float(written.replace(",", ""))
        return int(value) if value.is_integer() else value
    head, _ten_thousand, tail = written.rpartition("万")
    return _below(head or ("一" if _ten_thousand else "")) * 10_000 + _below(
        tail, after=10_000 if _ten_thousand else 0
    )


def _below(written: str, *, after: int = 0) -> int:
    """A number below ten thousand; a digit that ends it counts by the unit before it: 三百五 is 350."""
    total, digit, unit = 0, 0, after
    for letter in written:
        if letter in _UNITS:
            total, unit, digit = total + (digit or 1) * _UNITS[letter], _UNITS[letter], 0
        else:
            digit, unit = _DIGITS[letter], 1 if letter in "零〇" else unit
    return total + digit * (unit // 10 if unit >= 100 else 1)
