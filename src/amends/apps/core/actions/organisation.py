# SPDX-License-Identifier: Apache-2.0
"""Verbs on the organisation tree."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import MAY_STAND_BELOW, UnitKind, numbered


class UnitMisplaced(ValueError):
    """A unit was to stand below one that cannot hold it, such as a province below a hall."""

    def __init__(self, kind: UnitKind, parent: Unit | None) -> None:
        super().__init__(f"a {kind} cannot stand below {parent.kind if parent else 'nothing'}")
        self.kind, self.parent = kind, parent


def add_unit(
    *, code: str, name: str, kind: UnitKind, parent: Unit | None, by: User | None, at: datetime
) -> Unit:
    """Add a unit below `parent`; renumbers the tree, which is small and changes rarely.

    Raises `UnitMisplaced` where the kind of unit cannot stand there.
    """
    _check_place(kind, parent)
    with writing(by=by, at=at) as log:
        unit = Unit.objects.create(code=code, name=name, kind=kind, parent=parent, number=0, last=0)
        _renumber()
        unit.refresh_from_db()
        log(EventKind.UNIT_ADDED, unit, unit=unit, code=code, name=name, kind=str(kind))
    return unit


def add_units(
    *, rows: Iterable[tuple[str, str, UnitKind, str | None]], by: User | None, at: datetime
) -> list[Unit]:
    """Add many units at once, each after its parent: (code, name, kind, code of the parent).

    Raises `UnitMisplaced` where a unit cannot stand below its parent; then none is added.
    """
    known = {unit.code: unit for unit in Unit.objects.all()}
    added = []
    with writing(by=by, at=at) as log:
        for code, name, kind, parent_code in rows:
            parent = known[parent_code] if parent_code else None
            _check_place(kind, parent)
            known[code] = Unit.objects.create(
                code=code, name=name, kind=kind, parent=parent, number=0, last=0
            )
            added.append(known[code])
        _renumber()
        for unit in added:
            log(EventKind.UNIT_ADDED, unit, unit=unit, code=unit.code, name=unit.name, kind=str(unit.kind))
    return added


def _check_place(kind: UnitKind, parent: Unit | None) -> None:
    allowed = MAY_STAND_BELOW[kind]
    if (parent is None) != (not allowed) or (parent and UnitKind(parent.kind) not in allowed):
        raise UnitMisplaced(kind, parent)


def _renumber() -> None:
    children: dict[int | None, list[int]] = defaultdict(list)
    units = list(Unit.objects.select_for_update(no_key=True).order_by("number", "pk"))
    for unit in sorted(units, key=lambda each: each.code):
        children[unit.parent_id].append(unit.pk)
    spans = numbered(children)
    for unit in units:
        unit.number, unit.last = spans[unit.pk]
    Unit.objects.bulk_update(units, ["number", "last"], batch_size=500)
