# SPDX-License-Identifier: Apache-2.0
"""A message as it leaves, and why one may not leave now or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

REFUSED_FOR_GOOD = frozenset({400, 404, 410, 413, 422})  # the gateway will not take this text to this number


class HeldBack(Exception):
    """A message must wait: it is night where its reader is, or what it belongs to rests."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"waits until {until.isoformat()}")
        self.until = until


class CalledOff(Exception):
    """A message must never leave: its reader has answered, refused, or is no longer a customer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is handed over: to whom, and the words; a gateway that knows `template` needs `parameters` only."""

    address: str
    body: str
    template: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
