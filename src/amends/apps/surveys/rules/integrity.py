# SPDX-License-Identifier: Apache-2.0
"""Doubts about how an answer came: each is a flag beside it. Flagged answers stay; figures stand with and without."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Flag(StrEnum):
    """What speaks against an answer."""

    SAME_DEVICE = "same_device"
    SAME_NETWORK = "same_network"
    RIGHT_AFTER_VISIT = "right_after_visit"
    CONTACT_EDITED = "contact_edited"
    BARE_TOP = "bare_top"
    SPEEDER = "speeder"
    STRAIGHT_LINE = "straight_line"
    STAFF_NETWORK = "staff_network"
    OVER_QUOTA = "over_quota"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is doubtful."""

    per_device: int = 2  # answers of one wave from one device, this one included
    per_network: int = 10  # the same from one network: a family or an office stands behind it
    after_visit: timedelta = timedelta(seconds=90)
    edited_before: timedelta = timedelta(days=2)
    shortest_row: int = 4  # scale items that must be there before «all alike» says anything
    share_of_median: float = 1 / 3
    least_to_compare: int = 20  # answers of the wave before their median says anything
    fastest_item: float = 1.0  # seconds an item, where nothing can be compared yet


@dataclass(frozen=True, slots=True)
class Scored:
    """A number given on a scale."""

    number: float
    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How an answer came about. `on_device` and `on_network` count the other answers of the wave; `median_per_item`
    (seconds, over `compared` answers of the wave) is `None` where there are none; `since_visit` and `since_edit` are
    how long before it began somebody served the customer, or changed how they are reached. By telephone an agent
    types, one after another and from our own network: devices, networks and speed say nothing then."""

    seconds: int
    items: int
    scores: Sequence[Scored] = ()
    has_words: bool = False
    on_device: int = 0
    on_network: int = 0
    median_per_item: float | None = None
    compared: int = 0
    since_visit: timedelta | None = None
    since_edit: timedelta | None = None
    from_staff_network: bool = False
    by_telephone: bool = False
    over_quota: bool = False


def flags(came: Circumstances, limits: Limits | None = None) -> tuple[Flag, ...]:
    """What speaks against an answer, in the order of `Flag`."""
    rule = limits or Limits()
    typed = not came.by_telephone
    found = {
        Flag.SAME_DEVICE: typed and came.on_device + 1 >= rule.per_device,
        Flag.SAME_NETWORK: typed and came.on_network + 1 >= rule.per_network,
        Flag.RIGHT_AFTER_VISIT: typed and _within(came.since_visit, rule.after_visit),
        Flag.CONTACT_EDITED: _within(came.since_edit, rule.edited_before),
        Flag.BARE_TOP: _bare_top(came, rule),
        Flag.SPEEDER: typed and _speeding(came, rule),
        Flag.STRAIGHT_LINE: _straight(came.scores, rule),
        Flag.STAFF_NETWORK: typed and came.from_staff_network,
        Flag.OVER_QUOTA: came.over_quota,
    }
    return tuple(flag for flag in Flag if found[flag])


def _within(since: timedelta | None, limit: timedelta) -> bool:
    return since is not None and timedelta(0) <= since <= limit


def _bare_top(came: Circumstances, rule: Limits) -> bool:
    """The best score everywhere and not one word: what somebody gives who was asked for it."""
    enough = len(came.scores) >= rule.shortest_row
    return enough and not came.has_words and all(each.number == each.maximum for each in came.scores)


def _straight(scores: Sequence[Scored], rule: Limits) -> bool:
    """One and the same number on one and the same scale throughout, that is not the best: those are `BARE_TOP`."""
    alike = len({(each.number, each.minimum, each.maximum) for each in scores}) == 1
    return len(scores) >= rule.shortest_row and alike and scores[0].number != scores[0].maximum


def _speeding(came: Circumstances, rule: Limits) -> bool:
    if not came.items:
        return False
    mine = came.seconds / came.items
    if came.median_per_item is None or came.compared < rule.least_to_compare:
        return came.items >= rule.shortest_row and mine < rule.fastest_item
    return mine < came.median_per_item * rule.share_of_median
