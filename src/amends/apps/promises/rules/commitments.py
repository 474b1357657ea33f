# SPDX-License-Identifier: Apache-2.0
"""What the operator has promised to everybody in public, and what becomes of it when one customer calls on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.core.rules.roles import Role
from amends.apps.promises.rules.terms import MONEY_KINDS, Channel, PromiseKind, Terms


class CommitmentMalformed(ValueError):
    """A commitment lacks something or says something that there is not."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One public promise: the words, to whom, when it is called on, in how many hours, who keeps it, what proves it."""

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
        )
    except (KeyError, ValueError) as error:
        raise CommitmentMalformed(f"{row.get('code')}: {error}") from error
    if made.due_hours < 1 or not made.words.strip() or not 0 < len(made.code) <= 40:
        raise CommitmentMalformed(f"{made.code}: needs words, a code and a time")
    return made
