# SPDX-License-Identifier: Apache-2.0
"""Put a listed customer into somebody's hands."""

from datetime import datetime

from django.utils.functional import Promise

from amends.apps.cases.actions import open_case
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.recovery.models import BLOCKS, Target
from amends.apps.recovery.queries.targets import is_in_hand
from amends.apps.recovery.rules import Standing, block_now
from amends.kernel.recovery_class import RecoveryClass


class NotToBeApproached(ValueError):
    """Nobody should approach this customer now; `words` say why, for the person who tried."""

    def __init__(self, target: Target, block: str) -> None:
        self.target, self.block = target, block
        self.words: str | Promise = BLOCKS[block]
        super().__init__(f"target {target.pk}: {block}")


def approach(*, target: Target, by: User, at: datetime, recovery_class: RecoveryClass | None = None) -> Case:
    """Open a case for a listed customer, owned by `by`, and tie it to the list.

    `recovery_class` is a person's choice, where the run found no cause: a customer who gave a low score and whose
    records show nothing is asked what went wrong.

    Raises `NotToBeApproached` where the customer refused contact, is in somebody's hands, or was blocked when the
    list was made. Doing it twice gives the same case.
    """
    if target.case is not None:
        return target.case
    customer = target.customer
    standing = Standing(
        blocked_reason=target.blocked_reason,
        do_not_contact=customer.do_not_contact,
        line_closed=customer.line_state == "closed",
        in_hand=is_in_hand(customer),
        cause=recovery_class or target.main_cause,
    )
    if block := block_now(standing):
        raise NotToBeApproached(target, block)
    with writing(by=by, at=at) as log:
        case = open_case(
            customer=customer,
            origin=Origin.RECOVERY,
            recovery_class=RecoveryClass(standing.cause),
            reasons=list(target.reasons),
            probability=target.probability,
            owner=by,
            by=by,
            at=at,
            key=f"target:{target.pk}",
        )
        target.case, target.opened_at, target.opened_by = case, at, by
        target.save(update_fields=["case", "opened_at", "opened_by"])
        log(EventKind.TARGET_APPROACHED, target, about=customer.code, unit=target.unit, case=case.number)
    return case
