# SPDX-License-Identifier: Apache-2.0
"""Keys of rows that are needed before the row is stored."""

from functools import cache

from django.db import connection, connections, models

from amends.apps.core.models.planned import planned_cursor


class NoTransaction(RuntimeError):
    """A key was asked for where nothing holds it until the row is stored: a mistake of the programmer."""


def next_key(model: type[models.Model]) -> int:
    """The key of the next row of `model`: store it before asking for another. One query, and once another.

    PostgreSQL counts on, and leaves a gap where the row is not stored; on SQLite nobody else can write before the
    transaction ends. Raises `NoTransaction`.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(f"ask for the key of a {model.__name__} in the transaction that stores it")
    with planned_cursor(connections[connection.alias]) as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s::regclass)", [_sequence(model)])
        else:
            last = "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s"
            cursor.execute(last, [model._meta.db_table])
        return int(cursor.fetchone()[0])


@cache
def _sequence(model: type[models.Model]) -> str:
    """What PostgreSQL counts the keys of a model by; asked once a process."""
    with connection.cursor() as cursor:
        columns = [model._meta.db_table, model._meta.pk.column]
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", columns)
        return str(cursor.fetchone()[0])
