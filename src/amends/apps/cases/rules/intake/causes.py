# SPDX-License-Identifier: Apache-2.0
"""The nine causes of complaints: what each proposes, what each asks for, and which nobody states on their own word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import cast

from amends.kernel.identifiers import normal_text

Plain = Mapping[str, object]


class CauseUnknown(LookupError):
    """No cause has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no cause {code!r}")


class CauseNeeds(StrEnum):
    """What a cause still needs before a case may end with it: a column of the intake, or a second pair of eyes."""

    STANDARD = "standard"
    OUTLET = "outlet"
    POLICY = "policy"
    DEMAND = "demand"
    YARDSTICK = "yardstick"
    SECOND_REVIEW = "second_review"


@dataclass(frozen=True, slots=True)
class Cause:
    """One of the nine: `requires` are columns of the intake that must say something."""

    code: str
    order: int
    name: str
    recovery_class: str
    playbook: str
    requires: tuple[str, ...]
    weekly_report: bool
    standard_review: bool
    second_review: bool


@dataclass(frozen=True, slots=True)
class Causes:
    """All causes by code, in order; `asks` says what to ask for a column, `review_at_least` how many cases with the
    same demand `review_within` open a review of the standard."""

    causes: Mapping[str, Cause]
    asks: Mapping[str, str]
    review_at_least: int
    review_within: timedelta

    def cause(self, code: str) -> Cause:
        """The cause of a code. Raises `CauseUnknown`."""
        try:
            return self.causes[code]
        except KeyError:
            raise CauseUnknown(code) from None


def cause_refusal(cause: Cause, columns: Mapping[str, object], *, reviewed: bool) -> CauseNeeds | None:
    """The first thing that is missing before a case may end with a cause; `None` when it may.

    `columns` are those of the intake by name; `reviewed` says that a second person confirmed the cause.
    """
    for name in cause.requires:
        if not str(columns.get(name) or "").strip():
            return CauseNeeds(name)
    return CauseNeeds.SECOND_REVIEW if cause.second_review and not reviewed else None


def same_demand(demand: str) -> str:
    """One spelling of a demand, by which demands are counted as the same."""
    return "".join(each for each in normal_text(demand).casefold() if each.isalnum())


def read_causes(content: Plain) -> Causes:
    """The causes that plain content says. Raises `KeyError` or `ValueError` where it is malformed."""
    rows = [_cause(row) for row in cast(Sequence[Plain], content["causes"])]
    asks = cast(Mapping[str, Plain], content["asks"])
    review = cast(Plain, content["standard_review"])
    return Causes(
        causes={each.code: each for each in sorted(rows, key=lambda each: each.order)},
        asks={name: str(row["name_zh"]) for name, row in asks.items()},
        review_at_least=int(str(review["at_least"])),
        review_within=timedelta(days=int(str(review["within_days"]))),
    )


def _cause(row: Plain) -> Cause:
    requires = tuple(str(CauseNeeds(str(each))) for each in cast(Sequence[object], row.get("requires", ())))
    return Cause(
        code=str(row["code"]),
        order=int(str(row["order"])),
        name=str(row["name_zh"]),
        recovery_class=str(row["recovery_class"]),
        playbook=str(row.get("playbook", "")),
        requires=requires,
        weekly_report=row.get("weekly_report") is True,
        standard_review=row.get("standard_review") is True,
        second_review=row.get("second_review") is True,
    )
