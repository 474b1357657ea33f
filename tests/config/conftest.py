# SPDX-License-Identifier: Apache-2.0
"""People, for the parts of the configuration that decide who comes in."""

import pytest

from tests.people import People, make_people


@pytest.fixture
def people(db: None) -> People:
    """Alice, Bob, Charlie and their organisation."""
    return make_people()
