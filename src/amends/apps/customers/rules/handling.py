# SPDX-License-Identifier: Apache-2.0
"""Handling types: guidance for the next conversation, for a limited time, never a judgement of a person."""

from datetime import date, timedelta
from enum import StrEnum


class HandlingType(StrEnum):
    """How a customer came across in one conversation."""

    MILD = "mild"
    ANGRY = "angry"
    TALKATIVE = "talkative"
    EXPERT = "expert"
    VULNERABLE = "vulnerable"
    RISK = "risk"


HOLDS = timedelta(days=90)
# Longest silence or hold, in seconds, before the desk reminds whoever serves a mild customer.
MILD_HOLD_SECONDS = 45


def holds_until(noted: date) -> date:
    """The first day on which the guidance is no longer shown: feelings pass, notes must too."""
    return noted + HOLDS


def hold_prompt(handling: HandlingType | None, held_seconds: float) -> bool:
    """Whether the desk should remind whoever serves a mild customer that they have been kept waiting."""
    return handling is HandlingType.MILD and held_seconds > MILD_HOLD_SECONDS


def calm_first(handling: HandlingType | None) -> bool:
    """Whether to hear the customer out before any solution is proposed."""
    return handling is HandlingType.ANGRY
