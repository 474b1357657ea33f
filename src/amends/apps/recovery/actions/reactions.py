# SPDX-License-Identifier: Apache-2.0
"""Note what a dissatisfied customer did besides coming to us."""

from datetime import datetime

from django.utils.timezone import localdate

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import Reaction
from amends.apps.recovery.rules.reactions import Act


class NotYoursToNote(PermissionError):
    """The person does not work on cases, or not with this customer."""


def note_reaction(*, customer: Customer, act: Act, by: User, at: datetime) -> Reaction:
    """Note it once a day, whoever presses again. Raises `NotYoursToNote`."""
    if not by.may(Right.WORK_CASES) or not by.scope.covers(customer.unit.number):
        raise NotYoursToNote
    with writing(by=by, at=at) as log:
        row, made = Reaction.objects.unscoped("of the customer in hand").get_or_create(
            customer=customer,
            act=act,
            noted_date=localdate(at),
            defaults={"unit": customer.unit, "noted_at": at, "by": by},
        )
        log(
            EventKind.REACTION_NOTED,
            row,
            about=customer.code,
            unit=customer.unit,
            act=str(act),
            again=not made,
        )
    return row
