# SPDX-License-Identifier: Apache-2.0
"""The history of a case, as far as its clocks care: what happened when. Everything else is computed from it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final


class FactKind(StrEnum):
    """What can happen to the clocks of a case; where it carries values, they stand behind it."""

    RECEIVED = "received"  # channel, recovery (a row of recovery_limits), at_once (a matter of safety)
    JURISDICTION_SET = "jurisdiction_set"  # jurisdiction
    PRIORITY_SET = "priority_set"  # priority
    ACKNOWLEDGED = "acknowledged"
    CONTACTED = "contacted"  # we spoke to the customer: the first reply, later the progress
    CUSTOMER_ANSWERED = "customer_answered"
    PROMISED = "promised"  # due_at, key: a promise of the same key takes the place of the one before
    PROMISE_KEPT = "promise_kept"  # key
    PROMISE_WITHDRAWN = "promise_withdrawn"  # key: the customer released us
    PAUSED = "paused"  # reason, until
    RESUMED = "resumed"
    STEP_STARTED = "step_started"  # step, minutes
    STEP_ENDED = "step_ended"  # step
    VISIT_ASKED = "visit_asked"  # arrive_by, key; agreed, where a new time takes the place of the one before
    VISIT_CALLED_OFF = "visit_called_off"  # key
    ARRIVED = "arrived"  # key
    APPEALED = "appealed"  # due_at, where the regulator names one
    REGULATOR_DATED = "regulator_dated"  # due_at: the regulator's own date, named or moved later on
    FED_BACK = "fed_back"
    FAULT_REPORTED = "fault_reported"  # area (city, rural), line (fixed, mobile; empty: it was no fault)
    REPAIRED = "repaired"
    ARREARS_PAID = "arrears_paid"
    RESTORED = "restored"
    REFUND_ASKED = "refund_asked"  # key
    REFUNDED = "refunded"  # key
    REFUND_ANSWERED = "refund_answered"  # key: refused with the reason, or no longer asked for
    REPLIED = "replied"  # the formal answer; reply, where it was written
    REPLY_LOST = "reply_lost"  # reply: a written answer that the mail server never took
    RESOLVED = "resolved"  # the case ended, whatever the way
    REOPENED = "reopened"
    TAKEN_BACK = "taken_back"  # from: what came from that merged case runs there again, and no longer here


FROM = "from"  # among the values of a fact: the number of the merged case that it came from
K = FactKind
NEEDED: Final[Mapping[FactKind, tuple[str, ...]]] = {
    K.JURISDICTION_SET: ("jurisdiction",),
    K.PRIORITY_SET: ("priority",),
    K.PROMISED: ("due_at",),
    K.PROMISE_KEPT: ("key",),
    K.PROMISE_WITHDRAWN: ("key",),
    K.REGULATOR_DATED: ("due_at",),
    K.VISIT_CALLED_OFF: ("key",),
    K.PAUSED: ("reason",),
    K.TAKEN_BACK: ("from",),
    K.STEP_STARTED: ("step", "minutes"),
    K.STEP_ENDED: ("step",),
    K.VISIT_ASKED: ("arrive_by",),
}
_MOMENTS: Final = ("due_at", "until", "arrive_by")
_RANK: Final = {kind: rank for rank, kind in enumerate(FactKind)}


class FactMalformed(ValueError):
    """A fact lacks a value that its kind needs, or a moment without a time zone."""


class NoReceipt(ValueError):
    """A history without a receipt has no clocks: nothing began."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened: a row of (kind, at, values as JSON); `order` tells facts of one moment apart.

    Moments among the values are ISO texts with an offset. Raises `FactMalformed`.
    """

    kind: FactKind
    at: datetime
    values: Mapping[str, object] = field(default_factory=dict)
    order: int = 0

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise FactMalformed(f"{self.kind} at {self.at.isoformat()} has no time zone")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        missing = [name for name in NEEDED.get(self.kind, ()) if self.values.get(name) in {None, ""}]
        if missing:
            raise FactMalformed(f"{self.kind} needs {', '.join(missing)}")
        for name in _MOMENTS:
            self.moment(name)
        if self.kind is K.STEP_STARTED and not self.minutes():
            raise FactMalformed(f"{self.kind}.minutes must be more than nothing")

    def text(self, name: str) -> str:
        """A value as text; empty where there is none."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def moment(self, name: str) -> datetime | None:
        """A value as a moment in UTC; none where there is none. Raises `FactMalformed`."""
        text = self.text(name)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as wrong:
            raise FactMalformed(f"{self.kind}.{name}: {text!r} is no moment") from wrong
        if moment.tzinfo is None:
            raise FactMalformed(f"{self.kind}.{name}: {text!r} has no time zone")
        return moment.astimezone(UTC)

    def minutes(self) -> timedelta:
        """The value `minutes` as a span; nothing where there is none. Raises `FactMalformed`."""
        text = self.text("minutes")
        if text and not text.isdecimal():
            raise FactMalformed(f"{self.kind}.minutes: {text!r} is no whole number")
        return timedelta(minutes=int(text or 0))

    def sort_key(self) -> tuple[datetime, int, int, str]:
        """A total order, so that the same facts tell the same story however they were read."""
        values = json.dumps(dict(self.values), sort_keys=True, default=str, ensure_ascii=False)
        return self.at, self.order, _RANK[self.kind], values


def fact(kind: FactKind, at: datetime, /, **values: object) -> Fact:
    """A fact with its values as they go into JSON."""
    return Fact(kind, at, plain_values(values))


def plain_values(values: Mapping[str, object]) -> dict[str, object]:
    """Values as they go into JSON: moments become texts, what is `None` is left out."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
        if value is not None
    }


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """A history from its first receipt on, by time. Raises `NoReceipt`.

    A case is received once. What was set before (a priority, a jurisdiction) belongs to the receipt; an act does not.
    A fault is reported once at a moment: what was noted last of it (another area, no fault at all) stands.
    """
    story = sorted(facts, key=Fact.sort_key)
    first = next((at for at, each in enumerate(story) if each.kind is K.RECEIVED), None)
    if first is None:
        raise NoReceipt("a case has clocks only from its receipt on")
    before = [each for each in story[:first] if each.kind in {K.PRIORITY_SET, K.JURISDICTION_SET}]
    last = {each.at: each for each in story if each.kind is K.FAULT_REPORTED}
    after = (each for each in story[first + 1 :] if each.kind is not K.RECEIVED)
    stands = (each for each in after if each.kind is not K.FAULT_REPORTED or each is last[each.at])
    return (story[first], *before, *stands)
