# SPDX-License-Identifier: Apache-2.0
"""Row keys of one list, in order, so that what is read does not grow with the table.

Every list is read from an index that is already in its order: of the units where they are few, of what the list is
about (a queue, an owner, a topic), else of all open cases with the units as a filter. What is read from which index is
said here and not left to the planner, which has no statistics on SQLite: a column that shall only filter is written
as an expression, which no index holds. Several units or queues are read one by one and merged. It is written in SQL
because Django spends longer on making it (a millisecond each) than both databases on answering.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.utils.timezone import localtime

from amends.apps.cases.models.desk_words import SPECIALS
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.desk import SOON, CaseFilter, Choice, Desk, Sort
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import RIGHTS, Right, Role

FEW_UNITS = 8
LARGEST_KEY = BigIntegerField.MAX_BIGINT  # more than this no database takes
TAKING = tuple(str(role) for role in Role if Right.WORK_CASES in RIGHTS[role])
_MINE = ("owner_id", "next_owner_id", "pending_owner_id")
_WATCHED = "c.id IN (SELECT case_id FROM cases_watcher WHERE person_id = %s)"
_CUSTOMER = "EXISTS (SELECT 1 FROM customers_customer k WHERE k.id = c.customer_id AND k.{column} = %s)"


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, which way; the row key decides between equals."""

    column: str
    latest_first: bool = False

    def clause(self) -> str:
        """As SQL writes it."""
        way = "DESC" if self.latest_first else "ASC"
        return ", ".join(f"{column} {way}" for column in dict.fromkeys((self.column, "id")))


@dataclass(slots=True)
class Where:
    """Conditions on a case `c`, all of which hold, with their values in order."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def also(self, part: str, *values: object) -> None:
        """One more condition."""
        self.parts.append(part)
        self.values += [_plain(value) for value in values]

    def among(self, expression: str, values: Sequence[object]) -> None:
        """An expression is one of some values; it filters, and no index is read for it."""
        self.also(f"{expression} IN ({', '.join(['%s'] * len(values))})" if values else "1 = 0", *values)


def _plain(value: object) -> object:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class Listed:
    """Cases of a list. Where there are `columns`, each of `values` is looked up in the index of each of them, and what
    is found is merged; a case that two columns find stands there once."""

    where: Where
    order: Order
    columns: Sequence[str] = ()
    values: Sequence[int | str] = ()

    def keys(self, most: int, after: str = "") -> list[int]:
        """At most so many row keys in order, behind the one that `after` names. One query."""
        statement, values = self.statement(most, after)
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [key for (key,) in cursor.fetchall()]

    def statement(self, most: int, after: str = "") -> tuple[str, list[Any]]:
        """The query for row keys in order, and its values."""
        behind = Where([*self.where.parts], [*self.where.values])
        _put_behind(behind, self.order, after)
        shown = ", ".join(dict.fromkeys(("id", self.order.column)))
        ending = f"ORDER BY {self.order.clause()} LIMIT {int(most)}"
        if not self.columns:
            one = f"SELECT {shown} FROM cases_case c WHERE {' AND '.join(behind.parts)} {ending}"  # noqa: S608
            return f"SELECT id FROM ({one}) q", behind.values  # noqa: S608
        return self._merged(shown, behind, ending, [(c, (v,)) for c in self.columns for v in self.values])

    def number(self, most: int) -> tuple[str, list[Any]]:
        """The query that counts at most so many; from indexes in no order, which is less work to say and to do."""
        if not self.columns:
            statement, values = self.statement(most)
        else:
            each = [(column, self.values) for column in self.columns] if self.values else []
            statement, values = self._merged("id", self.where, f"LIMIT {int(most)}", each)
        return f"SELECT count(*) FROM ({statement}) n", values  # noqa: S608 - of our own making

    def _merged(
        self, shown: str, where: Where, ending: str, looked_up: Sequence[tuple[str, Sequence[object]]]
    ) -> tuple[str, list[Any]]:
        """What each look into an index finds, merged; nothing where nothing is looked up."""
        if not looked_up:
            return "SELECT 0 WHERE 1 = 0", []
        parts = [
            f"SELECT * FROM (SELECT {shown} FROM cases_case c WHERE c.{column} IN "  # noqa: S608
            f"({', '.join(['%s'] * len(values))}) AND {' AND '.join(where.parts)} {ending}) p{at}"
            for at, (column, values) in enumerate(looked_up)
        ]
        union = " UNION ALL " if len(self.columns) == 1 else " UNION "
        found = [one for _, values in looked_up for one in (*values, *where.values)]
        return f"SELECT id FROM ({union.join(parts)}) q {ending}", found  # noqa: S608


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, and the keys of the units that they may see: `None` where that is all of them."""

    person: User
    units: Sequence[int] | None


def looking(person: User) -> Looking:
    """A person with their units, none for a person of no unit. One query, none at either end of the tree."""
    if person.unit is not None and person.unit.parent_id is None:
        return Looking(person, None)
    if person.unit is not None and person.scope.first == person.scope.last:
        return Looking(person, [person.unit.pk])
    units = Unit.objects.within(person.scope).order_by().values_list("pk", flat=True)
    return Looking(person, list(units))


def listed(who: Looking, choice: Choice, *, at: datetime) -> Listed:
    """The cases of a list, with the index that they are read from. No query, one where people or a
    unit are named."""
    desk, order, where, person = choice.desk, _order(choice), Where(), who.person
    units = units_named(person, choice.cut.unit) if choice.cut.unit else who.units
    where.also("c.is_open = %s", desk is not Desk.CLOSED)
    _of_tab(where, person, desk, at)
    _cut(where, choice.cut, at)
    _turn(where, choice.cut.turn, person)
    driver = _driver(person, choice)
    if desk is Desk.MINE and choice.cut.owner:
        where.among("c.owner_id + 0", people_named(person, choice.cut.owner))
    if driver is None and desk is not Desk.WATCHED:
        if units is not None and len(units) <= FEW_UNITS:
            return Listed(where, order, ("unit_id",), units)
        driver = _topic_or_channel(choice.cut)
    if units is not None:
        where.among("c.unit_id + 0", units)
    return Listed(where, order, *(driver or ()))


def _order(choice: Choice) -> Order:
    if choice.sort is Sort.NEWEST:
        return Order("id", latest_first=True)
    return Order("closed_at", latest_first=True) if choice.desk is Desk.CLOSED else Order("soonest_at")


def _driver(person: User, choice: Choice) -> tuple[Sequence[str], Sequence[int | str]] | None:
    """The columns whose indexes the list is read from, where it is not that of the units."""
    cut = choice.cut
    if choice.desk is Desk.MINE:
        return _MINE, (person.pk,)
    if cut.owner:
        return ("owner_id",), people_named(person, cut.owner)
    if choice.desk is Desk.TAKE:
        return ("queue",), (cut.queue,) if cut.queue else queues_of(person)
    if choice.desk is Desk.SPECIAL:
        return ("special",), [str(each) for each in SPECIALS]
    return None


def _topic_or_channel(cut: CaseFilter) -> tuple[Sequence[str], Sequence[int | str]] | None:
    """Where the units are many, a topic or a channel may be rarer; several topics at once are not."""
    if cut.topic and len(codes := topics(cut.topic)) <= FEW_UNITS:
        return ("taxonomy",), codes
    return (("channel",), (cut.channel,)) if cut.channel else None


def queues_of(person: User) -> tuple[str, ...]:
    """The roles whose queue a person looks after: their own, all for those who assign cases."""
    return TAKING if person.may(Right.ASSIGN_CASES) else (str(person.role),)


def people_named(person: User, typed: str) -> list[int]:
    """Those within a person's scope who have that name or staff number."""
    first, last = person.scope.first, person.scope.last
    people = User.objects.filter(Q(name=typed) | Q(username=typed), unit__number__range=(first, last))
    return list(people.order_by("pk").values_list("pk", flat=True)[:FEW_UNITS])


def units_named(person: User, typed: str) -> list[int]:
    """The units within a person's scope that have that code, or else that name, with all below them. Two queries."""
    units = Unit.objects.within(person.scope).order_by()
    meant = Q(code=typed) if units.filter(code=typed).exists() else Q(name=typed)
    named = units.filter(meant, number__lte=OuterRef("number"), last__gte=OuterRef("number"))
    return list(units.filter(Exists(named)).values_list("pk", flat=True))


def _of_tab(where: Where, person: User, desk: Desk, at: datetime) -> None:
    if desk is Desk.WATCHED:
        where.also(_WATCHED, person.pk)
    elif desk is Desk.OVERDUE:
        where.also("c.soonest_at < %s", at)
    elif desk is Desk.DUE:
        where.also("c.soonest_at >= %s AND c.soonest_at < %s", at, end_of_day(at))


def _cut(where: Where, cut: CaseFilter, at: datetime) -> None:
    for column in ("state", "recovery_class", "request_type", "priority"):
        if value := getattr(cut, column):
            where.also(f"c.{column} = %s", value)
    for column in ("region", "value_tier"):
        if value := getattr(cut, column):
            where.also(_CUSTOMER.format(column=column), value)
    for column, wanted in (("queue", [cut.queue]), ("channel", [cut.channel]), ("taxonomy", _topics(cut))):
        if any(wanted):
            where.among(f"c.{column} || ''", wanted)
    if cut.due == "overdue":
        where.also("c.soonest_at < %s", at)
    elif cut.due:
        end = at + SOON if cut.due == "soon" else end_of_day(at)
        where.also("c.soonest_at >= %s AND c.soonest_at < %s", at, end)


def _turn(where: Where, turn: str, person: User) -> None:
    if turn == "open":
        where.also("(c.queue || '' <> '' OR c.pending_owner_id IS NOT NULL)")
    elif turn == "accept":
        where.also("c.pending_owner_id = %s", person.pk)
    elif turn == "sign_off":
        where.also("c.next_owner_id + 0 = %s AND c.next_kind = %s", person.pk, "sign_off")


def _topics(cut: CaseFilter) -> list[str]:
    return topics(cut.topic) if cut.topic else []


def topics(topic: str) -> list[str]:
    """The leaves of the taxonomy that a leaf, a second or a first level stands for; itself, where it is unknown."""
    return [code for code in taxonomy().leaves if f"{code}-".startswith(f"{topic}-")] or [topic]


def end_of_day(at: datetime) -> datetime:
    """Midnight after `at`, on the operator's clock."""
    local = localtime(at)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _put_behind(where: Where, order: Order, after: str) -> None:
    """Only the cases behind the one that a key names; all of them where it cannot be read."""
    than = "<" if order.latest_first else ">"
    moment, _, row = after.partition("~")
    try:
        key = int(row)
        edge = None if order.column == "id" else datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):  # no number, no moment, or one beside the calendar
        return
    if abs(key) > LARGEST_KEY:
        return
    if edge is None:
        where.also(f"c.id {than} %s", key)
        return
    column = f"c.{order.column}"  # the first comparison lets the index begin there
    where.also(f"{column} {than}= %s AND ({column} {than} %s OR c.id {than} %s)", edge, edge, key)
