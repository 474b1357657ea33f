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


def holds_until(noted: date) -> date:
    """The first day on which the guidance is no longer shown: feelings pass, notes must too."""
    return noted + HOLDS
