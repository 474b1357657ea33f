# SPDX-License-Identifier: Apache-2.0
"""Jobs of the area: load, then one action."""

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from amends import __version__
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.satisfaction.actions.following import follow
from amends.apps.satisfaction.actions.runs import keep_failure, keep_result
from amends.apps.satisfaction.actions.voices import gather_needs as gathering
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.answers import read_once, wave_answers
from amends.apps.satisfaction.queries.following import waiting_low
from amends.apps.satisfaction.queries.preparing import figures_of
from amends.apps.satisfaction.queries.runs import sample_of
from amends.apps.satisfaction.rules.estimating import LEAST_RESPONSES, choices_of, estimated
from amends.apps.satisfaction.rules.modelling import ModelFaulty, construct_of_latents, read_model
from amends.kernel.refusals import Refusal

logger = logging.getLogger(__name__)
TOO_FEW = gettext_noop("只有 %(n)s 份完整答卷，少于 %(least)s 份，不计算指数")


def index_run(run: AskedRun, pk: int = 0, figures: Mapping[str, int] | None = None) -> dict[str, object]:
    """Estimate what was asked for; what cannot be estimated is kept with its reason. With `figures` (wave, and the
    `first` and `last` unit of a scope) make what the pages show of a large wave, so that nobody waits for it."""
    if figures is not None:
        return _figures(run, figures["wave"], Scope(figures["first"], figures["last"]))
    asked = (
        IndexRun.objects.unscoped("whoever asked for it was entitled to")
        .select_related("wave", "unit")
        .get(pk=pk)
    )
    if asked.finished_at is not None:
        return {"already": True}
    choices = choices_of(asked.choices)
    run.progress(0, 3, "读取答卷")
    answers = wave_answers(asked.wave, asked.unit.scope, flagged=choices.flagged)
    try:
        if len(answers) < LEAST_RESPONSES:
            raise Refusal(TOO_FEW, n=len(answers), least=LEAST_RESPONSES)
        spec = read_model(asked.model, set(answers.codes))
        run.progress(1, 3, f"估计模型，{len(answers)} 份答卷，重抽样 {choices.resamples} 次")
        result = estimated(spec, sample_of(answers), choices)
    except (ModelFaulty, Refusal) as error:
        keep_failure(run=asked, words=str(error), said=_said(error), by=run.by, at=run.at())
        raise JobRefused(str(error)) from error
    result |= {
        "constructs": construct_of_latents(spec, answers.items),
        "answers": {"n": len(answers), "flagged": int(answers.flagged.sum())},
        "software": __version__,
    }
    run.progress(2, 3, "保存结果")
    keep_result(run=asked, result=result, digest=answers.digest, by=run.by, at=run.at())
    return {"index": result["index"]}


def _said(error: ModelFaulty | Refusal) -> list[dict[str, Any]]:
    if isinstance(error, ModelFaulty):
        return [each.as_json() for each in error.faults]
    return [{"line": 0, **error.saying.as_json()}]


def _figures(run: AskedRun, wave: int, scope: Scope) -> dict[str, object]:
    steps = figures_of(wave, scope, localtime(run.at()).date())
    with read_once():
        for done, step in enumerate(steps):
            run.progress(done, len(steps))
            step()
    return {"figures": len(steps)}


def follow_low_answers(run: Run, *, response: int = 0) -> dict[str, int]:
    """Put low answers into somebody's hands: the one that was just given, and each minute whatever waits. One that
    cannot be followed keeps none of the others waiting."""
    tally = Counter[str]()
    for row in waiting_low(response):
        try:
            tally[str(follow(response=row, at=run.at()))] += 1
        except (ValueError, LookupError, DatabaseError) as error:
            logger.error("answer %s waits for the next run: %s", row.pk, type(error).__name__)
            tally["failed"] += 1
    return dict(tally)


def gather_needs(run: Run) -> dict[str, int]:
    """Note the personal needs that enough customers have in the same words."""
    return {"mentions": gathering(at=run.at())}
