# SPDX-License-Identifier: Apache-2.0
"""Statements that are written once a process, for what happens with every request: Django takes several times as long
to write one as the database to answer it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import connection, connections
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.query import ValuesListIterable, get_related_populators

from amends.apps.core.models.planned import planned_cursor

M = TypeVar("M", bound=Model)
R = TypeVar("R")


class NotAsked(RuntimeError):
    """A value does not stand in the query as it was given: a mistake of the programmer."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A query as the database is asked it: its parameters are numbers of values, or constants. `convert` makes Python's
    values of a row, `build` what the query set has for it."""

    statement: str
    parameters: Sequence[tuple[int | None, object]]
    convert: Callable[[list[tuple[Any, ...]]], Iterable[Any]]
    build: Callable[[Any], Any]
    lookups: Sequence[Any]


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
        parameters: list[Any] = [fixed if at is None else given[at] for at, fixed in form.parameters]
        with planned_cursor(connections[connection.alias]) as cursor:
            cursor.execute(form.statement, parameters)
            found = [form.build(row) for row in form.convert(cursor.fetchall())]
        if form.lookups:
            prefetch_related_objects(found, *form.lookups)
        return found

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
        lookups: Sequence[Any] = vars(rows)["_prefetch_related_lookups"]
        return _Form(statement, found, _converting(compiler), _building(rows, compiler), lookups)


_MARKED = (str, int, datetime)  # or a subclass: psycopg has integers of each width


def _mark(at: int, value: str | int | datetime) -> str | int | datetime:
    """A value of the same kind that no query has of itself."""
    if isinstance(value, datetime):
        return datetime(9000 + at, 1, 1, tzinfo=UTC)
    return 2_000_000_000 + at if isinstance(value, int) else f"\x01{at}"


def _adapted(value: str | int | datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _converting(compiler: Any) -> Callable[[list[tuple[Any, ...]]], Iterable[Any]]:
    """What makes Python's values of rows as they come, for a compiler that wrote its statement."""
    columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    return (lambda rows: compiler.apply_converters(rows, converters)) if converters else iter


def _building(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[Any], Any]:
    """What makes of a row what the query set would: a model with those that are joined, or a tuple."""
    if rows._iterable_class is ValuesListIterable:
        return tuple
    told = compiler.klass_info
    first, last = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [each[0].target.attname for each in compiler.select[first:last]]
    joined = get_related_populators(told, compiler.select, connection.alias)  # type: ignore[call-arg]  # stubs of 6

    def build(row: Sequence[Any]) -> Any:
        made = told["model"].from_db(connection.alias, names, row[first:last])
        for each in joined:
            each.populate(row, made)
        return made

    return build
