# SPDX-License-Identifier: Apache-2.0
"""A feature: what it means to people, and its expression over the joined facts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import BooleanValue, FloatingValue, NumericValue, Table

from amends.analytics.causes import Direction, FeatureMeaning
from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.facts.counting import exact, snapped


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the feature table: always a double, null where it cannot be known."""

    meaning: FeatureMeaning
    unit: str
    value: Callable[[Table], FloatingValue]

    @property
    def name(self) -> str:
        """The column."""
        return self.meaning.name


def feature(
    name: str,
    recovery_class: RecoveryClass,
    zh: str,
    en: str,
    reason_zh: str,
    *,
    unit: str,
    value: Callable[[Table], FloatingValue],
    direction: Direction = Direction.HIGH,
    **limits: Any,
) -> Feature:
    """A feature, declared in one call; `limits` are those of `FeatureMeaning`."""
    meaning = FeatureMeaning(name, recovery_class, zh, en, reason_zh, direction, **limits)
    return Feature(meaning, unit, value)


def ratio(above: NumericValue, below: NumericValue) -> FloatingValue:
    """A division that is null where it cannot be done: engines disagree on x / 0."""
    return snapped(above.cast("float64") / below.cast("float64").nullif(exact(0)))


def count(column: NumericValue) -> FloatingValue:
    """A count of events: nothing on record is none."""
    return column.cast("float64").fill_null(exact(0))


def flag(condition: BooleanValue) -> FloatingValue:
    """1 or 0; null where the condition cannot be judged."""
    return condition.cast("float64")


def yuan(minor_units: NumericValue) -> FloatingValue:
    """Money for people's eyes."""
    return minor_units.cast("float64") / exact(100)


def at_least_none(column: FloatingValue) -> FloatingValue:
    """The column, nothing below zero; null stays null (engines' `greatest` would make it zero)."""
    return (column < exact(0)).ifelse(exact(0), column)
