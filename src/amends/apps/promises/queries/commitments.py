# SPDX-License-Identifier: Apache-2.0
"""The operator's standing commitments, and who keeps one for a customer."""

from functools import cache

from django.conf import settings

from amends.apps.core.models import User
from amends.apps.core.queries.people import leaders_above
from amends.apps.customers.models import Customer
from amends.apps.promises.rules.commitments import Commitment, read_commitments
from amends.packs import load, read_file


@cache
def commitments() -> tuple[Commitment, ...]:
    """Those of the operator's own file, else those of the pack. Raises `CommitmentMalformed`."""
    own = settings.AMENDS_COMMITMENTS
    return read_commitments(read_file(own) if own else load("standing_commitments"))


def commitment_by_code(code: str) -> Commitment | None:
    """The commitment of that code, or `None`."""
    return next((each for each in commitments() if each.code == code), None)


def keeper_of(commitment: Commitment, customer: Customer, by: User) -> User:
    """Who keeps it for a customer: `by` where the role fits, else the nearest of that role, else `by`."""
    if by.role == commitment.keeper_role:
        return by
    return leaders_above(customer.unit, commitment.keeper_role).first() or by
