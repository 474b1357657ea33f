# SPDX-License-Identifier: Apache-2.0
"""Many rows at once, past Django's own bulk_create: COPY on PostgreSQL, executemany on SQLite."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Model

Values = Mapping[str, Any]


class Loader:
    """Writes rows of one model; `usual` is a row with everything that most of them share."""

    def __init__(self, usual: Model) -> None:
        meta = usual._meta
        fields = [each for each in meta.concrete_fields if not getattr(each, "generated", False)]
        self.columns = [field.column for field in fields if not (field.primary_key and usual.pk is None)]
        self.usual = {
            field.column: plain(field.get_db_prep_save(getattr(usual, field.attname), connection))
            for field in fields
        }
        self.table = meta.db_table

    def write(self, rows: Iterable[Values]) -> None:
        """Write rows, given as what is unlike the usual, by column."""
        write(self.table, self.columns, ([*map((self.usual | dict(row)).get, self.columns)] for row in rows))


def write(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of a table, in the order of `columns`."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", [[*map(plain, row)] for row in rows]
        )


def plain(value: Any) -> Any:
    """A value as the driver takes it: moments as SQLite keeps them, JSON as text."""
    if hasattr(value, "obj"):  # psycopg's wrapper of JSON
        return json.dumps(value.obj)
    if isinstance(value, datetime) and connection.vendor == "sqlite":
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value
