# SPDX-License-Identifier: Apache-2.0
"""Which items ask for what is expected and for what is perceived of the same thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Measured(Protocol):
    """An item of a document or of the table."""

    @property
    def code(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def dimension(self) -> str: ...
    @property
    def measure(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items about one `element`: the code of what is expected, that of what is perceived."""

    element: str
    dimension: str
    expected: str
    perceived: str


def pairs(items: Iterable[Measured]) -> tuple[Pair, ...]:
    """Pairs in the order of the perceived items: the same element, not empty, expected once and perceived once; an
    element that is asked about in several perceived items has no pair, since nothing says which is meant."""
    known = list(items)
    expected = _only(known, "expectation")
    perceived = _only(known, "perception")
    return tuple(
        Pair(element, item.dimension or expected[element].dimension, expected[element].code, item.code)
        for element, item in perceived.items()
        if element in expected
    )


def _only(items: list[Measured], measure: str) -> dict[str, Measured]:
    found: dict[str, list[Measured]] = {}
    for each in items:
        if each.measure == measure and each.element:
            found.setdefault(each.element, []).append(each)
    return {element: those[0] for element, those in found.items() if len(those) == 1}
