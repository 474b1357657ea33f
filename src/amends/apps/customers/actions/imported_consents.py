# SPDX-License-Identifier: Apache-2.0
"""Consents that an operator's file states: the ledger gets a line only where what is allowed changes."""

from collections.abc import Mapping
from datetime import datetime

from amends.apps.core.models import User
from amends.apps.customers.models import Consent
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose, allows


def note_consents(flags: Mapping[int, Mapping[str, bool]], *, by: User | None, at: datetime) -> int:
    """Add lines for customers (by primary key) whose flag by purpose differs from what the ledger allows now.

    Called inside the transaction of the batch, whose event counts them. Returns how many lines were added.
    """
    standing = _standing(flags)
    lines = [
        Consent(
            customer_id=customer,
            purpose=purpose,
            decision=Decision.GIVEN if flag else _against(standing.get((customer, purpose))),
            initiative=Initiative.OPERATOR,
            channel="import",
            wording_version="import",
            decided_at=at,
            by=by,
        )
        for customer, said in flags.items()
        for purpose, flag in said.items()
        if allows(Purpose(purpose), standing.get((customer, purpose))) != flag
    ]
    Consent.objects.bulk_create(lines)
    return len(lines)


def _standing(flags: Mapping[int, Mapping[str, bool]]) -> dict[tuple[int, str], Decision]:
    lines = Consent.objects.unscoped("of customers that were found to be in scope").filter(
        customer__in=list(flags)
    )
    told = lines.order_by("id").values_list("customer_id", "purpose", "decision")
    return {(customer, purpose): Decision(decision) for customer, purpose, decision in told}


def _against(decision: Decision | None) -> Decision:
    return Decision.WITHDRAWN if decision is Decision.GIVEN else Decision.REFUSED
