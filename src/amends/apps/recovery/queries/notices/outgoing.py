# SPDX-License-Identifier: Apache-2.0
"""A notice as it leaves: looked at again at every try, so that none arrives at night, nor after it is of use."""

from datetime import datetime

from django.conf import settings

from amends.apps.core.models import Message
from amends.apps.core.rules.outgoing import CalledOff, HeldBack, Outgoing
from amends.apps.customers.actions.identity import binding
from amends.apps.customers.actions.vault import opened_with_any
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.rules.sealing import SealBroken
from amends.apps.recovery.models import ProactiveNotice
from amends.apps.recovery.queries.notices.policy import may_arrive
from amends.apps.recovery.rules.notices import (
    About,
    OutageState,
    Reader,
    Why,
    deadline,
    is_by_law,
    skipped,
)

FILLER = "notice"
_WHY = "the outbox speaks for every unit"


def message_key(pk: int) -> str:
    """Under which a notice lies in the outbox."""
    return f"{FILLER}:{pk}"


def filled(message: Message, at: datetime) -> Outgoing:
    """A notice of the outbox. Raises `HeldBack`, or `CalledOff` with the code of a `Why`."""
    rows = ProactiveNotice.objects.unscoped(_WHY).select_related("outage", "customer")
    notice = rows.get(pk=int((message.key or "").split(":")[1]))
    number = _number(notice.customer)
    _check(notice, bool(number), at)
    return Outgoing(address=number, body=message.body, template=settings.AMENDS_SMS_TEMPLATE)


def _check(notice: ProactiveNotice, has_number: bool, at: datetime) -> None:
    outage, customer = notice.outage, notice.customer
    if outage and outage.state == OutageState.CANCELLED:
        raise CalledOff(str(Why.CANCELLED))
    reader = Reader(customer.line_state, has_number, customer.do_not_contact)
    by_law = is_by_law(About(notice.about), outage.kind if outage else "")
    if why := skipped(reader, by_law=by_law):
        raise CalledOff(str(why))
    moment = may_arrive(at, customer.region)
    last = deadline(outage.kind, outage.starts_at, outage.ends_at) if outage else None
    if moment is None or (last and moment >= last):
        raise CalledOff(str(Why.TOO_LATE))
    if moment > at:
        raise HeldBack(moment)


def _number(customer: Customer) -> str:
    """The number, or nothing where none is known or it does not open with this secret."""
    identity = Identity.objects.unscoped(_WHY).filter(customer=customer).first()
    if identity is None or not identity.number_sealed:
        return ""
    try:
        return opened_with_any(bytes(identity.number_sealed), bound_to=binding(customer.code, "number"))
    except SealBroken:
        return ""
