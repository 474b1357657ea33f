# SPDX-License-Identifier: Apache-2.0
"""Sums that come out the same on every engine, in every order of rows."""

import ibis
from ibis.expr.types import BooleanValue, FloatingScalar, FloatingValue, NumericValue


def exact(number: float) -> FloatingScalar:
    """A double constant, to the last bit: a bare literal would pass through DECIMAL."""
    return ibis.literal(repr(float(number))).cast("float64")


def total(column: NumericValue, where: BooleanValue | None = None) -> FloatingValue:
    """Sum of whole numbers as a double: exact below 2^53, so that no order of summation shows."""
    return column.cast("float64").sum(where=where)


def snapped(value: FloatingValue) -> FloatingValue:
    """The value to nine decimals, bit for bit alike on every engine.

    `round` is not: engines disagree where the tenth decimal is a 5 that a double cannot hold exactly. These
    four operations are fixed by the arithmetic of doubles. For |value| below 9 × 10^9.
    """
    return _whole(value * exact(1e9)) / exact(1e9)


def thousandths(column: NumericValue) -> FloatingValue:
    """A measured number in whole thousandths, so that sums of it are exact too."""
    return _whole(column * exact(1000))


def _whole(value: FloatingValue) -> FloatingValue:
    return (value + exact(0.5)).floor().cast("float64")
