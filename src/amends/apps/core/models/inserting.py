# SPDX-License-Identifier: Apache-2.0
"""New rows by statements that are written once a process, for what happens with every request.

PostgreSQL gets the rows of a statement as one JSON: the statement is the same for any number of rows, so that it is
planned once, and the driver has one value to prepare instead of one a column. It is for columns that bear the name of
their attribute and hold what JSON can; the database refuses others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model
from pydantic_core import to_json

from amends.apps.core.models.planned import planned_cursor

M = TypeVar("M", bound=Model)
_REMEMBERED = 3900  # characters of a statement
_PLAIN = frozenset({str, int, bool, type(None)})  # what every driver takes as it is


class NoSuchColumn(TypeError):
    """A value is named as no column of the model is: a mistake of the programmer."""


@dataclass(frozen=True, slots=True)
class _Returned:
    """A column that the database fills in, and how what it says becomes a value."""

    field: "Field[Any, Any]"
    converters: Sequence[Callable[..., Any]]
    column: Any

    def heard(self, value: Any) -> Any:
        for convert in self.converters:
            value = convert(value, self.column, connection)
        return value


@dataclass(frozen=True, slots=True)
class _Form:
    """What is said of the rows of a model: `beginning`, then the rows, then `ending`."""

    beginning: str
    marks: str  # for one row; PostgreSQL gets all of them as one value
    fields: "Sequence[Field[Any, Any]]"
    defaults: Mapping[str, Any]
    returned: Sequence[_Returned]
    ending: str


@dataclass(frozen=True, slots=True)
class _Put:
    """A statement with its values, and the rows that hear what it returns."""

    statement: str
    values: Sequence[Any]
    rows: Sequence[Model] = ()
    returned: Sequence[_Returned] = ()


_waiting: ContextVar[list[_Put] | None] = ContextVar("_waiting", default=None)


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Store new rows of one model in one statement, as `bulk_create` does: their keys, where they have none yet, and
    what the database computes stand in them afterwards. What they refer to must be stored when the transaction ends.
    One query, none for none."""
    if rows:
        form = _form(type(rows[0]), keyless=rows[0].pk is None)
        values = [{each.attname: each.pre_save(row, add=True) for each in form.fields} for row in rows]
        put(*_said(form, values), rows=rows, returned=form.returned)
    return rows


def insert_values(model: type[Model], rows: Sequence[Mapping[str, object]]) -> None:
    """As `insert`, of rows that nobody needs as such: their values by attribute, the rest by its default. One query,
    none for none. Raises `NoSuchColumn`."""
    if rows:
        form = _form(model, keyless=model._meta.pk.attname not in rows[0], silent=True)
        if strange := {name for each in rows for name in each} - form.defaults.keys():
            raise NoSuchColumn(f"{model.__name__}: {', '.join(sorted(strange))}")
        put(*_said(form, [{**form.defaults, **each} for each in rows]))


@contextmanager
def together() -> Iterator[None]:
    """What is put within (`insert`, `put`) is one statement for PostgreSQL, at the end: keys that it gives are there
    afterwards, only then does it refuse, and none sees what another stored. SQLite is no journey away: it gets each
    at once."""
    if connection.vendor != "postgresql" or _waiting.get() is not None:
        yield
        return
    waiting: list[_Put] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for part in _parts(sorted(waiting, key=lambda each: bool(each.returned))):
        _send(part)


def put(
    statement: str,
    values: Sequence[Any],
    *,
    rows: Sequence[Model] = (),
    returned: Sequence[_Returned] = (),
) -> None:
    """A statement that writes: now, or with the others of `together`. `rows` get what it returns of each. One query."""
    one = _Put(statement, values, rows, returned)
    waiting = _waiting.get()
    if waiting is None:
        _send([one])
    else:
        waiting.append(one)


def _send(puts: Sequence[_Put]) -> None:
    """Puts as one statement, of which the last alone may return something."""
    *others, last = puts
    named = ", ".join(f"p{n} AS ({each.statement})" for n, each in enumerate(others))
    with planned_cursor(connections[connection.alias]) as cursor:
        cursor.execute(
            f"WITH {named} {last.statement}" if named else last.statement,
            [value for each in puts for value in each.values],
        )
        for each in puts:
            _hear(each, cursor.fetchall() if each.returned else [()] * len(each.rows))


def _parts(puts: Sequence[_Put]) -> Iterator[Sequence[_Put]]:
    """Another statement begins behind what returns something, and before the driver would no longer remember how it
    reads it."""
    part: list[_Put] = []
    for each in puts:
        if part and (part[-1].returned or sum(len(a.statement) for a in [*part, each]) > _REMEMBERED):
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _hear(one: _Put, told: Sequence[Sequence[object]]) -> None:
    for row, found in zip(one.rows, told, strict=True):
        row._state.adding, row._state.db = False, connection.alias
        for each, value in zip(one.returned, found, strict=True):
            setattr(row, each.field.attname, each.heard(value))


@cache
def _form(model: type[Model], *, keyless: bool, silent: bool = False) -> _Form:
    meta, quote = model._meta, connection.ops.quote_name
    own: list[Any] = [
        each for each in meta.local_concrete_fields if not (each.generated or (keyless and each.primary_key))
    ]
    returned = [each for each in meta.db_returning_fields if not silent and (keyless or not each.primary_key)]
    names, wanted = (", ".join(quote(str(each.column)) for each in some) for some in (own, returned))
    table, ending = quote(meta.db_table), f"RETURNING {wanted}" if returned else ""
    if connection.vendor == "postgresql":
        rows = f"SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608 - own names
        beginning, marks = f"INSERT INTO {table} ({names}) {rows} {ending}", ""
    else:
        beginning, marks = f"INSERT INTO {table} ({names}) VALUES", f"({', '.join(['%s'] * len(own))})"
    told = [_reading(each, meta.db_table) for each in returned]
    return _Form(beginning, marks, own, {each.attname: each.get_default() for each in own}, told, ending)


def _reading(field: Any, table: str) -> _Returned:
    column = field.get_col(table)
    own = column.get_db_converters(connection)
    return _Returned(field, [*connection.ops.get_db_converters(column), *own], column)


def _said(form: _Form, rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
    """The statement of some rows, and its values."""
    if not form.marks:
        return form.beginning, [to_json(rows).decode()]
    own = connections[connection.alias]  # the proxy looks itself up anew for each value
    values = [_adapted(each, row[each.attname], own) for row in rows for each in form.fields]
    return f"{form.beginning} {', '.join([form.marks] * len(rows))} {form.ending}", values


def _adapted(field: "Field[Any, Any]", value: Any, own: BaseDatabaseWrapper) -> Any:
    plain = type(value) in _PLAIN and not isinstance(field, JSONField)
    return value if plain else field.get_db_prep_save(value, own)
