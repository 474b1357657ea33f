# SPDX-License-Identifier: Apache-2.0
"""Cursors whose statements the database plans once a connection: PostgreSQL spends on the plan of a small statement
about as much as on its answer. For statements that happen with every request and whose plan no value changes."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def planned_cursor(own: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor of this thread's connection. With PostgreSQL its values travel beside the statement, which stays as it
    was planned (`prepare_threshold` in the settings); SQLite keeps its statements by itself."""
    if own.vendor != "postgresql":
        return own.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs the driver of PostgreSQL

    own.ensure_connection()
    cursor: Any = ServerBindingCursor
    made: CursorWrapper = own._prepare_cursor(cursor(own.connection))  # type: ignore[attr-defined]
    return made
