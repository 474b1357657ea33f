# SPDX-License-Identifier: Apache-2.0
"""Which value is used: the operator's own as soon as there is one, unless somebody picks a citation; always said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from amends.apps.reports.rules.parameters import Cited, Parameter, Register
from amends.apps.reports.rules.spans import Span

CITED = "cited"


class How(StrEnum):
    """Where a value that was used comes from."""

    MEASURED = "measured"  # from the platform's own data
    FINANCE = "finance"  # entered by hand, with its source
    CITED = "cited"  # from a training text
    TYPED = "typed"  # by whoever calculates


@dataclass(frozen=True, slots=True)
class Own:
    """A value of the operator's own: over `n`, from `since` until before `until`, of the unit named; `span` None where
    too few were there to say. `source` says where finance has it from, "" for the platform's own; `undated` as in
    `lives.Kept`."""

    identifier: str
    span: Span | None
    n: int
    since: date | None
    until: date
    unit: str
    source: str = ""
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Used:
    """A value as it was used: which one, and what else might have been."""

    identifier: str
    span: Span
    how: How
    cited: Cited | None = None
    own: Own | None = None
    parameter: Parameter | None = None


@dataclass(frozen=True)
class Choices:
    """What may be chosen from: the texts, the operator's own, and what was picked by name (`measured`, `cited`, or
    `cited:1` for the second citation)."""

    register: Register
    own: Mapping[str, Own]
    picks: Mapping[str, str] = field(default_factory=dict)

    def use(self, identifier: str) -> Used | None:
        """The value of a cited parameter; None where nothing was measured and no range is cited. Raises
        `ParameterUnknown`, `ParameterBanned`."""
        parameter = self.register.calculable(identifier)
        pick = self.picks.get(identifier, "")
        own = self.measured(identifier)
        if own is not None and not pick.startswith(CITED):
            return Used(identifier, own.span, own.how, own=own.own, parameter=parameter)
        cited = _picked(parameter, pick)
        span = cited.span if cited is not None else parameter.default
        if span is None:
            return None
        return Used(identifier, span, How.CITED, cited=cited, parameter=parameter)

    def measured(self, identifier: str) -> Used | None:
        """The operator's own value, whether a text speaks of it or not; None where there is none."""
        own = self.own.get(identifier)
        if own is None or own.span is None:
            return None
        return Used(identifier, own.span, How.FINANCE if own.source else How.MEASURED, own=own)


def _picked(parameter: Parameter, pick: str) -> Cited | None:
    """The citation that a pick names; None for any other pick."""
    number = pick.removeprefix(f"{CITED}:")
    if not number.isdecimal() or len(number) > 2 or int(number) >= len(parameter.calculable):
        return None
    return parameter.calculable[int(number)]
