# SPDX-License-Identifier: Apache-2.0
"""Gap 2: which services have no published standard of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from amends.analytics.drivers.gaps import Coverage, standard_coverage
from amends.apps.cases.queries.standing import standards
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.queries.gaps.listening import complained_of, services
from amends.packs import Document, load, load_rows


@dataclass(frozen=True, slots=True)
class Service:
    """A service, how many complaints of the last 90 days it has, and the words of its standards."""

    code: str
    name: str
    complaints: int
    standards: Sequence[str]


@dataclass(frozen=True, slots=True)
class StandardsCard:
    """Services without a standard, the most complained of first; those with; the share that has one."""

    without: Sequence[Service]
    covered: Sequence[Service]
    coverage: Coverage


def standards_card(scope: Scope, *, at: datetime) -> StandardsCard:
    """Gap 2 from the standards in force and the complaints. Two queries."""
    counts, published = complained_of(scope, at=at), _in_force(scope)
    found = [_service(code, name, counts, published) for code, name in services().items()]
    numeric = {each.code: 1.0 for each in found if each.standards}
    coverage = standard_coverage([each.code for each in found], numeric)
    ordered = sorted(found, key=lambda each: (-each.complaints, each.code))
    return StandardsCard(
        without=[each for each in ordered if not each.standards],
        covered=[each for each in ordered if each.standards],
        coverage=coverage,
    )


def _service(
    code: str, name: str, counts: Mapping[str, int], published: Mapping[str, Sequence[str]]
) -> Service:
    return Service(code, name, counts.get(code, 0), published.get(code, ()))


def _in_force(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Those of the pack, and what the operator itself has published for a unit or above it."""
    own = cast(Mapping[str, tuple[str, ...]], import_string(settings.AMENDS_STANDARDS)(scope))
    base = published_standards()
    return {code: (*own.get(code, ()), *base.get(code, ())) for code in {*own, *base}}


@cache
def published_standards() -> dict[str, tuple[str, ...]]:
    """The words of the published standards of each service, of those that have a target to be held to."""
    words, targets = standards(), {row["code"]: row["target"] for row in load_rows("service_standards")}
    rows = cast(Sequence[Document], load("service_coverage")["covered"])
    return {
        str(row["service"]): tuple(
            words[code] for code in cast(Sequence[str], row["standards"]) if targets.get(code)
        )
        for row in rows
    }
