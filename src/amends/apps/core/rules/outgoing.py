# SPDX-License-Identifier: Apache-2.0
"""A message as it leaves, and why one may not leave now or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amends.apps.core.rules.queue import next_try

REFUSED_FOR_GOOD = frozenset({400, 413, 422})  # the gateway will not take this text to this number
# What speaks of the gateway, not of the text: its address, our key to it, its haste, its health.
OF_GATEWAY = frozenset({401, 403, 404, 405, 407, 408, 410, 429})
RESTS = timedelta(minutes=5)  # how long a text waits at least whose gateway did not serve
MOST_IN_VAIN = 3  # texts in a row at which a gateway that serves others fails, before it is left alone
HELD = timedelta(seconds=60)  # longer than one handing-over can take: nobody else takes it up meanwhile


def gateway_fails(status: int | None) -> bool:
    """Whether an answer (`None`: there was none) says that the gateway itself does not serve now."""
    return status is None or status in OF_GATEWAY or status >= 500


def rests_until(attempts: int, at: datetime) -> datetime:
    """When a text is tried again at whose handing-over the gateway failed, after `attempts` that count against it."""
    return max(next_try(attempts, at), at + RESTS)


def last_try(attempts: int, due: datetime) -> datetime:
    """When a text that is due was tried before, at the latest; what was never tried came then."""
    return due - (rests_until(attempts, due) - due)


def held_until(attempts: int, at: datetime) -> datetime:
    """How long a message is kept from others that is handed over now, for the `attempts`-th time."""
    return max(next_try(attempts, at), at + HELD)


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
