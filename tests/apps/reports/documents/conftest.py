# SPDX-License-Identifier: Apache-2.0
"""A month of complaints in two cities; files go to a folder of the test."""

from pathlib import Path
from typing import Any

import pytest

from tests.apps.reports.conftest import make_case, make_customer
from tests.people import People


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.AMENDS_URL = "https://amends.example"


@pytest.fixture
def month(people: People) -> People:
    """October in the east: 40 complaints, 8 the month before; the west has 5 of its own. NOON is 2 November."""
    for at in range(40):
        make_case(people, make_customer(people.east_team), days_ago=3 + at % 25)
    for at in range(8):
        make_case(people, make_customer(people.east_team), days_ago=40 + at)
    for _each in range(5):
        make_case(people, make_customer(people.west_team), days_ago=10)
    return people
