# SPDX-License-Identifier: Apache-2.0
"""Verbs on files of scores and indicators: good rows are taken, nothing that was taken is ever changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import ImportedScore, TechnicalReading
from amends.apps.satisfaction.queries.indicators import kpis
from amends.apps.satisfaction.queries.naming import element_words
from amends.apps.satisfaction.rules.columns import Given, Problem, Read, read_rows, unexplained
from amends.apps.satisfaction.rules.kpi_rows import kpi_fault, kpi_fields
from amends.apps.satisfaction.rules.reading import Cell, Fault
from amends.apps.satisfaction.rules.score_rows import score_fault, score_fields

MOST_ROWS = 20_000
_WHY = "only rows of units in the person's scope are asked for"

Key = tuple[Any, ...]
Said = tuple[Given, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Into:
    """Where rows go: which columns name one, and which say something of it."""

    model: Any  # one of two models, whose managers have no type in common
    key: tuple[str, ...]
    says: tuple[str, ...]
    kind: EventKind


SCORES = _Into(
    ImportedScore,
    ("source", "publisher", "wave", "unit_id", "rival", "element"),
    ("first_date", "until_date", "value", "lowest", "highest", "n", "margin", "method"),
    EventKind.SCORES_IMPORTED,
)
READINGS = _Into(
    TechnicalReading,
    ("code", "unit_id", "first_date", "until_date"),
    ("value", "threshold", "direction", "topic"),
    EventKind.READINGS_IMPORTED,
)


class TooManyRows(ValueError):
    """A file longer than one import takes."""

    def __str__(self) -> str:
        return str(_("一次最多导入 20000 行，请分成几个文件"))


class NobodysUnit(ValueError):
    """Somebody without a unit cannot bring scores."""

    def __str__(self) -> str:
        return str(_("您的账号没有所属机构，不能导入"))


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A file as its reader gives it: headings, numbered rows, its name and digest."""

    headers: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Cell]]]
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Brought:
    """Which file, by whom, when."""

    file: HandedOver
    by: User
    at: datetime

    @property
    def marks(self) -> dict[str, Any]:
        """The same, as every row bears it."""
        name, digest = self.file.name[-120:], self.file.digest
        return {"file_name": name, "file_digest": digest, "imported_by": self.by, "imported_at": self.at}


@dataclass(slots=True)
class Taken:
    """What an import came to: rows that are new, corrections, rows that were there already, and what was wrong."""

    new: int = 0
    corrected: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were not taken."""
        return len({each.row for each in self.problems})


def import_scores(*, file: HandedOver, by: User, at: datetime) -> Taken:
    """Take the scores of a file. A row that says otherwise than one that is there is a correction where it gives a
    reason, and refused where it gives none. Raises `TooManyRows`, `NobodysUnit`."""
    units, keys = _units(by.scope)
    read = read_rows(file.headers, file.rows, score_fields(units, element_words()), score_fault)
    rows = [(given, _score(given.values, keys)) for given in read.rows]
    return _take(SCORES, rows, read, _Brought(file, by, at))


def import_readings(*, file: HandedOver, by: User, at: datetime) -> Taken:
    """Take the technical indicators of a file; as `import_scores`."""
    units, keys = _units(by.scope)
    known = kpis()
    read = read_rows(file.headers, file.rows, kpi_fields(units, known), kpi_fault(known))
    rows = [(given, _reading(given.values, keys)) for given in read.rows]
    return _take(READINGS, rows, read, _Brought(file, by, at))


def _take(into: _Into, rows: Sequence[Said], read: Read, brought: _Brought) -> Taken:
    file, by, at = brought.file, brought.by, brought.at
    if by.unit is None:
        raise NobodysUnit
    if len(file.rows) > MOST_ROWS:
        raise TooManyRows
    taken = Taken(problems=list(read.problems))
    if not rows:
        return taken
    with writing(by=by, at=at) as log:
        Unit.objects.select_for_update(no_key=True).get(
            pk=by.unit.pk
        )  # two files at once, one after the other
        there = _standing(into, {said["unit_id"] for _given, said in rows})
        fresh = _sorted_out(into, rows, there, taken)
        into.model.objects.bulk_create([into.model(**said, **brought.marks) for said in fresh])
        log(
            into.kind, by.unit, unit=by.unit, digest=file.digest, same=taken.same, new=taken.new,
            corrected=taken.corrected, refused=taken.refused,
        )  # fmt: skip
    return taken


def _sorted_out(
    into: _Into, rows: Iterable[Said], there: Mapping[Key, Any], taken: Taken
) -> list[dict[str, Any]]:
    """What is to be written, and in `taken` what becomes of each row."""
    fresh: list[dict[str, Any]] = []
    seen: set[Key] = set()
    for given, said in rows:
        key = tuple(said[name] for name in into.key)
        before = there.get(key)
        if key in seen:
            taken.problems.append(Problem(given.row, "", Fault.TWICE))
        elif before is not None and all(getattr(before, name) == said[name] for name in into.says):
            taken.same += 1
        elif before is not None and not said["reason"]:
            taken.problems.append(unexplained(given.row, before.value))
        else:
            taken.corrected, taken.new = taken.corrected + bool(before), taken.new + (not before)
            fresh.append({**said, "reason": said["reason"] if before else "", "replaces": before})
        seen.add(key)
    return fresh


def _standing(into: _Into, units: set[int]) -> dict[Key, Any]:
    """The rows that hold for some units, by key. One query."""
    rows = into.model.objects.unscoped(_WHY).filter(unit__in=units, replaced_by__isnull=True)
    return {tuple(getattr(row, name) for name in into.key): row for row in rows}


def _units(scope: Scope) -> tuple[dict[str, str], dict[str, int]]:
    """Words for the units of a person to their codes (a name that two units share is none), and codes to keys."""
    found = list(Unit.objects.within(scope).only("code", "name"))
    names = [each.name for each in found]
    known = {each.name: each.code for each in found if names.count(each.name) == 1}
    return known | {each.code: each.code for each in found}, {each.code: each.pk for each in found}


def _score(values: Mapping[str, Any], keys: Mapping[str, int]) -> dict[str, Any]:
    lowest, highest = values["scale"]
    first, until = values["period"]
    same = ("source", "publisher", "wave", "rival", "element", "value", "n", "margin", "method", "reason")
    return {
        **{name: values[name] for name in same},
        "unit_id": keys[values["unit"]],
        "first_date": first,
        "until_date": until,
        "lowest": lowest,
        "highest": highest,
    }


def _reading(values: Mapping[str, Any], keys: Mapping[str, int]) -> dict[str, Any]:
    kpi = kpis()[values["code"]]
    first, until = values["period"]
    return {
        "code": kpi.code,
        "topic": kpi.topic,
        "unit_id": keys[values["unit"]],
        "first_date": first,
        "until_date": until,
        "value": values["value"],
        "threshold": kpi.threshold if values["threshold"] is None else values["threshold"],
        "direction": kpi.direction.value,
        "reason": values["reason"],
    }
