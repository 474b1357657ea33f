# SPDX-License-Identifier: Apache-2.0
"""The five gaps as a programme: who answers for each, what closes it, what the pack asks of its sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, cast

from amends.analytics.drivers.gaps import Gap

Plain = Mapping[str, object]
CAUSES: Final = (Gap.LISTENING, Gap.DESIGN, Gap.DELIVERY, Gap.COMMUNICATION)


class ProgrammeMalformed(ValueError):
    """The content of the gaps lacks one of the five, or a gap has nobody who answers for it."""


class GapState(StrEnum):
    """Where the work on a gap stands."""

    WATCHING = "watching"
    ACTING = "acting"
    HOLDING = "holding"


class Freshness(StrEnum):
    """Whether a source of what customers expect is recent enough."""

    FRESH = "fresh"
    STALE = "stale"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Template:
    """An action that closes a gap: the departments that do it together, and within how many days."""

    code: str
    title: str
    departments: tuple[str, ...]
    within: timedelta


@dataclass(frozen=True, slots=True)
class GapPlan:
    """What the pack says of one gap: its name, the question that it asks, the role that answers for it."""

    gap: Gap
    name: str
    asks: str
    owner_role: str
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the voice of customers, and how old its newest word may be."""

    code: str
    name: str
    fresh: timedelta


@dataclass(frozen=True, slots=True)
class Programme:
    """All that the pack says of the gaps."""

    gaps: Mapping[Gap, GapPlan]
    sources: tuple[Source, ...]
    needs_at_least: int
    least_cases: int
    mismatch_topics: tuple[str, ...]

    def template(self, code: str) -> tuple[GapPlan, Template]:
        """The action of a code and its gap. Raises `KeyError`."""
        for plan in self.gaps.values():
            for each in plan.templates:
                if each.code == code:
                    return plan, each
        raise KeyError(code)


def freshness(last: datetime | None, source: Source, *, at: datetime) -> Freshness:
    """Whether the newest word of a source is recent enough."""
    if last is None:
        return Freshness.EMPTY
    return Freshness.FRESH if at - last <= source.fresh else Freshness.STALE


def improvement_gap(gap: Gap) -> int | None:
    """The gap that an action of a gap is tagged with: none for the fifth, which nobody assigns."""
    return None if gap is Gap.CUSTOMER else int(gap)


def read_programme(content: Plain) -> Programme:
    """The programme that plain content says. Raises `ProgrammeMalformed`, and `KeyError` or `ValueError` where a row
    lacks something."""
    plans = {plan.gap: plan for plan in map(_plan, _rows(content["gaps"]))}
    if set(plans) != set(Gap) or not all(plan.owner_role for plan in plans.values()):
        raise ProgrammeMalformed("each of the five gaps needs a line and a role that answers for it")
    days = [(row, timedelta(days=_whole(row["fresh_days"]))) for row in _rows(content["sources"])]
    return Programme(
        gaps={gap: plans[gap] for gap in Gap},
        sources=tuple(Source(str(row["code"]), str(row["name_zh"]), fresh) for row, fresh in days),
        needs_at_least=_whole(cast(Plain, content["needs"])["at_least"]),
        least_cases=_whole(cast(Plain, content["compliance"])["least_cases"]),
        mismatch_topics=_codes(content["mismatch_topics"]),
    )


def _plan(row: Plain) -> GapPlan:
    templates = tuple(
        Template(
            str(each["code"]),
            str(each["title_zh"]),
            _codes(each["departments"]),
            timedelta(days=_whole(each["due_days"])),
        )
        for each in _rows(row["actions"])
    )
    return GapPlan(
        Gap(_whole(row["code"])), str(row["name_zh"]), str(row["asks_zh"]), str(row["owner_role"]), templates
    )


def _whole(value: object) -> int:
    return int(str(value))


def _rows(value: object) -> Sequence[Plain]:
    return cast(Sequence[Plain], value)


def _codes(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in cast(Sequence[object], value))
