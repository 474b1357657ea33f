# SPDX-License-Identifier: Apache-2.0
"""Put a listed customer into somebody's hands."""

from datetime import datetime

from django.utils.functional import Promise

from amends.apps.cases.actions import open_case
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import BLOCKS, Target
from amends.apps.recovery.queries.targets import is_in_hand
from amends.apps.recovery.queries.waves.holding import is_held_out
from amends.apps.recovery.rules.approaching import Standing, block_now
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

    Raises `NotToBeApproached` where the customer refused contact, is in somebody's hands, is held out to compare with,
    or was blocked when the list was made. Doing it twice gives the same case.
    """
    with writing(by=by, at=at) as log:
        held = (
            Target.objects.unscoped("lock of a row in hand").select_for_update(no_key=True).get(pk=target.pk)
        )
        if held.case_id is not None:
            log(EventKind.TARGET_APPROACHED, target, about=target.customer.code, unit=target.unit, again=True)
            return Case.objects.unscoped("the case of a listed customer in hand").get(pk=held.case_id)
        cause = _free_cause(target, recovery_class, at)
        case = open_case(
            customer=target.customer,
            origin=Origin.RECOVERY,
            recovery_class=cause,
            reasons=list(target.reasons),
            probability=target.probability,
            owner=by,
            by=by,
            at=at,
            key=f"target:{target.pk}",
        )
        target.case, target.opened_at, target.opened_by = case, at, by
        target.save(update_fields=["case", "opened_at", "opened_by"])
        log(
            EventKind.TARGET_APPROACHED,
            target,
            about=target.customer.code,
            unit=target.unit,
            case=case.number,
        )
    return case


def _free_cause(target: Target, chosen: RecoveryClass | None, at: datetime) -> RecoveryClass:
    """The class to open a case with, where nothing speaks against approaching the customer at this moment."""
    customer = (
        Customer.objects.unscoped("the customer of a row in hand")
        .select_for_update(no_key=True)
        .get(pk=target.customer_id)
    )
    standing = Standing(
        blocked_reason=target.blocked_reason,
        do_not_contact=customer.do_not_contact,
        line_closed=customer.line_state == "closed",
        in_hand=is_in_hand(customer),
        cause=chosen or target.main_cause,
        held_out=is_held_out(customer, at),
    )
    if block := block_now(standing):
        raise NotToBeApproached(target, block)
    return RecoveryClass(standing.cause)
