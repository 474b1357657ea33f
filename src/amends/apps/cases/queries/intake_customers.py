# SPDX-License-Identifier: Apache-2.0
"""Which known customer somebody who gave a number is."""

from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import WALK_IN
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.actions.vault import current_keys
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.rules.sealing import number_index

_WHY = "the number decides whose word it is; nobody is shown the result"


def customer_with_number(number: str) -> Customer | None:
    """The one customer with a service number: of several the one whose line is in use; `None` where that is not one.
    One query."""
    index = number_index(number, current_keys())
    if not index:
        return None
    rows = Customer.objects.unscoped(_WHY).filter(identity__number_index=index)
    found = list(rows.exclude(code__startswith=WALK_IN).select_related("unit")[:10])
    active = [each for each in found if each.line_state == "active"]
    best = active or found
    return best[0] if len(best) == 1 else None


def same_number(case: Case, scope: Scope) -> list[Customer]:
    """The known customers in scope who have the number that the one of a case gave. Two queries."""
    identity = Identity.objects.within(scope).filter(customer=case.customer_id).first()
    if identity is None or not identity.number_index:
        return []
    rows = Customer.objects.within(scope).filter(identity__number_index=identity.number_index)
    return list(rows.exclude(code__startswith=WALK_IN).select_related("unit").order_by("code")[:5])
