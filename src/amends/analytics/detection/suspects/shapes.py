# SPDX-License-Identifier: Apache-2.0
"""Columns whose shape alone rules them out: constants, identifiers, free text; and copies of another column."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.detection.columns import Columns, Integers, as_numbers, dense_codes, is_category
from amends.analytics.detection.suspects.suspect import SuspectColumn, SuspectKind

IDENTIFIER = re.compile(
    r"(^|[_\s])(id|no|uuid|guid|key)$|编号|号码$|流水号|手机号|工单号|序号|用户id", re.IGNORECASE
)
FEW = 20


def by_shape(name: str, position: int, values: NDArray[Any]) -> SuspectColumn | None:
    """A constant, an identifier or a free text; None for an ordinary column."""
    codes = dense_codes(values)
    given = codes[codes >= 0]
    distinct = int(np.unique(given).size)
    if distinct == 0 or (distinct == 1 and given.size == codes.size):
        zh, en = (
            ("整列为空", "always blank") if not distinct else ("整列只有一个值", "one value in every row")
        )
        return SuspectColumn(name, position, SuspectKind.CONSTANT, zh, en, True)
    if is_category(values):
        return _text(name, position, distinct, given, rows=codes.size)
    return _number_identifier(name, position, as_numbers(values), distinct)


def copies(columns: Columns, positions: dict[str, int]) -> list[SuspectColumn]:
    """Columns that are an earlier one again: equal, in another unit, or with other codes for the same levels."""
    first: dict[bytes, str] = {}
    found = []
    for name, values in columns.items():
        earlier = first.setdefault(_fingerprint(values), name)
        if earlier != name:
            zh = f"与“{earlier}”逐行相同（或只是单位、代码不同），只留前一列"
            en = f"the same as {earlier!r} in every row (but for unit or codes); the first is kept"
            found.append(SuspectColumn(name, positions[name], SuspectKind.DUPLICATE, zh, en, True))
    return found


def _text(name: str, position: int, distinct: int, given: Integers, *, rows: int) -> SuspectColumn | None:
    if distinct < 30 or distinct < 0.5 * given.size:
        return None
    kind = SuspectKind.IDENTIFIER if distinct == given.size == rows else SuspectKind.TEXT
    zh = f"{given.size} 个值里有 {distinct} 个互不相同：是编号或自由文本，学不出规律"
    en = f"{distinct} distinct among {given.size} values: an identifier or free text, nothing to learn from"
    return SuspectColumn(name, position, kind, zh, en, True)


def _number_identifier(
    name: str, position: int, numbers: NDArray[np.float64], distinct: int
) -> SuspectColumn | None:
    given = numbers[~np.isnan(numbers)]
    if distinct < 0.98 * given.size or given.size < 50 or (given % 1 != 0).any():
        return None
    steady = bool((np.diff(given) > 0).all()) or bool((np.diff(given) < 0).all())
    dense = distinct > 0.5 * (given.max() - given.min() + 1)
    if not (steady or dense or IDENTIFIER.search(name)):
        return None
    zh = f"{distinct} 个整数几乎各不相同{'且按行递增或递减' if steady else ''}：像编号，不是特征"
    en = f"{distinct} nearly all distinct whole numbers{', in row order' if steady else ''}: an identifier"
    return SuspectColumn(name, position, SuspectKind.IDENTIFIER, zh, en, True)


def _fingerprint(values: NDArray[Any]) -> bytes:
    codes = dense_codes(values)
    if not is_category(values) and codes.max(initial=0) >= FEW:
        return codes.tobytes()
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    order = np.empty(first.size, dtype=np.int64)
    order[np.argsort(first)] = np.arange(first.size)
    return np.where(codes < 0, -1, order[inverse]).tobytes()
