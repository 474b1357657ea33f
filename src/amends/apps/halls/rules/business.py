# SPDX-License-Identifier: Apache-2.0
"""What people come to a hall for, and how its queue is run: read from the pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import cast

from amends.apps.halls.rules.appointments import BookingRules

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Business:
    """One kind of business; `standard_seconds` is how long it should take at the window."""

    code: str
    name: str
    standard_seconds: int


@dataclass(frozen=True, slots=True)
class QueueRules:
    """The kinds of business by code, the longest wait in order, the share to be called within it, and by how many
    seconds the tickets of a lane are taken as if they had come earlier; `steps` names the parts of a transaction,
    `booking` says when one may be asked to come."""

    business: Mapping[str, Business]
    wait_limit: int
    wait_share: float
    head_start: Mapping[str, int]
    steps: Mapping[str, str]
    booking: BookingRules


def read_rules(document: Plain) -> QueueRules:
    """The rules of a pack's file. Raises `KeyError` or `TypeError` where it lacks something."""
    rows = cast(Sequence[Plain], document["business"])
    kinds = [Business(str(e["code"]), str(e["name_zh"]), cast(int, e["standard_seconds"])) for e in rows]
    steps = cast(Sequence[Plain], document["steps"])
    return QueueRules(
        {each.code: each for each in kinds},
        cast(int, document["wait_limit_seconds"]),
        cast(float, document["wait_share"]),
        cast(Mapping[str, int], document["head_start_seconds"]),
        {str(each["code"]): str(each["name_zh"]) for each in steps},
        _booking(cast(Plain, document["booking"])),
    )


def _booking(row: Plain) -> BookingRules:
    opens, closes = (time.fromisoformat(str(row[name])) for name in ("opens", "closes"))
    return BookingRules(
        opens, closes, cast(float, row["share"]), timedelta(minutes=cast(int, row["grace_minutes"]))
    )
