# SPDX-License-Identifier: Apache-2.0
"""The contacts with a customer that decide whether they may be contacted about a case."""

from dataclasses import replace

from amends.apps.cases.models import Case, Contact
from amends.apps.cases.rules.contact import Attempt
from amends.apps.cases.rules.states import PROACTIVE

_WHY = "a refusal and the limits of contact hold for the customer, whoever of us noted them"


def attempts_towards(case: Case) -> list[Attempt]:
    """The contacts of both directions that bind a case, the oldest first. One query.

    Where we go to the customer: all of theirs, in every case and round, so that who refused once is left alone.
    Where the customer came to us: those of this case and round, since their new matter is to be answered.
    """
    rows = Contact.objects.unscoped(_WHY)
    if case.origin in PROACTIVE:
        rows = rows.filter(case__customer=case.customer_id)
    else:
        rows = rows.filter(case=case, round=case.reopened)
    here = (case.pk, case.reopened)
    return [
        replace(row.attempt, elsewhere=(row.case_id, row.round) != here) for row in rows.order_by("at", "id")
    ]
