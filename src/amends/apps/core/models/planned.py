# SPDX-License-Identifier: Apache-2.0
"""Cursors whose statements the database plans once a connection: PostgreSQL spends on the plan of a small statement
about as much as on its answer. For statements that happen with every request and whose plan no value changes."""

from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def planned_cursor(own: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor of this thread's connection. With PostgreSQL its values travel beside the statement, which stays as it
    was planned (`prepare_threshold` in the settings); SQLite keeps its statements by itself."""
    if own.vendor != "postgresql":
        return own.cursor()
    own.close_if_health_check_failed()
    own.ensure_connection()
    made: CursorWrapper = own._prepare_cursor(_cursor_class()(own.connection))  # type: ignore[attr-defined]
    return made


@cache
def _cursor_class() -> Any:
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs the driver of PostgreSQL

    class Told(ServerBindingCursor):
        """Says at once what it was asked: Django's record of queries reads it, and a journey has not gone out yet."""

        def _convert_query(self, *args: Any, **named: Any) -> Any:
            self._query = super()._convert_query(*args, **named)  # type: ignore[misc]
            return self._query

    return Told
