# SPDX-License-Identifier: Apache-2.0
"""The plan of a wave: whom, how many a day, who is held out, when it stops by itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from amends.kernel.recovery_class import RECOVERABLE, RecoveryClass

HOLDOUT_FROM = 200  # people below which a wave may hold out nobody: no effect could be seen anyway
MOST_HELD_OUT = 0.5


class Stratifier(StrEnum):
    """What the draw is balanced by."""

    CAUSE = "class"
    UNIT = "unit"
    TIER = "value_tier"


class Metric(StrEnum):
    """What a stop rule watches, among those who were approached."""

    COMPLAINTS = "complaint_rate"
    REFUSALS = "refusal_rate"
    MISMATCHES = "mismatch_reports"


class Outcome(StrEnum):
    """What is compared between the arms."""

    REPEAT_COMPLAINT = "repeat_complaint"
    APPEAL = "appeal"
    CHURN = "churn"
    BILL_CHANGE = "bill_change_yuan"
    USAGE_CHANGE = "usage_change"


class Order(StrEnum):
    """Whom a wave takes first."""

    RISK = "risk"  # the most pressing, as the source has them
    # Whom an approach is expected to help most: only where a wave has shown that this is better.
    GAIN = "gain"


class DesignWrong(ValueError):
    """A plan with something that cannot be; `field` says which, as forms and JSON name it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Filters:
    """Whom of a source; empty means all. `min_probability` is of the detected; `at_most` (a score of 1 to 10, 0: what
    the questionnaire itself calls low) of survey answers; `days` how far back answers and broken promises are looked
    for."""

    classes: tuple[RecoveryClass, ...] = ()
    regions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    silent_only: bool = False
    min_probability: float = 0.0
    at_most: float = 0.0
    days: int = 30


@dataclass(frozen=True, slots=True)
class StopRule:
    """The wave halts when `metric` is above `limit` among at least `min_contacted` approached customers. Rates are
    shares of those approached; reports of mismatch are counted as they are."""

    metric: Metric = Metric.COMPLAINTS
    limit: float = 0.05
    min_contacted: int = 50


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One row of an uploaded list; without an account the customer stands alone, without a class `default_class`
    holds."""

    code: str
    account: str = ""
    recovery_class: str = ""


@dataclass(frozen=True, slots=True)
class Design:
    """At most `most` people (0: all), the first by `order`; of them a share `holdout` is left alone to compare with,
    balanced by `stratify_by`. Each unit approaches `per_unit_per_day` (`per_unit`: by code where it differs), each
    channel of `per_channel` at most so many, a batch every `interval_days` from `starts_date` (none: when started).
    Whom anybody approached in `rest_days` is left alone; outcomes count for `horizon_days`. `attempts` and `minutes`
    are what one customer costs in the plan. `target` is the smallest effect that somebody wants to see."""

    filters: Filters = field(default_factory=Filters)
    default_class: str = ""
    most: int = 0
    order: Order = Order.RISK
    holdout: float = 0.1
    stratify_by: tuple[Stratifier, ...] = (Stratifier.CAUSE, Stratifier.UNIT, Stratifier.TIER)
    per_unit_per_day: int = 20
    per_unit: Mapping[str, int] = field(default_factory=dict)
    per_channel: Mapping[str, int] = field(default_factory=dict)
    starts_date: date | None = None
    interval_days: int = 1
    rest_days: int = 30
    horizon_days: int = 60
    stop: StopRule | None = field(default_factory=StopRule)
    outcomes: tuple[Outcome, ...] = tuple(Outcome)
    target: float | None = None
    minutes: float = 15.0
    attempts: float = 1.6
    uploaded: tuple[Uploaded, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises `DesignWrong`."""
        for name, (low, high) in _BOUNDS.items():
            value = getattr(self, name)
            if not isinstance(value, int | float) or not low <= value <= high:
                raise DesignWrong(name)
        if not 0 <= self.filters.min_probability <= 1:
            raise DesignWrong("min_probability")
        if not 0 <= self.filters.at_most <= 10:
            raise DesignWrong("at_most")
        if not 1 <= self.filters.days <= 365:
            raise DesignWrong("days")
        if self.default_class and self.default_class not in set(map(str, RECOVERABLE)):
            raise DesignWrong("default_class")
        if any(not 0 <= each <= MOST_A_DAY for each in (*self.per_unit.values(), *self.per_channel.values())):
            raise DesignWrong("per_unit")
        _check_stop(self.stop)

    def capacity_of(self, unit_code: str) -> int:
        """How many a unit approaches in a day."""
        return self.per_unit.get(unit_code, self.per_unit_per_day)


MOST_A_DAY = 100_000
_BOUNDS: dict[str, tuple[float, float]] = {
    "most": (0, 10_000_000),
    "holdout": (0, MOST_HELD_OUT),
    "per_unit_per_day": (0, MOST_A_DAY),
    "interval_days": (1, 60),
    "rest_days": (1, 365),
    "horizon_days": (7, 365),
    "minutes": (1, 480),
    "attempts": (1, 10),
}


def _check_stop(rule: StopRule | None) -> None:
    if rule is None:
        return
    most = MOST_A_DAY if rule.metric is Metric.MISMATCHES else 1
    if not 0 <= rule.limit <= most or rule.min_contacted < 1:
        raise DesignWrong("stop")


def read_design(stored: Mapping[str, Any]) -> Design:
    """The plan as it was stored; what is not there has its usual value. Raises `DesignWrong`."""
    known = {each.name for each in fields(Design)} - set(_READERS)
    plain = {name: value for name, value in stored.items() if name in known}
    made: dict[str, Any] = {}
    for name, read in _READERS.items():
        if name in stored:
            made[name] = _taken(name, read, stored[name])
    return Design(**plain, **made)


def _taken(name: str, read: Any, value: Any) -> Any:
    try:
        return read(value)
    except DesignWrong:
        raise
    except (TypeError, ValueError, KeyError, AttributeError) as wrong:
        raise DesignWrong(name) from wrong


def _filters(stored: Mapping[str, Any]) -> Filters:
    known = {each.name for each in fields(Filters)}
    given = {name: value for name, value in stored.items() if name in known}
    given["classes"] = tuple(RecoveryClass(each) for each in given.get("classes", ()))
    if RecoveryClass.PROFILE in given["classes"]:
        raise DesignWrong("classes")
    return Filters(**given | {name: tuple(given.get(name, ())) for name in ("regions", "tiers")})


def _stop(stored: Mapping[str, Any] | None) -> StopRule | None:
    return None if stored is None else StopRule(**{**stored, "metric": Metric(stored["metric"])})


def _whole_numbers(stored: Mapping[str, Any]) -> dict[str, int]:
    return {str(name): int(value) for name, value in stored.items()}


_READERS: dict[str, Any] = {
    "filters": _filters,
    "order": Order,
    "stratify_by": lambda value: tuple(Stratifier(each) for each in value),
    "per_unit": _whole_numbers,
    "per_channel": _whole_numbers,
    "starts_date": lambda value: date.fromisoformat(value) if value else None,
    "stop": _stop,
    "outcomes": lambda value: tuple(Outcome(each) for each in value),
    "uploaded": lambda rows: tuple(Uploaded(*row) for row in rows),
}


def written(design: Design) -> dict[str, Any]:
    """The plan as JSON holds it."""
    day = design.starts_date
    return asdict(design) | {
        "starts_date": day.isoformat() if day else None,
        "per_unit": dict(design.per_unit),
        "per_channel": dict(design.per_channel),
        "uploaded": [[each.code, each.account, each.recovery_class] for each in design.uploaded],
    }
