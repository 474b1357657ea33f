# SPDX-License-Identifier: Apache-2.0
"""What the operator has promised to everybody in public, and what becomes of it when one customer calls on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amends.apps.core.rules.roles import Role
from amends.apps.promises.rules.spans import CommitmentMalformed, Floor, Span, read_floor, read_span
from amends.apps.promises.rules.terms import MONEY_KINDS, Channel, PromiseKind, Terms

__all__ = ["Commitment", "CommitmentMalformed", "read_commitments"]


@dataclass(frozen=True, slots=True)
class Commitment:
    """One public promise: the words, to whom, when it is called on, in how many hours, who keeps it, what proves it.

    With a `span`, only somebody who bought so lately may call on it; `floor` is what the law asks at least. `scope`
    says where it holds and for what; `first_date` to `last_date` is when one must have bought, where that is limited.
    `follow_up_days` are the days after a sale or repair on which we ask whether it works.
    """

    code: str
    name: str
    words: str
    eligible: str
    trigger: str
    kind: PromiseKind
    due_hours: int
    keeper_role: Role
    enabler: str
    proof: str
    basis: str
    span: Span | None = None
    floor: Floor | None = None
    scope: str = ""
    first_date: date | None = None
    last_date: date | None = None
    follow_up_days: tuple[int, ...] = ()

    def valid_until(self, bought: date) -> date | None:
        """The last day on which it may be called on for what was bought then; None where time does not limit it, or
        where what was bought then never had it (see `has`)."""
        return self.span.last_day(bought) if self.span and self.has(bought) else None

    def has(self, bought: date) -> bool:
        """Whether what was bought then came with it."""
        after_start = self.first_date is None or bought >= self.first_date
        return after_start and (self.last_date is None or bought <= self.last_date)

    def holds(self, bought: date, day: date) -> bool:
        """Whether it may be called on that day for what was bought then; the last day belongs to it."""
        until = self.valid_until(bought)
        return self.has(bought) and bought <= day and (until is None or day <= until)

    @property
    def needs_amount(self) -> bool:
        """Whether somebody must say how much before it can be promised to one customer."""
        return self.kind in MONEY_KINDS

    def terms(self, *, at: datetime, channel: Channel, amount: int | None = None) -> Terms:
        """What it means for a customer who calls on it at `at`; `amount` in fen."""
        return Terms(
            kind=self.kind,
            words=self.words,
            channel=channel,
            due_at=at + timedelta(hours=self.due_hours),
            amount=amount,
            reason=self.name if self.needs_amount else "",
            enabler=self.enabler,
        )


def read_commitments(content: Mapping[str, object]) -> tuple[Commitment, ...]:
    """The commitments of a file, in its order. Raises `CommitmentMalformed`."""
    rows = content.get("commitments")
    if not isinstance(rows, tuple | list) or not all(isinstance(row, Mapping) for row in rows):
        raise CommitmentMalformed("commitments must be a list of mappings")
    found = tuple(_commitment(row) for row in rows)
    if len({each.code for each in found}) < len(found):
        raise CommitmentMalformed("two commitments have the same code")
    return found


def _commitment(row: Mapping[str, object]) -> Commitment:
    try:
        made = Commitment(
            code=str(row["code"]),
            name=str(row["name_zh"]),
            words=str(row["words_zh"]),
            eligible=str(row["eligible_zh"]),
            trigger=str(row["trigger_zh"]),
            kind=PromiseKind(str(row["kind"])),
            due_hours=int(str(row["due_hours"])),
            keeper_role=Role(str(row["keeper_role"])),
            enabler=str(row["enabler_zh"] or ""),
            proof=str(row["proof_zh"]),
            basis=str(row["basis_zh"]),
            span=read_span(row.get("span")),
            floor=read_floor(row.get("floor")),
            scope=str(row.get("scope_zh", "")),
            first_date=_day(row.get("first_date")),
            last_date=_day(row.get("last_date")),
            follow_up_days=_days(row.get("follow_up_days")),
        )
    except (KeyError, ValueError) as error:
        raise CommitmentMalformed(f"{row.get('code')}: {error}") from error
    if made.floor and made.floor.is_above(made.span, made.due_hours):
        raise CommitmentMalformed(f"{made.code}: promises less than the law asks ({made.floor.basis})")
    if made.due_hours < 1 or not made.words.strip() or not 0 < len(made.code) <= 40:
        raise CommitmentMalformed(f"{made.code}: needs words, a code and a time")
    return made


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _days(value: object) -> tuple[int, ...]:
    if value is None:
        return ()
    if not isinstance(value, tuple | list) or not all(isinstance(each, int) and each > 0 for each in value):
        raise ValueError("follow_up_days must be days after the sale or repair")
    return tuple(sorted(set(value)))
