# SPDX-License-Identifier: Apache-2.0
"""The cited numbers, and the operator's own: what the pages and the calculator choose from."""

from collections.abc import Mapping
from functools import cache

from django.db.models import Q

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.reports.models import MeasuredValue
from amends.apps.reports.rules.choosing import Own
from amends.apps.reports.rules.figures import COUNTS, with_ratio
from amends.apps.reports.rules.parameters import Register, read_register
from amends.apps.reports.rules.spans import Span
from amends.packs import load

WIDE = (UnitKind.GROUP, UnitKind.PROVINCE, UnitKind.CITY, UnitKind.DISTRICT)
_ABOVE = "figures of a unit and of those above it, which hold for it too; no customer stands in them"


@cache
def register() -> Register:
    """Every cited number, as the pack has it."""
    return read_register(load("cited_parameters"))


def own_figures(unit: Unit) -> Mapping[str, Own]:
    """The operator's own figures for a unit, by name: of the unit itself, else of the nearest above it that has one
    (counts of the unit only); of each the one that was said or measured last. What finance says stands before what the
    platform measured. One query."""
    rows = MeasuredValue.objects.unscoped(_ABOVE).filter(_here(unit)).select_related("unit")
    found: dict[str, Own] = {}
    # the nearest and last said comes last: whoever mistyped a month says it again
    for row in rows.order_by("unit__number", "computed_at", "pk"):
        before = found.get(row.identifier)
        if row.value is not None or before is None or before.span is None:
            found[row.identifier] = _own(row)
    return with_ratio(found)


def units_to_measure() -> list[Unit]:
    """The units that pages may be opened for, from the top."""
    return list(Unit.objects.filter(kind__in=WIDE).order_by("number"))


def _here(unit: Unit) -> Q:
    above = Q(unit__number__lte=unit.number, unit__last__gte=unit.last)
    return above & (~Q(identifier__in=sorted(COUNTS)) | Q(unit=unit))


def _own(row: MeasuredValue) -> Own:
    span = None
    if row.value is not None and row.low is not None and row.high is not None:
        span = Span(row.low, row.high, row.value)
    return Own(
        row.identifier, span, row.n, row.since_date, row.until_date, row.unit.name, row.source, row.undated
    )
