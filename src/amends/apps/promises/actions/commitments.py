# SPDX-License-Identifier: Apache-2.0
"""A customer calls on a standing commitment: it becomes a promise of its own, with its day."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.commitments import keeper_of
from amends.apps.promises.rules.commitments import Commitment
from amends.apps.promises.rules.origins import Origin, Provenance
from amends.apps.promises.rules.terms import Channel


class BoughtMissing(PromiseRefused):
    """The commitment counts from the purchase, and nobody says when that was."""

    def __init__(self) -> None:
        super().__init__(_("这条承诺从购买那天算起：请填购买日期。"), field="bought")


class CommitmentOver(PromiseRefused):
    """What was bought then has the commitment no longer, or never had it."""

    def __init__(self, until: date | None) -> None:
        said = (
            _("这条承诺到 %(day)s 为止，已经过期。") % {"day": until}
            if until
            else _("购买那天没有这条承诺。")
        )
        super().__init__(said, field="bought")


def call_on(
    *,
    commitment: Commitment,
    customer: Customer,
    channel: Channel,
    by: User,
    at: datetime,
    amount: int | None = None,
    key: str | None = None,
    bought: date | None = None,
) -> Promise:
    """Promise a customer what was promised to everybody: in the published words, due as many hours from now. `amount`
    in fen, for refunds; `bought` is the day of the purchase, for what counts from it, wherever that was. It stands
    beyond a person's authority, since the operator has given its word; money does not.

    Raises `BoughtMissing`, `CommitmentOver`, and what `make_promise` raises.
    """
    if commitment.span is not None:
        if bought is None:
            raise BoughtMissing
        if not commitment.holds(bought, timezone.localdate(at)):
            raise CommitmentOver(commitment.valid_until(bought))
    return make_promise(
        customer=customer,
        terms=commitment.terms(at=at, channel=channel, amount=amount),
        by=by,
        at=at,
        owner=keeper_of(commitment, customer, by),
        key=key,
        came=Provenance(Origin.STANDING, reference=commitment.code),
    )
