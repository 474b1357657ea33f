# SPDX-License-Identifier: Apache-2.0
"""Runs of the index: lists, the published ones, the series of satisfaction and loyalty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from amends.apps.core.models import JobRun, JobState, Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.answers import WaveAnswers
from amends.apps.satisfaction.rules.estimating import Sample
from amends.apps.surveys.models import SurveyWave

JOB = "index_run"
_JOB = "the job of a run that the person may see"
_PUBLISHED_ABOVE = "a published figure of a unit above is for those below too"


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a published run on 0–100 with its interval, None where the model has no such construct."""

    wave: str
    starts_at: datetime
    run: int
    value: float
    low: float | None
    high: float | None
    n: int
    convention: str
    latent: str


def runs_seen(scope: Scope) -> QuerySet[IndexRun]:
    """Runs of a person's units, and what is published of the units above; the newest first."""
    inside = Q(unit__number__range=(scope.first, scope.last))
    above = Q(unit__number__lte=scope.first, unit__last__gte=scope.last, published_at__isnull=False)
    rows = IndexRun.objects.unscoped(_PUBLISHED_ABOVE).filter(inside | above)
    return rows.select_related("wave", "unit", "asked_by", "published_by").order_by("-asked_at", "-pk")


def run_seen(scope: Scope, pk: int) -> IndexRun | None:
    """One of them."""
    return runs_seen(scope).filter(pk=pk).first()


def job_of(run: IndexRun) -> JobRun | None:
    """The job of an estimate that is not there yet. One query."""
    if run.finished_at:
        return None
    return JobRun.objects.unscoped(_JOB).filter(key=job_key(run.pk)).first()


def broken_runs(runs: Sequence[IndexRun]) -> set[int]:
    """The keys of the estimates that will never be there, since their job was given up. One query."""
    keys = {job_key(run.pk): run.pk for run in runs if run.finished_at is None}
    given_up = JobRun.objects.unscoped(_JOB).filter(key__in=list(keys), state=JobState.FAILED)
    return {keys[key] for key in given_up.values_list("key", flat=True) if key}


def job_key(run: int) -> str:
    """What the job of an estimate is known by."""
    return f"{JOB}:{run}"


def published_run(wave: SurveyWave, unit: Unit) -> IndexRun | None:
    """What is published of a wave for a unit, else for the nearest unit above. One query."""
    rows = IndexRun.objects.unscoped(_PUBLISHED_ABOVE).filter(
        wave=wave, published_at__isnull=False, unit__number__lte=unit.number, unit__last__gte=unit.number
    )
    return rows.select_related("wave", "unit").order_by("-unit__number").first()


def published_before(run: IndexRun) -> IndexRun | None:
    """The published run of the same unit and questionnaire on the wave before. One query."""
    rows = IndexRun.objects.unscoped(_PUBLISHED_ABOVE).filter(
        unit=run.unit_id, published_at__isnull=False, wave__starts_at__lt=run.wave.starts_at,
        wave__version__questionnaire=run.wave.version.questionnaire_id,
    )  # fmt: skip
    return rows.select_related("wave").order_by("-wave__starts_at").first()


def series(unit: Unit, questionnaire: int) -> dict[str, list[Point]]:
    """Satisfaction and loyalty by wave from what is published for a unit, the oldest first. One query."""
    rows = IndexRun.objects.unscoped(_PUBLISHED_ABOVE).filter(
        unit=unit, published_at__isnull=False, wave__version__questionnaire=questionnaire
    )
    found: dict[str, list[Point]] = {"satisfaction": [], "loyalty": []}
    for run in rows.select_related("wave").order_by("wave__starts_at"):
        for construct, points in found.items():
            if point := point_of(run, construct):
                points.append(point)
    return found


def point_of(run: IndexRun, construct: str) -> Point | None:
    """The figure of a construct in a finished run: of satisfaction the published index."""
    result: Mapping[str, Any] = run.result
    latent = latent_of(result, construct)
    value = result.get("scores", {}).get(latent)
    if value is None:
        return None
    low, high = result.get("ci", {}).get("scores", {}).get(latent, (None, None))
    rows = result["data"]["rows"]
    return Point(run.wave.name, run.wave.starts_at, run.pk, value, low, high, rows, run.convention, latent)


def latent_of(result: Mapping[str, Any], construct: str) -> str:
    """The latent of a result that is about a construct, "" where none is."""
    if construct == "satisfaction":
        return (result.get("index_is") or {}).get("latent") or ""
    about: Mapping[str, str] = result.get("constructs", {})
    return next((latent for latent, each in about.items() if each == construct), "")


def sample_of(answers: WaveAnswers) -> Sample:
    """Answers as an estimate takes them."""
    return Sample(
        codes=answers.codes,
        titles=tuple(item.title for item in answers.items),
        ranges=np.array([(item.minimum, item.maximum) for item in answers.items]).reshape(-1, 2),
        numbers=answers.numbers,
        weights=answers.weights,
        strata=answers.strata,
        clusters=answers.clusters,
    )
