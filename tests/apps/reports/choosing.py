# SPDX-License-Identifier: Apache-2.0
"""Choices of the pack's own register, with what a test says was measured."""

from datetime import date

from amends.apps.reports.queries.figures import register
from amends.apps.reports.rules.calculating import Inputs, Line, Result, calculate
from amends.apps.reports.rules.choosing import Choices, Own
from amends.apps.reports.rules.spans import Span

DAY = date(2026, 11, 2)
QUOTED = (20.0, 500.0, 1300.0)


def own(identifier: str, value: float, low: float | None = None, high: float | None = None) -> Own:
    """A figure measured over 100 people."""
    span = Span(value if low is None else low, value if high is None else high, value)
    return Own(identifier, span, 100, None, DAY, "示例省")


def choices(*measured: Own, **picks: str) -> Choices:
    """The pack's register with these figures measured and these citations picked."""
    return Choices(register(), {each.identifier: each for each in measured}, picks)


def inputs(**changed: object) -> Inputs:
    """One complaint and nothing else, unless changed."""
    usual: dict[str, object] = {"complaints": 1, "fast": 0, "resolved": 0, "unsolved": 0, "satisfied": 0}
    usual["complainants"] = changed.get("complaints", 1)
    return Inputs(**{**usual, "stages": QUOTED, **changed})  # type: ignore[arg-type]


def line(which: Line, given: Inputs, chosen: Choices) -> Result:
    """One line of the chain."""
    return next(each for each in calculate(given, chosen) if each.line is which)
