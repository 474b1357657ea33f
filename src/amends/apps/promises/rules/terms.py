# SPDX-License-Identifier: Apache-2.0
"""What is promised: a promise worth writing down says what, how much and by when."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = timedelta(days=3 * 366)
_NUMBER = re.compile(r"CN-?0*([1-9][0-9]{0,17})", re.IGNORECASE)


class PromiseKind(StrEnum):
    """What kind of thing was promised."""

    CALL_BACK = "call_back"
    VISIT = "visit"
    WRITTEN_ANSWER = "written_answer"
    REPAIR = "repair"
    REFUND = "refund"
    BENEFIT = "benefit"
    OTHER = "other"


class Channel(StrEnum):
    """Through what the customer was told."""

    PHONE = "phone"
    HALL = "hall"
    ONLINE = "online"
    MESSAGE = "message"
    VISIT = "visit"
    LETTER = "letter"


# A word on when we come back is given freely; money and results only within one's authority.
PROCESS_KINDS = frozenset({PromiseKind.CALL_BACK, PromiseKind.VISIT, PromiseKind.WRITTEN_ANSWER})
MONEY_KINDS = frozenset({PromiseKind.REFUND, PromiseKind.BENEFIT})


@dataclass(frozen=True, slots=True)
class Terms:
    """What was told to the customer. `amount` is in fen; `enabler` names who else must do a part."""

    kind: PromiseKind
    words: str
    channel: Channel
    due_at: datetime
    amount: int | None = None
    reason: str = ""
    enabler: str = ""


class TermsFault(StrEnum):
    """What is wrong with terms; the value before the colon is the field."""

    WORDS_MISSING = "words:missing"
    DUE_PAST = "due_at:past"
    DUE_TOO_FAR = "due_at:too_far"
    AMOUNT_MISSING = "amount:missing"
    AMOUNT_NOT_POSITIVE = "amount:not_positive"
    AMOUNT_UNEXPECTED = "amount:unexpected"
    REASON_MISSING = "reason:missing"

    @property
    def field(self) -> str:
        """The field that the fault is about."""
        return self.value.partition(":")[0]


def terms_fault(terms: Terms, *, made_at: datetime) -> TermsFault | None:
    """The first thing that keeps these terms from being a promise, or `None`."""
    if not terms.words.strip():
        return TermsFault.WORDS_MISSING
    if terms.kind is PromiseKind.BENEFIT and not terms.reason.strip():
        return TermsFault.REASON_MISSING
    return due_fault(terms.due_at, made_at=made_at) or _amount_fault(terms)


def due_fault(due_at: datetime, *, made_at: datetime) -> TermsFault | None:
    """Why a promise made at `made_at` cannot fall due at `due_at`, or `None`."""
    if due_at <= made_at:
        return TermsFault.DUE_PAST
    return TermsFault.DUE_TOO_FAR if due_at - made_at > LONGEST else None


def _amount_fault(terms: Terms) -> TermsFault | None:
    if terms.kind not in MONEY_KINDS:
        return None if terms.amount is None else TermsFault.AMOUNT_UNEXPECTED
    if terms.amount is None:
        return TermsFault.AMOUNT_MISSING
    return TermsFault.AMOUNT_NOT_POSITIVE if terms.amount <= 0 else None


def promise_number(key: int) -> str:
    """How people name a promise: `CN-000017`. Made of the row's key, so it is unique without a counter."""
    return f"CN-{key:06d}"


def number_key(text: str) -> int | None:
    """The key in a number as people type it (`cn17`, `CN-000017`), or `None` where the text is no number."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None
