# SPDX-License-Identifier: Apache-2.0
"""A hall with two clerks at two windows."""

from dataclasses import dataclass

import pytest

from amends.apps.core.models import Unit, User
from amends.apps.halls.actions.queue import set_window, sit_down
from tests.apps.quality.halls import make_hall
from tests.people import NOON, People


@dataclass(frozen=True)
class Place:
    """A hall of the eastern city: windows 1 and 2 are open."""

    unit: Unit
    first: User
    second: User


@pytest.fixture
def place(people: People) -> Place:
    hall = make_hall(people)
    for number, clerk in ((1, hall.clerk), (2, hall.other)):
        set_window(hall=hall.unit, number=number, by=people.bob, at=NOON)
        sit_down(hall=hall.unit, number=number, by=clerk, at=NOON)
    return Place(hall.unit, hall.clerk, hall.other)
