# SPDX-License-Identifier: Apache-2.0
"""What is held of a person, and where: each area says so in its `personal.py`, in tables by name.

Whatever a table says in text is taken for words about the person, unless the area says that it is a code: a column
that somebody adds is copied, and forgotten, without anybody thinking of it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from importlib import import_module
from importlib.util import find_spec
from operator import or_
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import (
    BinaryField,
    Case,
    CharField,
    Field,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from amends.apps.core.models import IdempotentRequest, JobRun, Message, WebhookDelivery

FORGOTTEN = "***"  # stands where words stood, so that what must say something still does
PSEUDONYM = object()  # stands in `instead` for the name that nobody can lead back


@dataclass(frozen=True, slots=True)
class Block:
    """A row that may stand in the way of forgetting: `open` as long as it is, otherwise `ended` on a day; `kept` where
    law asks for it whoever it is about."""

    kind: str
    what: str
    ended: date | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A table with rows about one customer, reached by one of `ways` (lookups that end at the customer; "" where the
    row is the customer). `codes` are its text columns that hold codes; all others are words and are overwritten when
    the customer is forgotten, by `instead` where it says so. `removed`: the rows go. `files`: what lies on the disk.
    `told`: whether the rows stand in the copy that a customer may ask for."""

    model: type[Model]
    ways: tuple[str, ...]
    codes: frozenset[str] = frozenset()
    instead: Mapping[str, object] = field(default_factory=dict)
    removed: bool = False
    told: bool = True
    hidden: frozenset[str] = frozenset()  # columns that no copy shows: seals, marks of staff
    files: Callable[[QuerySet[Any, Any]], Iterable[Path]] | None = None
    after: Callable[[QuerySet[Any, Any]], None] | None = None  # done once every table has lost its words
    blocks: Callable[[QuerySet[Any, Any]], Iterable[Block]] | None = None  # what forbids forgetting for now
    explains: Callable[[QuerySet[Any, Any]], Iterable[Mapping[str, Any]]] | None = None  # how a score came

    def rows(self, customer: int) -> QuerySet[Any, Any]:
        """The rows of one customer, by its row key; whoever asks has checked the scope of the customer."""
        found = reduce(or_, (Q(**{way or "pk": customer}) for way in self.ways))
        return self.model._base_manager.filter(found)

    def words(self) -> list["Field[Any, Any]"]:
        """The columns that hold words about the person."""
        return [each for each in text_columns(self.model) if each.name not in self.codes]

    def blanked(self, pseudonym: str) -> dict[str, object]:
        """What the words become, for one `update`."""
        given = {name: pseudonym if value is PSEUDONYM else value for name, value in self.instead.items()}
        return {each.name: _blank(each) for each in self.words() if each.name not in given} | given


@dataclass(frozen=True, slots=True)
class Loose:
    """A table whose rows may name a person in their words without pointing to them: rows where one of `columns` holds
    a needle are removed, or lose these columns where they must stay (`stays`)."""

    model: type[Model]
    columns: tuple[str, ...]
    stays: bool = False
    # For a row that stays: its columns without the person.
    rewritten: Callable[[Any], dict[str, object]] | None = None
    only: Q = field(default_factory=Q)

    def rows(self, needles: Sequence[str]) -> QuerySet[Any, Any]:
        """The rows that hold a needle."""
        casts = {f"_{name}": Cast(name, TextField()) for name in self.columns}
        rows: QuerySet[Any, Any] = self.model._base_manager.filter(self.only).annotate(**casts)
        written = {*needles, *(json.dumps(each)[1:-1] for each in needles)}  # as JSON writes it
        return rows.filter(
            reduce(or_, (Q(**{f"_{name}__contains": each}) for name in self.columns for each in written))
        )

    def blanked(self) -> dict[str, object]:
        """What the columns become where the row stays."""
        return {name: _blank(self.model._meta.get_field(name)) for name in self.columns}


@dataclass(frozen=True, slots=True)
class Apart:
    """A table that points at a customer or looks as if it held a person, and why it holds nothing of one."""

    model: type[Model]
    why: str


Entry = Held | Loose | Apart


def registry() -> Iterator[Entry]:
    """What every area says, the higher areas first."""
    for config in reversed(list(apps.get_app_configs())):
        name = f"{config.name}.personal"
        if config.name.startswith("amends.") and find_spec(name):
            yield from import_module(name).PERSONAL


def held() -> list[Held]:
    """The tables that hold rows of customers, the higher areas first."""
    return [each for each in registry() if isinstance(each, Held)]


def loose() -> list[Loose]:
    """The tables that may name a person in their words."""
    return [each for each in registry() if isinstance(each, Loose)]


def text_columns(model: type[Model]) -> list["Field[Any, Any]"]:
    """Columns that could hold words: texts without a list of choices, JSON, bytes; none that the database computes."""
    kinds = (CharField, TextField, JSONField, BinaryField)
    return [
        each
        for each in model._meta.concrete_fields
        if isinstance(each, kinds) and not each.choices and not getattr(each, "generated", False)
    ]


def _blank(column: Any) -> object:
    """What a column holds once its words are gone; empty stays empty, so that the table's own rules still hold."""
    if isinstance(column, BinaryField):
        return b""
    if isinstance(column, JSONField):
        given = column.get_default()
        return {} if given is None and not column.null else given
    if column.null and column.unique:
        return None
    empty = When(**{column.name: ""}, then=Value(""))
    return Case(empty, default=Value(FORGOTTEN[: column.max_length]), output_field=TextField())


PERSONAL: tuple[Entry, ...] = (  # of the core itself
    Loose(Message, ("subject", "body", "link", "address", "key")),
    Loose(IdempotentRequest, ("target", "body")),
    Loose(WebhookDelivery, ("payload",)),
    Loose(JobRun, ("arguments", "result", "note", "error"), stays=True, only=Q(finished_at__isnull=False)),
)
