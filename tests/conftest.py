# SPDX-License-Identifier: Apache-2.0
"""Fixtures that every test may ask for."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of real data and reference results, which is never committed; skips where it is absent."""
    place = Path(os.environ.get("AMENDS_SHARED", Path(__file__).parents[2] / "shared"))
    if not place.is_dir():
        pytest.skip("needs the real data of ../shared, which is not part of the repository")
    return place
