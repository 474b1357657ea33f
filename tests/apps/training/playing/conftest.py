# SPDX-License-Identifier: Apache-2.0
"""Trainers."""

import pytest

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Role
from tests.people import NOON, PASSWORD, People


def trainer(username: str, unit: Unit) -> User:
    """Somebody who looks after the training of a unit."""
    return add_user(
        username=username, name=username, role=Role.TRAINER, unit=unit, password=PASSWORD, by=None, at=NOON
    )


@pytest.fixture
def tina(people: People) -> User:
    """The trainer of the east."""
    return trainer("tina", people.east)


@pytest.fixture
def tom(people: People) -> User:
    """The trainer of the province."""
    return trainer("tom", people.province)
