# SPDX-License-Identifier: Apache-2.0
"""Who may be given a promise to keep."""

from amends.apps.core.models import User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.roles import Right


def keeper(username: str) -> User | None:
    """The person with that staff number, whose account is on, or `None`."""
    return User.objects.select_related("unit").filter(username=username, is_active=True).first()


def colleagues(user: User, *, most: int = 50) -> list[User]:
    """People around `user` who may keep promises, to choose from."""
    around = people_within(user.unit.scope if user.unit else user.scope).filter(is_active=True)
    return [each for each in around[: 4 * most] if each.may(Right.MAKE_PROMISES)][:most]
