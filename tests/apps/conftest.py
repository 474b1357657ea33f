# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the areas: people, and a database whose log may be emptied between tests."""

import pytest

from tests.people import People, make_people


@pytest.fixture
def people(db: None) -> People:
    """Alice, Bob, Charlie and their organisation."""
    return make_people()
