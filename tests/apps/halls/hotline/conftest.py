# SPDX-License-Identifier: Apache-2.0
"""Calls of the hotline, as agents take them."""

from datetime import datetime, timedelta

from django.test import Client

from amends.apps.core.models import User
from amends.apps.halls.actions.hotline.calls import answer_call, offer_call
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.rules.hotline.words import Direction
from tests.people import NOON

WHY = "a test looks"


def browser(person: User) -> Client:
    """Somebody logged in."""
    client = Client()
    client.force_login(person)
    return client


def ringing(by: User, *, code: str = "c1", at: datetime = NOON) -> Call:
    """A call that rings at somebody's place."""
    return offer_call(code=code, customer=None, direction=Direction.IN, by=by, at=at)


def talking(by: User, *, code: str = "c1", at: datetime = NOON, rang: int = 8) -> Call:
    """The same, answered after some seconds."""
    return answer_call(call=ringing(by, code=code, at=at), by=by, at=at + timedelta(seconds=rang))
