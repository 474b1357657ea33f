# SPDX-License-Identifier: Apache-2.0
"""Keys of rows that are needed before the row is stored."""

from django.db import connection, connections, models

from amends.apps.core.models.planned import planned_cursor


class NoTransaction(RuntimeError):
    """A key was asked for where nothing holds it until the row is stored: a mistake of the programmer."""


def next_key(model: type[models.Model]) -> int:
    """The key of the next row of `model`: store it before asking for another. One query.

    PostgreSQL counts on, and leaves a gap where the row is not stored; on SQLite nobody else can write before the
    transaction ends. Raises `NoTransaction`.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(f"ask for the key of a {model.__name__} in the transaction that stores it")
    table, column = model._meta.db_table, model._meta.pk.column
    with planned_cursor(connections[connection.alias]) as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", [table, column])
        else:
            cursor.execute("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s", [table])
        return int(cursor.fetchone()[0])
