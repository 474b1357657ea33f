# SPDX-License-Identifier: Apache-2.0
"""How long a commitment holds after the purchase, and what the law asks at least."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = 365  # for comparing a span in days with one in years


class CommitmentMalformed(ValueError):
    """A commitment lacks something, says something that there is not, or less than the law asks."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many years and days after the purchase; the last day belongs to it."""

    days: int = 0
    years: int = 0

    def last_day(self, bought: date) -> date:
        """The last day on which it holds: a year ends on the same day of the next one, whatever its length."""
        return _years_on(bought, self.years) + timedelta(days=self.days)

    @property
    def length(self) -> int:
        """In days, a year being 365."""
        return self.years * _YEAR + self.days


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February: the day after it in the year that has none
        return date(day.year + years, 3, 1)


@dataclass(frozen=True, slots=True)
class Floor:
    """What the law asks at least: a span, or the most hours that it may take; `basis` names the law."""

    span: Span | None
    hours: int | None
    basis: str

    def is_above(self, span: Span | None, hours: int) -> bool:
        """Whether what is promised falls short of the law."""
        too_short = self.span is not None and (span is None or span.length < self.span.length)
        return too_short or (self.hours is not None and hours > self.hours)


def read_span(value: object) -> Span | None:
    """`{days: 30}` or `{years: 1}`; nothing where nothing is written. Raises `CommitmentMalformed`."""
    if value is None:
        return None
    row = value if isinstance(value, Mapping) else {}
    found = Span(**{name: int(str(row[name])) for name in ("days", "years") if name in row})
    if found.length < 1 or set(row) - {"days", "years"}:
        raise CommitmentMalformed("a span needs days or years")
    return found


def read_floor(value: object) -> Floor | None:
    """`{span: {days: 15}, basis_zh: …}` or `{hours: 48, basis_zh: …}`. Raises `CommitmentMalformed`, `KeyError`."""
    if value is None:
        return None
    if not isinstance(value, Mapping) or not {"span", "hours"} & set(value):
        raise CommitmentMalformed("a legal floor needs a span or hours")
    hours = value.get("hours")
    return Floor(
        read_span(value.get("span")), None if hours is None else int(str(hours)), str(value["basis_zh"])
    )
