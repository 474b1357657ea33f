# SPDX-License-Identifier: Apache-2.0
"""Statements that are written once a process, for what happens with every request: Django takes several times as long
to write one as the database to answer it."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model, QuerySet

M = TypeVar("M", bound=Model)
R = TypeVar("R")
_PLAIN = frozenset({str, int, bool, type(None)})  # what every driver takes as it is


class NotAsked(RuntimeError):
    """A value does not stand in the query as it was given: a mistake of the programmer."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A query as the database is asked it: its parameters are numbers of values, or constants."""

    rows: QuerySet[Any, Any]
    compiler: Any
    statement: str
    parameters: Sequence[tuple[int | None, object]]
    converters: dict[int, Any]


class Asked(Generic[M, R]):
    """A query of one form, whose values alone change: `build` makes the query set of them.

    Values are texts, numbers and moments that stand in the query as they were given; rows come as those of the query
    set would, with what it selects beside them.
    """

    def __init__(self, build: Callable[..., QuerySet[M, R]]) -> None:
        self._build = build
        self._form: _Form | None = None  # a process has one kind of database

    def __call__(self, *values: str | int | datetime) -> list[R]:
        """The rows for some values. One query, and those of a prefetch."""
        form = self._form = self._form or self._formed(values)
        given = [_adapted(each) for each in values]
        parameters = [fixed if at is None else given[at] for at, fixed in form.parameters]
        return list(_put(form, parameters))

    def first(self, *values: str | int | datetime) -> R | None:
        """The first of the rows, of a query that asks for one."""
        return next(iter(self(*values)), None)

    def _formed(self, values: Sequence[str | int | datetime]) -> _Form:
        marks = [_mark(at, value) for at, value in enumerate(values)]
        rows = self._build(*marks)
        compiler = rows.query.get_compiler(connection=connection)
        statement, parameters = compiler.as_sql()
        places = {_adapted(mark): at for at, mark in enumerate(marks)}
        found = [(places.get(each) if isinstance(each, _MARKED) else None, each) for each in parameters]
        if set(places.values()) - {at for at, _ in found}:
            raise NotAsked(statement)
        columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
        return _Form(rows, compiler, statement, found, compiler.get_converters(columns))


_MARKED = (str, int, datetime)  # or a subclass: psycopg has integers of each width


def _mark(at: int, value: str | int | datetime) -> str | int | datetime:
    """A value of the same kind that no query has of itself."""
    if isinstance(value, datetime):
        return datetime(9000 + at, 1, 1, tzinfo=UTC)
    return 2_000_000_000 + at if isinstance(value, int) else f"\x01{at}"


def _adapted(value: str | int | datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _put(form: _Form, parameters: Sequence[object]) -> QuerySet[Any, Any]:
    """The query set once more, with its statement in hand; of this thread's connection."""
    compiler, query = copy(form.compiler), copy(form.rows.query)
    compiler.connection, compiler.query = connections[compiler.connection.alias], query
    compiler.as_sql = lambda *_args, **_named: (form.statement, tuple(parameters))
    compiler.get_converters = lambda _columns: form.converters
    query.get_compiler = lambda *_args, **_named: compiler  # type: ignore[method-assign]
    again: QuerySet[Any, Any] = object.__new__(type(form.rows))
    again.__dict__ |= form.rows.__dict__ | {"_query": query, "_result_cache": None}
    return again


@dataclass(frozen=True, slots=True)
class _Insertion:
    beginning: str
    marks: str
    fields: "Sequence[Field[Any, Any]]"
    returned: "Sequence[tuple[Field[Any, Any], Sequence[Callable[..., Any]], Any]]"
    ending: str


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Store new rows of one model in one statement, as `bulk_create` does: their keys, where they have none yet, and
    what the database computes stand in them afterwards. What they refer to must be stored. One query, none for none."""
    if not rows:
        return rows
    made = _insertion(type(rows[0]), keyless=rows[0].pk is None)
    own = connections[connection.alias]  # the proxy looks itself up anew for each value
    values = [_value(field, row, own) for row in rows for field in made.fields]
    statement = f"{made.beginning} {', '.join([made.marks] * len(rows))} {made.ending}"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        given = cursor.fetchall() if made.returned else [()] * len(rows)
    for row, found in zip(rows, given, strict=True):
        row._state.adding, row._state.db = False, connection.alias
        for (field, converters, column), value in zip(made.returned, found, strict=True):
            setattr(row, field.attname, _converted(value, converters, column))
    return rows


@cache
def _insertion(model: type[Model], *, keyless: bool) -> _Insertion:
    meta, quote = model._meta, connection.ops.quote_name
    own = [
        each for each in meta.local_concrete_fields if not (each.generated or (keyless and each.primary_key))
    ]
    returned = [each for each in meta.db_returning_fields if keyless or not each.primary_key]
    names, wanted = (", ".join(quote(str(each.column)) for each in some) for some in (own, returned))
    table = quote(meta.db_table)
    return _Insertion(
        f"INSERT INTO {table} ({names}) VALUES",
        f"({', '.join(['%s'] * len(own))})",
        own,
        [(each, *_reading(each, meta.db_table)) for each in returned],
        f"RETURNING {wanted}" if returned else "",
    )


def _reading(field: Any, table: str) -> tuple[Sequence[Callable[..., Any]], Any]:
    column = field.get_col(table)
    own = column.get_db_converters(connection)
    return [*connection.ops.get_db_converters(column), *own], column


def _converted(value: Any, converters: Sequence[Callable[..., Any]], column: Any) -> Any:
    for convert in converters:
        value = convert(value, column, connection)
    return value


def _value(field: Any, row: Model, own: BaseDatabaseWrapper) -> Any:
    value = field.pre_save(row, add=True)
    plain = type(value) in _PLAIN and not isinstance(field, JSONField)
    return value if plain else field.get_db_prep_save(value, own)
