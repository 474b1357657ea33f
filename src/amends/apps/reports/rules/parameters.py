# SPDX-License-Identifier: Apache-2.0
"""Numbers that the training texts quote: each with its values, where they stand, and what it may be used for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from amends.apps.reports.rules.spans import Span

Plain = Mapping[str, Any]


class Use(StrEnum):
    """What a cited number may be used for."""

    CALCULATOR = "calculator"  # as an illustration, with its citation
    REFERENCE = "reference"  # listed only
    BANNED = "banned"  # in no formula, no default


class ParameterBanned(ValueError):
    """A number was to be calculated with that no formula may hold."""


class ParameterUnknown(LookupError):
    """There is no parameter of that name."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One value as one text has it: `phrase` as it stands there, `reading` where the text is damaged. `row` is the row
    of the requirements that quotes it, `seed` the text. A `doubtful` one enters no formula."""

    span: Span | None
    seed: str
    row: str
    phrase: str
    reading: str = ""
    doubtful: bool = False
    shares: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Parameter:
    """One number of the texts. `default` is what the calculator takes where nothing was measured: its value, and the
    range over every citation."""

    code: str
    identifier: str
    name: Mapping[str, str]
    use: Use
    hold_as: str
    unit: str
    conflict: str
    default: Span | None
    cited: tuple[Cited, ...]
    stages: tuple[tuple[str, float], ...]
    beside: str
    unverified: bool
    measured_by: str

    @property
    def calculable(self) -> tuple[Cited, ...]:
        """The citations that a formula may hold; none of a parameter that is no part of the calculator."""
        if self.use is not Use.CALCULATOR:
            return ()
        return tuple(each for each in self.cited if each.span is not None and not each.doubtful)


@dataclass(frozen=True)
class Register:
    """Every cited number by name, and what is to be said of each conflict."""

    parameters: Mapping[str, Parameter]
    conflicts: Mapping[str, Mapping[str, str]]

    def calculable(self, identifier: str) -> Parameter:
        """A parameter that formulas may hold. Raises `ParameterUnknown`, `ParameterBanned`."""
        if identifier not in self.parameters:
            raise ParameterUnknown(identifier)
        found = self.parameters[identifier]
        if found.use is not Use.CALCULATOR:
            raise ParameterBanned(f"{identifier} is {found.use}: no formula may hold it")
        return found

    def relatives(self, identifier: str) -> tuple[Parameter, ...]:
        """The parameters that say the same thing in other words, shown beside it."""
        own = self.parameters[identifier].beside or identifier
        return tuple(
            each
            for each in self.parameters.values()
            if own in (each.beside, each.identifier) and each.identifier != identifier
        )


def read_register(document: Plain) -> Register:
    """The register of a pack's file."""
    rows: Sequence[Plain] = document["parameters"]
    read = [_parameter(row) for row in rows]
    return Register({each.identifier: each for each in read}, document["conflicts"])


def _parameter(row: Plain) -> Parameter:
    return Parameter(
        code=row["code"],
        identifier=row["identifier"],
        name={"zh": row["name_zh"], "en": row["name_en"]},
        use=Use(row["use"]),
        hold_as=row["hold_as"],
        unit=row["unit"],
        conflict=row.get("conflict", ""),
        default=_span(row, "default"),
        cited=tuple(_cited(each, row.get("shares", {})) for each in row["values"]),
        stages=tuple((name, float(value)) for name, value in row.get("stages", {}).items()),
        beside=row.get("beside", ""),
        unverified=row.get("unverified", False),
        measured_by=row["measured_by"],
    )


def _cited(row: Plain, shares: Plain) -> Cited:
    return Cited(
        span=_span(row, "value"),
        seed=row["seed"],
        row=row["row"],
        phrase=row["phrase_zh"],
        reading=row.get("reading_zh", ""),
        doubtful=row.get("doubtful", False),
        shares=tuple((name, str(share)) for name, share in row.get("shares", shares).items()),
    )


def _span(row: Plain, name: str) -> Span | None:
    value = row.get(name)
    low, high = row.get("low", value), row.get("high", value)
    if low is None or high is None:
        return None
    return Span(float(low), float(high), None if value is None else float(value))
