# SPDX-License-Identifier: Apache-2.0
"""The words of calls: codes, as tables and files hold them."""

from enum import StrEnum


class Direction(StrEnum):
    """Who called whom."""

    IN = "in"
    OUT = "out"


class Outcome(StrEnum):
    """How a call ended."""

    SERVED = "served"
    CALL_BACK = "call_back"
    MESSAGE = "message"
    TRANSFERRED = "transferred"
    MISDIAL = "misdial"
    ABANDONED = "abandoned"
