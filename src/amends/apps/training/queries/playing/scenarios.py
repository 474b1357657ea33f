# SPDX-License-Identifier: Apache-2.0
"""Which scenarios there are to play: those of the pack, and over them those that the operator's units approved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.models.playing import ScenarioVersion
from amends.apps.training.rules.playing.packed import pack_contents
from amends.apps.training.rules.playing.scenario import Scenario, read_scenario
from amends.packs import load


@dataclass(frozen=True, slots=True)
class Held:
    """A scenario in force: `number` 0 is the pack's, `unit` the name of the unit that wrote it."""

    scenario: Scenario
    content: Mapping[str, Any]
    number: int = 0
    unit: str = ""


@cache
def packed() -> Mapping[str, Held]:
    """The scenarios of the pack by code."""
    told, graphs = cast(Any, load("role_plays")), cast(Any, load("role_play_graphs"))
    return {code: Held(read_scenario(each), each) for code, each in pack_contents(told, graphs).items()}


def in_force(unit: Unit) -> Mapping[str, Held]:
    """By code what is played in a unit: the newest approved version of the nearest unit, else the pack's. One query."""
    rows = ScenarioVersion.objects.all().above(unit).filter(approved_at__isnull=False).select_related("unit")
    held = dict(packed())
    for row in rows.order_by("unit__number", "number"):  # the nearest unit last, there the newest last
        if row.retired_at is None:
            held[row.code] = Held(read_scenario(row.content), row.content, row.number, row.unit.name)
    return {code: held[code] for code in sorted(held)}


def versions_of(code: str, scope: Scope) -> Sequence[ScenarioVersion]:
    """Every version of a scenario that units in scope wrote, the newest first. One query."""
    rows = (
        ScenarioVersion.objects.within(scope)
        .filter(code=code)
        .select_related("unit", "made_by", "approved_by")
    )
    return list(rows.order_by("-made_at", "-pk"))


def waiting(scope: Scope) -> Sequence[ScenarioVersion]:
    """Versions that wait to be approved, the oldest first. One query."""
    rows = ScenarioVersion.objects.within(scope).filter(approved_at__isnull=True, retired_at__isnull=True)
    return list(rows.select_related("unit", "made_by").order_by("made_at")[:50])


def version(pk: int, scope: Scope) -> ScenarioVersion | None:
    """A version within scope. One query."""
    rows = ScenarioVersion.objects.within(scope).select_related("unit", "made_by", "approved_by")
    return rows.filter(pk=pk).first()
