# SPDX-License-Identifier: Apache-2.0
"""A customer says by themselves, without any of us, that they do not want to be asked any more."""

from datetime import datetime

from django.db import transaction

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.models import Consent, Customer
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose

WHY = "the customer decides about themselves"


def opt_out(
    *,
    customer: Customer,
    purpose: Purpose,
    channel: str,
    wording_version: str,
    at: datetime,
    by: User | None = None,
) -> Consent:
    """Add the refusal to the ledger, or the withdrawal of a consent that stands; said twice it is one line.

    `by` is who heard it on the telephone; nobody, where the customer pressed the button.
    """
    with transaction.atomic():
        Customer.objects.unscoped(WHY).select_for_update(no_key=True).get(pk=customer.pk)
        lines = Consent.objects.unscoped(WHY).filter(customer=customer, purpose=purpose)
        last = lines.order_by("-id").first()
        if last is not None and last.decision != Decision.GIVEN:
            return last  # nothing happened: no event, no word to those who listen for them
        kind = EventKind.CONSENT_WITHDRAWN if last else EventKind.CONSENT_REFUSED
        with writing(by=by, at=at) as log:
            line = Consent.objects.create(
                customer=customer,
                purpose=purpose,
                decision=Decision.WITHDRAWN if last else Decision.REFUSED,
                initiative=Initiative.CUSTOMER,
                channel=channel,
                wording_version=wording_version,
                decided_at=at,
                by=by,
            )
            log(kind, line, about=customer.code, unit=customer.unit, purpose=str(purpose), channel=channel)
    return line
