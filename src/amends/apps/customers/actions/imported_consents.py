# SPDX-License-Identifier: Apache-2.0
"""Consents that an operator's file states: the ledger gets a line only where what is allowed changes."""

from collections.abc import Mapping
from datetime import datetime

from amends.apps.core.models import User
from amends.apps.customers.models import Consent
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose, allows

IMPORT = "import"
Last = tuple[Decision, str]  # the last word and the channel it came by


def note_consents(flags: Mapping[int, Mapping[str, bool]], *, by: User | None, at: datetime) -> int:
    """Add lines for customers (by primary key) whose flag by purpose differs from what the ledger allows now.

    A refusal that the customer gave to a person stands against any file. Called inside the transaction of the
    batch, whose event counts the lines. Returns how many were added.
    """
    standing = _standing(flags) if flags else {}
    lines = [
        Consent(
            customer_id=customer,
            purpose=purpose,
            decision=Decision.GIVEN if flag else _against(standing.get((customer, purpose))),
            initiative=Initiative.OPERATOR,
            channel=IMPORT,
            wording_version=IMPORT,
            decided_at=at,
            by=by,
        )
        for customer, said in flags.items()
        for purpose, flag in said.items()
        if _changes(Purpose(purpose), standing.get((customer, purpose)), flag)
    ]
    Consent.objects.bulk_create(lines)
    return len(lines)


def _standing(flags: Mapping[int, Mapping[str, bool]]) -> dict[tuple[int, str], Last]:
    lines = Consent.objects.unscoped("of customers that were found to be in scope").filter(
        customer__in=list(flags)
    )
    told = lines.order_by("id").values_list("customer_id", "purpose", "decision", "channel")
    return {(customer, purpose): (Decision(said), channel) for customer, purpose, said, channel in told}


def _changes(purpose: Purpose, last: Last | None, flag: bool) -> bool:
    decision, channel = last or (None, IMPORT)
    refused_to_a_person = decision not in {None, Decision.GIVEN} and channel != IMPORT
    return allows(purpose, decision) != flag and not (flag and refused_to_a_person)


def _against(last: Last | None) -> Decision:
    return Decision.WITHDRAWN if last and last[0] is Decision.GIVEN else Decision.REFUSED
