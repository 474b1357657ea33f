# SPDX-License-Identifier: Apache-2.0
"""Needs and the drivers of expectations: one spelling of a need, and when enough customers raised it."""

from collections.abc import Mapping
from enum import StrEnum

from amends.kernel.identifiers import normal_text


class Driver(StrEnum):
    """Where an expectation mainly comes from."""

    PERSONAL_NEED = "personal_need"
    PAST_EXPERIENCE = "past_experience"
    IMPRESSION = "impression"
    WORD_OF_MOUTH = "word_of_mouth"
    EDUCATION = "education"
    HABIT = "habit"


class NeedState(StrEnum):
    """Where a need stands."""

    HEARD = "heard"
    BACKLOG = "backlog"
    PLANNED = "planned"
    DECLINED = "declined"


class NeedSource(StrEnum):
    """Where a customer raised a need."""

    NEED = "need"
    CASE = "case"
    SURVEY = "survey"


def need_key(words: str) -> str:
    """One spelling of a need, by which needs are counted as the same; empty where nothing is said."""
    return "".join(each for each in normal_text(words).casefold() if each.isalnum())[:120]


def is_raised(customers: int, at_least: int) -> bool:
    """Whether so many different customers make a need an item of the backlog."""
    return customers >= at_least


def shares(counts: Mapping[Driver, int]) -> dict[Driver, tuple[int, float]]:
    """For each of the six drivers how often it is met and its share of all that was tagged; the counts sum to that."""
    total = sum(counts.values())
    found = {each: counts.get(each, 0) for each in Driver}
    return {each: (count, count / total if total else 0.0) for each, count in found.items()}
