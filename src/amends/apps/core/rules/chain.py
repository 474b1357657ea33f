# SPDX-License-Identifier: Apache-2.0
"""The hash chain of the event log: each row's hash covers the row and the hash before it."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log, as it is hashed."""

    sequence: int
    at: datetime
    kind: str
    by: int | None
    subject: str
    about: str
    unit: int | None  # decides who may read the row
    payload: Json
    previous: str
    hash: str = ""

    def computed_hash(self) -> str:
        """SHA-256 over the canonical JSON of every other field."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        fields = [
            self.sequence,
            moment,
            self.kind,
            self.by,
            self.subject,
            self.about,
            self.unit,
            self.payload,
            self.previous,
        ]
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold, and what that means."""

    sequence: int
    what: str


def faults(
    entries: Iterable[Entry], *, count: int, head: str, emptied: Mapping[int, str] | None = None
) -> Iterator[Fault]:
    """Every place where rows in order of `sequence` were edited, removed or re-ordered.

    `count` and `head` are what the log says of itself: they reveal rows cut off at the end. `emptied` says which rows
    lost what they said of a person, and the hash of what is left of each: they keep their old hash, which the rows
    behind them rest on.
    """
    left = emptied or {}
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.sequence != expected:
            yield Fault(expected, f"rows {expected} to {entry.sequence - 1} are missing")
        elif entry.previous != previous:
            yield Fault(entry.sequence, "does not follow the row before it: rows were changed or re-ordered")
        if entry.hash != (computed := entry.computed_hash()) and left.get(entry.sequence) != computed:
            yield Fault(entry.sequence, "was edited: its content does not match its hash")
        expected, previous = entry.sequence + 1, entry.hash
    if expected - 1 != count:
        yield Fault(
            expected, f"the log once held {count} rows, {expected - 1} are there: rows were cut off or added"
        )
    elif previous != head:
        yield Fault(expected - 1, "is not the last row that was written")
