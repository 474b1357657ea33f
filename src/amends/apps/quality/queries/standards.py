# SPDX-License-Identifier: Apache-2.0
"""Questions about service standards: what is in force for a unit, what a draft lacks, and what the pack begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from django.db.models import Q

from amends.apps.cases.models import Improvement
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.models import DesignVersion, ServiceDesign, ServiceStandard
from amends.apps.quality.rules.fingerprints import fingerprint
from amends.apps.quality.rules.standards import Design, Lack, Norm, Stage, Step, lacks
from amends.apps.satisfaction.queries.gaps.listening import services
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.packs import Document, load, load_rows

FOR_THOSE_BELOW = "what a unit publishes holds for itself and all below it"


@dataclass(frozen=True, slots=True)
class InForce:
    """A standard that holds; `own` says that the operator published it, else it is the base of the installation."""

    code: str
    area: str
    kind: str
    words: str
    measure: str
    operator: str
    target: float
    unit: str
    source: str
    factor: str
    own: bool
    service: str = ""


@cache
def base_standards() -> tuple[InForce, ...]:
    """The standards of the pack, in its order."""
    return tuple(
        InForce(
            code=row["code"],
            area=row["area"],
            kind=row["standard_type"],
            words=row["standard_zh"],
            measure=row["measure"],
            operator=row["operator"],
            target=float(row["target"]),
            unit=row["unit"],
            source=row["how_measured_zh"],
            factor=row["quality_factor"],
            own=False,
        )
        for row in load_rows("service_standards")
    )


def above(scope: Scope, path: str = "unit") -> Q:
    """What belongs to the unit that a scope spans, or to one above it."""
    return Q(**{f"{path}__number__lte": scope.first, f"{path}__last__gte": scope.last})


def standards_in_force(scope: Scope) -> tuple[InForce, ...]:
    """The base, in which an area with an own service is held by that in its place, and all own ones. One query."""
    own = own_standards(scope)
    measured = {(each.area, each.measure) for each in own}
    kept = tuple(each for each in base_standards() if (each.area, each.measure) not in measured)
    return own + kept


def own_standards(scope: Scope) -> tuple[InForce, ...]:
    """What the operator published for a unit or above it. One query."""
    rows = ServiceStandard.objects.unscoped(FOR_THOSE_BELOW).filter(above(scope, "version__service__unit"))
    rows = rows.filter(version__published_at__isnull=False, version__retired_at__isnull=True)
    found = rows.select_related("version__service").order_by("version__service__code", "code")
    return tuple(_in_force(each) for each in found)


def _in_force(row: ServiceStandard) -> InForce:
    service = row.version.service
    return InForce(
        code=row.code,
        area=service.area,
        kind=row.kind,
        words=row.words,
        measure=row.measure,
        operator=row.operator,
        target=row.target,
        unit=row.unit_words,
        source=row.source,
        factor=row.factor,
        own=True,
        service=service.code,
    )


def words_by_service(scope: Scope) -> dict[str, tuple[str, ...]]:
    """The words of own published standards by the topic of complaints that they answer, for the second gap. One
    query."""
    rows = ServiceStandard.objects.unscoped(FOR_THOSE_BELOW).filter(above(scope, "version__service__unit"))
    rows = rows.filter(version__published_at__isnull=False, version__retired_at__isnull=True)
    found: dict[str, tuple[str, ...]] = {}
    named = rows.exclude(version__service__covers="").order_by("code")
    for code, words in named.values_list("version__service__covers", "words"):
        found[code] = (*found.get(code, ()), words)
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """A service with the version in force and the draft, where there are."""

    service: ServiceDesign
    in_force: DesignVersion | None
    draft: DesignVersion | None


def services_seen(scope: Scope) -> list[Listed]:
    """The services of a unit, of those below and of those above it. Two queries."""
    seen = Q(unit__number__range=(scope.first, scope.last)) | above(scope)
    rows = ServiceDesign.objects.unscoped(FOR_THOSE_BELOW).filter(seen).select_related("unit")
    services = list(rows.order_by("code")[:200])
    versions = DesignVersion.objects.unscoped(FOR_THOSE_BELOW).filter(
        service__in=services, retired_at__isnull=True
    )
    held: dict[tuple[int, bool], DesignVersion] = {
        (each.service_id, each.is_draft): each for each in versions.select_related("made_by", "published_by")
    }
    return [Listed(each, held.get((each.pk, False)), held.get((each.pk, True))) for each in services]


def service_seen(code: str, scope: Scope) -> ServiceDesign | None:
    """The service of a code, if it is of the unit, below or above it. One query."""
    seen = Q(unit__number__range=(scope.first, scope.last)) | above(scope)
    rows = ServiceDesign.objects.unscoped(FOR_THOSE_BELOW).filter(seen, code=code)
    return rows.select_related("unit").first()


def wrote(version: DesignVersion, person: User) -> bool:
    """Whether somebody wrote a word of a version, were it one that another changed since. One query."""
    known = person.pk in (version.made_by_id, version.edited_by_id)
    return known or version.writers.filter(pk=person.pk).exists()


def shown_mark(version: DesignVersion) -> str:
    """The fingerprint of what the page of a draft shows: its text, and the improvement that it closes."""
    return fingerprint(version.content, version.answers_id)


def versions_of(service: ServiceDesign) -> list[DesignVersion]:
    """All versions, the newest first. One query."""
    rows = DesignVersion.objects.unscoped(FOR_THOSE_BELOW).filter(service=service)
    return list(rows.select_related("made_by", "edited_by", "published_by", "answers").order_by("-number"))


def lacking(version: DesignVersion) -> tuple[Lack, ...]:
    """What keeps a draft from being published. One query."""
    return lacks(version.design, element_codes())


def element_codes() -> frozenset[str]:
    """The codes of what customers judge. One query."""
    return frozenset(each.code for each in tree_in_use().elements)


def element_names() -> dict[str, str]:
    """What customers judge, by code. One query."""
    return {each.code: each.name for each in tree_in_use().elements}


def improvement_answered(version: DesignVersion) -> Improvement | None:
    """The improvement that a version answers. One query at most."""
    if version.answers_id is None:
        return None
    rows = Improvement.objects.unscoped("named by the version in hand").select_related("owner", "unit")
    return rows.get(pk=version.answers_id)


def open_design_improvements(scope: Scope) -> list[Improvement]:
    """Improvements of the second gap that are open. One query."""
    rows = Improvement.objects.within(scope).filter(gap=2, closed_at__isnull=True)
    return list(rows.order_by("due_date", "pk")[:100])


def topics() -> Mapping[str, str]:
    """The second levels of the topics of complaints, by code."""
    return services()


@cache
def sequence_of(area: str) -> Design:
    """The sequence that the pack has for a place, with its standards; an empty design where it has none."""
    by_code = {each.code: each for each in base_standards()}
    for row in cast(Sequence[Document], load("service_sequences")["sequences"]):
        if row["area"] == area:
            return Design(tuple(_stage(each, by_code) for each in cast(Sequence[Document], row["stages"])))
    return Design()


def _stage(row: Document, known: Mapping[str, InForce]) -> Stage:
    return Stage(
        str(row["name_zh"]), tuple(_step(each, known) for each in cast(Sequence[Document], row["steps"]))
    )


def _step(row: Document, known: Mapping[str, InForce]) -> Step:
    held = [known[str(code)] for code in cast(Sequence[str], row["standards"])]
    return Step(
        name=str(row["name_zh"]),
        improve=bool(row["improve"]),
        method=str(row.get("method_zh", "")),
        feeling=str(row.get("feeling_zh", "")),
        element=str(row.get("element", "")),
        norms=tuple(_norm(each) for each in held),
    )


def _norm(found: InForce) -> Norm:
    return Norm(
        words=found.words,
        kind=found.kind,
        measure=found.measure,
        operator=found.operator,
        target=found.target,
        unit=found.unit,
        source=found.source,
        factor=found.factor,
    )
