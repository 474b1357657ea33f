# SPDX-License-Identifier: Apache-2.0
"""The sampling plan of a wave: how exactly we want to know, whom we leave alone, how the sample is cut."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from amends.analytics.sampling.allocation import Method

MOST_REMINDERS = 2


class Column(StrEnum):
    """What a sample may be cut by."""

    UNIT = "unit"
    REGION = "region"
    TIER = "value_tier"
    PLAN = "plan_name"
    TENURE = "tenure"


class DesignRefused(ValueError):
    """A plan with a number that cannot be; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Design:
    """`answers` wanted (0: computed from `margin`, `level`, `design_effect`), shared among the strata of `columns` by
    `method` with at least `minimum` each. So many are asked that `response_rate` of them gives the answers; reserves
    are `reserve_share` of those asked, at most `most_replaced` of a stratum is replaced. Left alone is who was asked in
    `rest_days`, or has a matter open since `complaint_days`. `delay_hours` is for waves that follow an event."""

    margin: float = 0.05
    level: float = 0.95
    design_effect: float = 1.0
    response_rate: float = 0.2
    answers: int = 0
    columns: tuple[Column, ...] = (Column.UNIT,)
    method: Method = Method.PROPORTIONAL
    minimum: int = 0
    reserve_share: float = 0.2
    most_replaced: float = 0.2
    replace_refused: bool = False
    call_attempts: int = 1
    rest_days: int = 90
    complaint_days: int = 7
    reminders: int = 1
    remind_after_days: int = 3
    valid_days: int = 14
    delay_hours: int = 24

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be. Raises `DesignRefused`."""
        for name, (low, high) in _BOUNDS.items():
            if not low <= getattr(self, name) <= high:
                raise DesignRefused(name)
        if len(set(self.columns)) < len(self.columns):
            raise DesignRefused("columns")


_BOUNDS: dict[str, tuple[float, float]] = {
    "margin": (0.001, 0.5),
    "level": (0.5, 0.999),
    "design_effect": (0.1, 10),
    "response_rate": (0.01, 1),
    "answers": (0, 1_000_000),
    "minimum": (0, 100_000),
    "reserve_share": (0, 5),
    "most_replaced": (0, 1),
    "call_attempts": (1, 3),
    "rest_days": (0, 730),
    "complaint_days": (0, 180),
    "reminders": (0, MOST_REMINDERS),
    "remind_after_days": (1, 30),
    "valid_days": (1, 90),
    "delay_hours": (0, 720),
}


def read_design(stored: Mapping[str, Any]) -> Design:
    """The plan as it was stored; what is not there has its usual value. Raises `DesignRefused`."""
    known = {each.name for each in fields(Design)}
    given = {name: value for name, value in stored.items() if name in known}
    design = Design(**{name: value for name, value in given.items() if name not in {"columns", "method"}})
    columns = tuple(Column(each) for each in given.get("columns", design.columns))
    return replace(design, columns=columns, method=Method(given.get("method", design.method)))


def written(design: Design) -> dict[str, Any]:
    """The plan as JSON holds it."""
    return asdict(design) | {"columns": [str(each) for each in design.columns], "method": str(design.method)}
