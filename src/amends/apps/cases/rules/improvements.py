# SPDX-License-Identifier: Apache-2.0
"""Improvements and self-assessments: who must own them together, what a low mark asks for, what a score is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

LOWEST, HIGHEST, LOW_UP_TO = 1, 5, 2
PUBLICITY_GAP: Final = 4  # what was said differs from what is done: no department closes it on its own


class MarksWrong(ValueError):
    """An element or a goal has no mark, or one outside 1 to 5."""


def needs_more_departments(
    gap: int | None, departments: Collection[str], *, at_least: int, gap_asks: int = PUBLICITY_GAP
) -> bool:
    """Whether an improvement of that gap warns: too few departments own it."""
    return gap == gap_asks and len(set(departments)) < at_least


def checked_marks(codes: Sequence[str], marks: Mapping[str, int]) -> dict[str, int]:
    """A mark from 1 to 5 for each code, in their order. Raises `MarksWrong`."""
    wrong = [code for code in codes if not LOWEST <= marks.get(code, 0) <= HIGHEST]
    if wrong or set(marks) - set(codes):
        raise MarksWrong(", ".join(wrong or sorted(set(marks) - set(codes))))
    return {code: marks[code] for code in codes}


def score(marks: Mapping[str, int]) -> float:
    """Marks from 1 to 5 as a score from 0 to 100: 100 × (mean − 1) / 4."""
    mean = sum(marks.values()) / len(marks)
    return round(100 * (mean - LOWEST) / (HIGHEST - LOWEST), 1)


def low_elements(marks: Mapping[str, int]) -> list[str]:
    """The elements that ask for an action: marked 1 or 2."""
    return [code for code, mark in marks.items() if mark <= LOW_UP_TO]
