# SPDX-License-Identifier: Apache-2.0
"""Fixtures that every test may ask for."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.database import prepared


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of real data and reference results, which is never committed; skips where it is absent."""
    place = Path(os.environ.get("AMENDS_SHARED", Path(__file__).parents[2] / "shared"))
    if not place.is_dir():
        pytest.skip("needs the real data of ../shared, which is not part of the repository")
    return place


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database that `prepared` has copied is used, not made anew."""
    return True


@pytest.fixture(scope="session")
def copying(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> ExitStack:
    """Entered before pytest-django sets the database up, left by who has it set up."""
    stack = ExitStack()
    with django_db_blocker.unblock():
        stack.enter_context(prepared())
    return stack


@pytest.fixture(scope="session")
def django_db_setup(copying: ExitStack, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the database be emptied between browser tests: on SQLite that is DELETE, which the log refuses."""
    with django_db_blocker.unblock():
        copying.close()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS core_event_no_{verb}")
