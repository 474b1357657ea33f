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


def thousandths(column: NumericValue) -> NumericValue:
    """A measured number in whole thousandths, so that sums of it are exact too."""
    return (column * exact(1000)).round().cast("float64")
