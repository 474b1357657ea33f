# SPDX-License-Identifier: Apache-2.0
"""Reason templates to sentences: numbers as people say them, nothing said where a value is missing."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.causes.meaning import FeatureMeaning

PLACE = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
_DIGITS = "零一二三四五六七八九"
_LARGEST_COUNT = 99
_SIZES = {"kb": 1.0, "mb": 1024.0, "gb": 1024.0**2}

Say = Callable[[int], str | None]


class UnknownFormat(ValueError):
    """A reason template asks for a format that numbers do not have."""


def sentence(meaning: FeatureMeaning, columns: Mapping[str, NDArray[Any]]) -> Say:
    """A function from row number to the reason in words; None where a place of the template has no value."""
    pieces = PLACE.split(meaning.reason_zh)
    texts, names, formats = pieces[0::3], pieces[1::3], pieces[2::3]
    sources = [columns.get(meaning.name if name == "value" else name) for name in names]
    if any(source is None for source in sources):
        return lambda _row: None

    def say(row: int) -> str | None:
        out = [texts[0]]
        for source, form, text in zip(sources, formats, texts[1:], strict=True):
            shown = in_words(source[row], form or "") if source is not None else None
            if shown is None:
                return None
            out += [shown, text]
        return "".join(out)

    return say


def in_words(value: Any, form: str = "") -> str | None:
    """One value as text; None when missing.

    `zh` is a count in characters, `%` a share, `kb`, `mb`, `gb` an amount of data in that unit; else Python's format.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    number = float(value)
    return None if np.isnan(number) else _number_in_words(number, form)


def _number_in_words(number: float, form: str) -> str:
    if form == "zh":
        return count_zh(number)
    if form in _SIZES:
        return size(number * _SIZES[form])
    if form == "%":
        return f"{number:.0%}"
    return plain(number) if not form else _formatted(number, form)


def plain(number: float) -> str:
    """At most two decimals, none that say nothing: 86.0 → 86, 3.10 → 3.1."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def size(kilobytes: float) -> str:
    """An amount of data in the unit that reads best: 17425910 → 16.6GB."""
    for unit, factor in (("GB", 1024**2), ("MB", 1024)):
        if abs(kilobytes) >= factor:
            return f"{kilobytes / factor:.1f}".removesuffix(".0") + unit
    return f"{kilobytes:.0f}KB"


def count_zh(number: float) -> str:
    """A count before a measure word: 2 → 两, 12 → 十二; other numbers as digits."""
    if number % 1 or not 0 <= number <= _LARGEST_COUNT:
        return plain(number)
    tens, ones = divmod(int(number), 10)
    if not tens:
        return "两" if ones == 2 else _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _formatted(number: float, form: str) -> str:
    try:
        return format(number, form)
    except ValueError:
        raise UnknownFormat(f"理由模板里的格式“{form}”无法用于数字 (unknown number format)") from None
