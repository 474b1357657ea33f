# SPDX-License-Identifier: Apache-2.0
"""What a customer is given when we took their case: its number, who has it, where to call. Never a private number."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """Plain data for a message or a print. `owner` is a display name or staff number, `callback` a service number."""

    number: str
    owner: str
    callback: str
    received_at: datetime
    due_at: datetime | None
    code: str = ""


def receipt(
    *,
    number: str,
    name: str,
    staff_number: str,
    callback: str,
    received_at: datetime,
    due_at: datetime | None,
    code: str = "",
) -> Receipt:
    """The receipt of a case; without a display name the staff number stands for the owner."""
    return Receipt(number, name.strip() or staff_number, callback, received_at, due_at, code)
