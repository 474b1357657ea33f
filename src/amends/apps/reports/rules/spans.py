# SPDX-License-Identifier: Apache-2.0
"""A figure with its range: what is not known to the point is never shown as a point."""

from dataclasses import dataclass


class RangeFaulty(ValueError):
    """A range whose ends are the wrong way round, or whose value lies outside."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`; `value` is the figure in between, None where only the range is known."""

    low: float
    high: float
    value: float | None = None

    def __post_init__(self) -> None:
        middle = self.low if self.value is None else self.value
        if not self.low <= middle <= self.high:
            raise RangeFaulty(f"{self.low} to {self.high} does not hold {self.value}")

    @property
    def is_point(self) -> bool:
        """Whether there is one figure and no range."""
        return self.low == self.high

    def times(self, other: "Span") -> "Span":
        """The product of two figures that are not negative: low by low, high by high."""
        value = None if self.value is None or other.value is None else self.value * other.value
        return Span(self.low * other.low, self.high * other.high, value)

    def over(self, other: "Span") -> "Span":
        """The quotient of two positive figures: the smallest is low by high."""
        value = None if self.value is None or other.value is None else self.value / other.value
        return Span(self.low / other.high, self.high / other.low, value)

    def plus(self, other: "Span") -> "Span":
        """The sum."""
        value = None if self.value is None or other.value is None else self.value + other.value
        return Span(self.low + other.low, self.high + other.high, value)


def point(value: float) -> Span:
    """A figure that is known to the point."""
    return Span(value, value, value)
