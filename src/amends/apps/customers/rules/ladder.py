# SPDX-License-Identifier: Apache-2.0
"""Two ladders of a relationship: tiers, which history keeps, and stages of expectation, which evidence moves."""

from enum import IntEnum, StrEnum


class Tier(StrEnum):
    """Layers of a relationship, from the first purchase up."""

    TRADING = "trading"
    SATISFIED = "satisfied"
    LOYAL = "loyal"
    SHARED_INTEREST = "shared_interest"
    PARTNER = "partner"


class Stage(IntEnum):
    """How far we are with what a customer expects."""

    IDENTIFIED = 1
    DETERMINED = 2
    MET = 3
    PREDICTED = 4
    EXCEEDED = 5


class StageNotNext(ValueError):
    """A stage was to move other than one step forward, or back by a lapse."""


class EvidenceMissing(ValueError):
    """A stage was to move without anything to show for it."""


def next_stage(now: Stage | None) -> Stage | None:
    """The one stage that may follow; `None` at the top."""
    if now is None:
        return Stage.IDENTIFIED
    return Stage(now + 1) if now < Stage.EXCEEDED else None


def check_advance(now: Stage | None, to: Stage, evidence: str) -> None:
    """Refuse to move forward by more than one step or without evidence. Raises `StageNotNext`, `EvidenceMissing`."""
    if to is not next_stage(now):
        raise StageNotNext(f"after {now!r} comes {next_stage(now)!r}, not {to!r}")
    if not evidence.strip():
        raise EvidenceMissing


def check_lapse(now: Stage | None, to: Stage, reason: str) -> None:
    """Refuse a lapse that does not move back or has no reason. Raises `StageNotNext`, `EvidenceMissing`."""
    if now is None or to >= now:
        raise StageNotNext(f"{to!r} is not below {now!r}")
    if not reason.strip():
        raise EvidenceMissing


class Stance(StrEnum):
    """What to do about an expectation."""

    EXCEED = "exceed"
    MEET = "meet"
    ADJUST = "adjust"
