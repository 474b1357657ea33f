# SPDX-License-Identifier: Apache-2.0
"""Verbs on runs of the index: ask for one, keep what came out, publish it, take it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.answers import asked_items
from amends.apps.satisfaction.queries.runs import JOB, broken_runs, job_key
from amends.apps.satisfaction.rules.estimating import Choices
from amends.apps.satisfaction.rules.modelling import read_model
from amends.apps.surveys.models import SurveyWave

WHY = "the run was given by whoever may see it"


class RunRefused(ValueError):
    """A run cannot be published or taken back as it stands; the words say why."""


def ask_run(
    *, wave: SurveyWave, unit: Unit, model: str, choices: Choices, by: User, at: datetime
) -> IndexRun:
    """Queue an estimate of a model on the answers of a unit's customers; pressed twice, the same person gets the run
    that waits already. Raises `ModelFaulty`, `RunRefused`."""
    if not by.scope.covers(unit.number):
        raise RunRefused(_("只能计算自己机构范围以内的答卷"))
    read_model(model, {item.code for item in asked_items(wave)})
    asked = {"wave": wave, "unit": unit, "model": model, "choices": choices.as_json(), "asked_by": by}
    with transaction.atomic():
        _hold(wave)
        alike = list(IndexRun.objects.within(by.scope).filter(finished_at__isnull=True, **asked))
        broken = broken_runs(alike)
        waiting = (each for each in alike if each.pk not in broken)
        return next(waiting, None) or _asked(asked, by, at)


def _asked(asked: Mapping[str, Any], by: User, at: datetime) -> IndexRun:
    with writing(by=by, at=at) as log:
        run = IndexRun.objects.create(**asked, asked_at=at)
        log(EventKind.INDEX_RUN_ASKED, run, unit=run.unit, wave=run.wave_id, **asked["choices"])
        enqueue(JOB, by=by, at=at, key=job_key(run.pk), arguments={"pk": run.pk})
    return run


def keep_result(
    *, run: IndexRun, result: Mapping[str, Any], digest: str, by: User | None, at: datetime
) -> None:
    """Store what came out; a run that has ended already keeps what it has."""
    with writing(by=by, at=at) as log:
        rows = IndexRun.objects.unscoped(WHY).filter(pk=run.pk, finished_at__isnull=True)
        convention = result["index_is"]["convention"]
        ended = rows.update(result=dict(result), data_digest=digest, convention=convention, finished_at=at)
        log(
            EventKind.INDEX_RUN_DONE,
            run,
            unit=run.unit,
            index=result["index"],
            digest=digest,
            kept=bool(ended),
        )


def keep_failure(
    *, run: IndexRun, words: str, said: Sequence[Mapping[str, Any]], by: User | None, at: datetime
) -> None:
    """Store why nothing came out: the words, and `said` what they are made of, for readers of other languages."""
    with writing(by=by, at=at) as log:
        rows = IndexRun.objects.unscoped(WHY).filter(pk=run.pk, finished_at__isnull=True)
        rows.update(failure=words, failure_said=list(said), finished_at=at)
        log(EventKind.INDEX_RUN_FAILED, run, unit=run.unit, why=words[:300])


def publish_run(*, run: IndexRun, by: User, at: datetime) -> None:
    """Make it the figure of its wave and unit, in place of the one before; pressed twice it is published once. Raises
    `RunRefused`."""
    if run.finished_at is None or run.failure:
        raise RunRefused(_("还没有算成，不能发布"))
    if not run.result["estimate"]["converged"]:
        raise RunRefused(_("模型没有收敛，结果不可用于发布；请简化模型再算"))
    with transaction.atomic():
        _hold(run.wave)
        run.refresh_from_db(fields=["published_at", "published_by"])
        if run.published_at is None:
            _put_out(run, by, at)


def _put_out(run: IndexRun, by: User, at: datetime) -> None:
    with writing(by=by, at=at) as log:
        published = IndexRun.objects.unscoped(WHY).filter(
            wave=run.wave_id, unit=run.unit_id, published_at__isnull=False
        )
        for other in published:
            _take_back(other)
            log(EventKind.INDEX_WITHDRAWN, other, unit=run.unit, replaced_by=run.pk)
        run.published_by, run.published_at = by, at
        run.save(update_fields=["published_by", "published_at"])
        log(
            EventKind.INDEX_PUBLISHED,
            run,
            unit=run.unit,
            index=run.result["index"],
            convention=run.convention,
        )


def withdraw_run(*, run: IndexRun, by: User, at: datetime) -> None:
    """Take a published figure back; the run stays. Raises `RunRefused`."""
    with transaction.atomic():
        _hold(run.wave)
        run.refresh_from_db(fields=["published_at", "published_by"])
        if run.published_at is None:
            raise RunRefused(_("这次计算没有发布"))
        with writing(by=by, at=at) as log:
            _take_back(run)
            log(EventKind.INDEX_WITHDRAWN, run, unit=run.unit)


def _hold(wave: SurveyWave) -> None:
    """One at a time: two who ask, publish or take back the figures of a wave wait for each other."""
    SurveyWave.objects.unscoped(WHY).select_for_update(no_key=True).get(pk=wave.pk)


def _take_back(run: IndexRun) -> None:
    run.published_by, run.published_at = None, None
    run.save(update_fields=["published_by", "published_at"])
