# SPDX-License-Identifier: Apache-2.0
"""The words that the network is told in: places, hot spots, notices."""

import re
from enum import StrEnum

_BETWEEN = re.compile(r"[\s,，、;；]+")


class SiteLevel(StrEnum):
    """What a place stands for."""

    CELL = "cell"
    DISTRICT = "district"


class SiteKind(StrEnum):
    """What surrounds a place; what can be done about its network depends on it."""

    DENSE_URBAN = "dense_urban"
    TOWN = "town"
    RURAL = "rural"
    INDOOR = "indoor"


class HotSpotState(StrEnum):
    """Where a hot spot stands. One that is closed takes in no further case: what comes later is a new hot spot."""

    OPEN = "open"
    HANDLED = "handled"
    CLOSED = "closed"


MOVES: dict[HotSpotState, frozenset[HotSpotState]] = {
    HotSpotState.OPEN: frozenset({HotSpotState.HANDLED, HotSpotState.CLOSED}),
    HotSpotState.HANDLED: frozenset({HotSpotState.OPEN, HotSpotState.CLOSED}),
    HotSpotState.CLOSED: frozenset(),
}


class LeftOut(StrEnum):
    """Why a customer of a fixed site gets no notice."""

    LINE_NOT_ACTIVE = "line_not_active"
    NO_NUMBER = "no_number"
    DECLINED = "declined"
    HELD_OUT = "held_out"
    RESTED = "rested"


def left_out(
    *, line_state: str, has_number: bool, declines: bool, held_out: bool, rested: bool
) -> LeftOut | None:
    """Why nobody writes to a customer, the first reason that holds; `None`: somebody does. That the network is better
    is no notice that the law asks for: who declined contact, whom others are compared with, or whom we came to lately,
    is left in peace."""
    if line_state != "active":
        return LeftOut.LINE_NOT_ACTIVE
    if declines:
        return LeftOut.DECLINED
    if held_out:
        return LeftOut.HELD_OUT
    if rested:
        return LeftOut.RESTED
    return None if has_number else LeftOut.NO_NUMBER


def codes_in(text: str) -> list[str]:
    """The codes that somebody typed, with spaces or commas of any kind between them."""
    return [each for each in _BETWEEN.split(text) if each]
