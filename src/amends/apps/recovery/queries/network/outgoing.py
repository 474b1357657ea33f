# SPDX-License-Identifier: Apache-2.0
"""A notice of an improvement as it leaves: the number put in at the last moment, inside the hours for service texts."""

from datetime import datetime

from django.conf import settings

from amends.apps.core.models import Message
from amends.apps.core.rules.outgoing import CalledOff, HeldBack, Outgoing
from amends.apps.recovery.models import FixNotice
from amends.apps.recovery.queries.notices.policy import may_arrive
from amends.apps.recovery.queries.numbers import known_number
from amends.apps.recovery.queries.waves.holding import is_held_out
from amends.apps.recovery.rules.network.words import left_out


def filled(message: Message, at: datetime) -> Outgoing:
    """A notice of the outbox, looked at again at every try. Raises `HeldBack`, or `CalledOff` with the code of a
    `LeftOut`."""
    rows = FixNotice.objects.unscoped("the outbox speaks for every unit").select_related("customer")
    customer = rows.get(pk=int((message.key or "").split(":")[1])).customer
    number = known_number(customer)
    why = left_out(
        line_state=customer.line_state,
        has_number=bool(number),
        declines=customer.do_not_contact,
        held_out=is_held_out(customer, at),  # a wave may have drawn them since
        rested=False,  # asked when the notice was written, which counts itself since
    )
    if why:
        raise CalledOff(str(why))
    moment = may_arrive(at, customer.region)
    if moment is None:
        raise CalledOff("no hour is open")
    if moment > at:
        raise HeldBack(moment)
    return Outgoing(address=number, body=message.body, template=settings.AMENDS_SMS_TEMPLATE)
