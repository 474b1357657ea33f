# SPDX-License-Identifier: Apache-2.0
"""Where a promise comes from, and what the operator's own data must show when it is kept."""

from dataclasses import dataclass
from enum import StrEnum

from amends.apps.promises.rules.terms import PromiseKind, Terms


class Origin(StrEnum):
    """What made us promise."""

    SPOKEN = "spoken"
    REMEDY = "remedy"
    CAMPAIGN = "campaign"
    SALE = "sale"
    STANDING = "standing"
    RULE = "rule"


# What a person may name on the form. The others are written by the case, by a press on the list of standing
# commitments, whose words stand beyond a person's authority, and by the daily job.
CHOSEN = (Origin.SPOKEN, Origin.CAMPAIGN, Origin.SALE)
# These make no sense without saying which one.
NAMED = frozenset({Origin.CAMPAIGN, Origin.STANDING, Origin.RULE})


# What a sale brings by itself begins its `source` with this.
BY_SALE = "sale:"


class CheckKind(StrEnum):
    """Which fact shows that a promise was kept; `NONE`: only a person can tell."""

    NONE = "none"
    BILL_CREDIT = "bill_credit"
    REFUND_PAID = "refund_paid"
    USAGE_BONUS = "usage_bonus"
    CALL_MADE = "call_made"


MEASURED = frozenset({CheckKind.BILL_CREDIT, CheckKind.REFUND_PAID, CheckKind.USAGE_BONUS})
_USUAL: dict[PromiseKind, CheckKind] = {
    PromiseKind.REFUND: CheckKind.REFUND_PAID,
    PromiseKind.BENEFIT: CheckKind.BILL_CREDIT,
}


@dataclass(frozen=True, slots=True)
class Check:
    """What a fact must show: at least `amount`, in fen, or in MB for a data allowance; no amount for a call."""

    kind: CheckKind = CheckKind.NONE
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a promise comes from. `reference` is the campaign's, the sale's, the commitment's or the case's own code;
    `source` a key that a program makes it once by; `check` `None` means what is usual for its kind."""

    origin: Origin = Origin.SPOKEN
    reference: str = ""
    source: str | None = None
    check: Check | None = None


class ProvenanceFault(StrEnum):
    """What is wrong with a provenance; the value before the colon is the field."""

    REFERENCE_MISSING = "reference:missing"
    AMOUNT_MISSING = "check_amount:missing"

    @property
    def field(self) -> str:
        """The field that the fault is about."""
        return self.value.partition(":")[0]


def usual_check(terms: Terms) -> Check:
    """What the operator's data show of a promise of that kind: money shows on the bill, most of the rest nowhere."""
    kind = _USUAL.get(terms.kind, CheckKind.NONE)
    return Check(kind, terms.amount if kind in MEASURED else None)


def check_of(came: Provenance, terms: Terms) -> Check:
    """The check that a promise carries: the one that was asked for, with the amount promised where it gives none."""
    asked = came.check
    if asked is None:
        return usual_check(terms)
    if asked.kind not in MEASURED:
        return Check(asked.kind)
    is_money = asked.kind is not CheckKind.USAGE_BONUS
    return Check(asked.kind, asked.amount or (terms.amount if is_money else None))


def provenance_fault(came: Provenance, terms: Terms) -> ProvenanceFault | None:
    """The first thing that is missing, or `None`."""
    if came.origin in NAMED and not came.reference.strip():
        return ProvenanceFault.REFERENCE_MISSING
    check = check_of(came, terms)
    if check.kind in MEASURED and not check.amount:
        return ProvenanceFault.AMOUNT_MISSING
    return None
