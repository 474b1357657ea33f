# SPDX-License-Identifier: Apache-2.0
"""Places between two rows of the ledger, so that a page starts where the last one ended, at any depth."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_WRITTEN = re.compile(r"(b?)([0-9]{1,17})-([0-9]{1,18})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class PlaceUnreadable(ValueError):
    """A text that names no place: an address that somebody cut short or made up."""


@dataclass(frozen=True, slots=True)
class Place:
    """Behind the row of that due time and key, or with `before`, in front of it."""

    due_at: datetime
    key: int
    before: bool = False

    @property
    def text(self) -> str:
        """The place as an address carries it."""
        return f"{'b' * self.before}{(self.due_at - _EPOCH) // _MICROSECOND}-{self.key}"


def read_place(text: str) -> Place | None:
    """The place that `text` names; `None` where it is empty. Raises `PlaceUnreadable`."""
    if not text:
        return None
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise PlaceUnreadable(text)
    before, micros, key = found.groups()
    return Place(_EPOCH + int(micros) * _MICROSECOND, int(key), bool(before))
