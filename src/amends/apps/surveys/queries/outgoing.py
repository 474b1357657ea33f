# SPDX-License-Identifier: Apache-2.0
"""An invitation as it leaves: the number and the link are put in at the last moment, and stand in no table.

Asked again at every try, so that a text that the gateway could not take in the evening does not go out at night, nor
after the customer has answered.
"""

from datetime import datetime, timedelta

from django.conf import settings

from amends.apps.core.models import Message, MessageChannel
from amends.apps.core.rules.outgoing import CalledOff, HeldBack, Outgoing
from amends.apps.customers.actions.identity import binding
from amends.apps.customers.actions.vault import opened_with_any
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.rules.sealing import SealBroken
from amends.apps.surveys.models import Invitation
from amends.apps.surveys.queries.frame import refusals
from amends.apps.surveys.queries.links import LinkLost, link_of
from amends.apps.surveys.queries.policy import hours_for
from amends.apps.surveys.rules.hours import may_ask, next_moment
from amends.apps.surveys.rules.texts import filled as with_link
from amends.apps.surveys.rules.words import ENDED, WaveState

REFUSES = "the customer refuses"
_WHY = "the outbox speaks for every unit"
_PAUSE = timedelta(minutes=10)


def filled(message: Message, at: datetime) -> Outgoing:
    """An invitation or a reminder of the outbox. Raises `HeldBack` or `CalledOff`."""
    rows = Invitation.objects.unscoped(_WHY).select_related("wave", "customer")
    invitation = rows.get(pk=int((message.key or "").split(":")[1]))
    _check(invitation, at)
    to_mail = message.channel == MessageChannel.EMAIL
    address = _mail(invitation.customer) if to_mail else _opened(invitation.customer, "number")
    try:
        link = link_of(invitation)
    except LinkLost as lost:
        raise CalledOff(str(lost)) from lost
    return Outgoing(
        address=address,
        body=with_link(message.body, link),
        template=settings.AMENDS_SMS_TEMPLATE,
        parameters={"link": link},
    )


def _check(invitation: Invitation, at: datetime) -> None:
    wave, customer = invitation.wave, invitation.customer
    if (
        invitation.state in ENDED
        or wave.state not in {WaveState.OPEN, WaveState.PAUSED}
        or at >= invitation.expires_at
    ):
        raise CalledOff("the invitation has ended")
    if customer.do_not_contact or refuses(customer):
        raise CalledOff(REFUSES)
    if customer.line_state != "active":
        raise CalledOff("the line is not in use")
    if wave.state == WaveState.PAUSED:
        raise HeldBack(at + _PAUSE)
    hours = hours_for(customer.region)
    if not may_ask(at, hours):
        raise HeldBack(next_moment(at, hours))


def refuses(customer: Customer) -> bool:
    """Whether the last word of a customer on surveys is no."""
    rows = Customer.objects.unscoped(_WHY).filter(pk=customer.pk)
    return rows.filter(pk__in=refusals()).exists()


def _mail(customer: Customer) -> str:
    """The customer's own address; else the mailbox of their number, where every number has one."""
    if own := _opened(customer, "mail", required=False):
        return own
    if not settings.AMENDS_NUMBER_MAIL:
        raise CalledOff("no mail address is known")
    return f"{_opened(customer, 'number')}@{settings.AMENDS_NUMBER_MAIL}"


def _opened(customer: Customer, field: str, *, required: bool = True) -> str:
    """What is sealed of a customer; empty for nothing where it is not `required`. Raises `CalledOff`."""
    identity = Identity.objects.unscoped(_WHY).filter(customer=customer).first()
    blob = bytes(getattr(identity, f"{field}_sealed")) if identity else b""
    if not blob and required:
        raise CalledOff(f"no {field} is known")
    try:
        return opened_with_any(blob, bound_to=binding(customer.code, field)) if blob else ""
    except SealBroken as broken:
        raise CalledOff(f"the {field} does not open with this secret") from broken
