# SPDX-License-Identifier: Apache-2.0
"""A customer calls on a standing commitment: it becomes a promise of its own, with its day."""

from datetime import datetime

from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.commitments import keeper_of
from amends.apps.promises.rules.commitments import Commitment
from amends.apps.promises.rules.origins import Origin, Provenance
from amends.apps.promises.rules.terms import Channel


def call_on(
    *,
    commitment: Commitment,
    customer: Customer,
    channel: Channel,
    by: User,
    at: datetime,
    amount: int | None = None,
    key: str | None = None,
) -> Promise:
    """Promise a customer what was promised to everybody: in the published words, due as many hours from now. `amount`
    in fen, for refunds. It stands beyond a person's authority, since the operator has given its word; money does not.

    Raises what `make_promise` raises.
    """
    return make_promise(
        customer=customer,
        terms=commitment.terms(at=at, channel=channel, amount=amount),
        by=by,
        at=at,
        owner=keeper_of(commitment, customer, by),
        key=key,
        came=Provenance(Origin.STANDING, reference=commitment.code),
    )
