# SPDX-License-Identifier: Apache-2.0
"""Two yearly waves, a small one that asks in pairs, and one after closed cases: planned, drawn, opened and closed by
the verbs that people use; the answers between are generated, and nobody in them is real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from amends.apps.cases.models import Case
from amends.apps.core.models import Unit, User
from amends.apps.customers.models import Customer
from amends.apps.surveys.actions.drawing import draw_wave
from amends.apps.surveys.actions.publishing import publish
from amends.apps.surveys.actions.questionnaires import draft_from, make_questionnaire, save_draft
from amends.apps.surveys.actions.waves import WavePlan, plan_wave, take_step
from amends.apps.surveys.models import Invitation, Questionnaire, QuestionnaireVersion, SurveyWave
from amends.apps.surveys.queries.starters import starter
from amends.apps.surveys.rules.design import Column, Design
from amends.apps.surveys.rules.steps import Step
from amends.apps.surveys.rules.words import AskedBy, InvitationState, Trigger, VersionState
from amends.cli.demo.surveying.content import AFTER_A_CASE, LAST_YEAR, THIS_YEAR, asked_last_year
from amends.cli.demo.surveying.filling import Filled, fill
from amends.cli.demo.surveying.silence import fall_silent, willing

WHY = "the demo makes its own surveys"
ANSWERS = 1_500
RATE = 0.5
PAIRED_ANSWERS = 60  # at least: thirty are shown
YEAR = timedelta(days=364)
LASTS = timedelta(days=14)
AFTER_CASES, ANSWER_AFTER = 200, 0.7


@dataclass(frozen=True, slots=True)
class Yearly:
    """One yearly wave: its name, when it began, what customers think, the seed of everything in it."""

    name: str
    starts_at: datetime
    means: Mapping[str, float]
    seed: int
    answers: int


def survey_the_customers(*, by: User, at: datetime, answers: int = ANSWERS) -> list[SurveyWave]:
    """Last year's wave, a small one in pairs, this year's with changed and mapped questions, and one after cases were
    closed; `by` designs surveys and belongs to a unit."""
    unit = by.unit
    if unit is None:
        raise ValueError(f"{by.username} belongs to no unit")
    began = at - YEAR - 3 * LASTS, at - 3 * LASTS
    old, new = _yearly_versions(unit, by, began)
    waves = [
        _yearly(Yearly("去年年度调查（演示数据）", began[0], LAST_YEAR, 1, answers), old, by),
        _in_pairs(unit, by, at - 8 * LASTS, answers),
        _yearly(Yearly("今年年度调查（演示数据）", began[1], THIS_YEAR, 2, answers), new, by),
    ]
    return [*waves, _after_cases(unit, by, at)]


def _yearly_versions(
    unit: Unit, by: User, began: tuple[datetime, datetime]
) -> tuple[QuestionnaireVersion, QuestionnaireVersion]:
    """The questionnaire as it was asked last year, and as it is asked now; the second continues the first."""
    content = starter("survey_tcsi_annual")
    first, second = (each - LASTS for each in began)
    made = make_questionnaire(
        code=content.code, name=content.title, purpose=content.purpose, unit=unit,
        content=asked_last_year(content.content), by=by, at=first,
    )  # fmt: skip
    old = publish(version=_draft(made), by=by, at=first)
    draft = draft_from(version=old, by=by, at=second)
    note = "新增优惠兑现一题，去掉叫号一题，更改套餐一题措辞有改"
    saved = save_draft(version=draft, content=content.content, edits=draft.edits, by=by, at=second, note=note)
    return old, publish(version=saved, by=by, at=second)


def _draft(questionnaire: Questionnaire) -> QuestionnaireVersion:
    rows = QuestionnaireVersion.objects.unscoped(WHY).filter(questionnaire=questionnaire)
    return rows.get(state=VersionState.DRAFT)


def _yearly(asked: Yearly, version: QuestionnaireVersion, by: User) -> SurveyWave:
    """Planned, drawn, answered by some, closed."""
    unit, began = version.questionnaire.unit, asked.starts_at
    active = Customer.objects.within(unit.scope).filter(line_state="active", do_not_contact=False).count()
    answers = min(asked.answers, active // 5)
    design = Design(answers=answers, response_rate=RATE, columns=(Column.REGION,), reserve_share=0.0)
    plan = WavePlan(
        name=asked.name, version=version, unit=unit, trigger=Trigger.SAMPLE, way=AskedBy.HOTLINE, design=design,
        starts_at=began, ends_at=began + LASTS, words={},
    )  # fmt: skip
    wave = draw_wave(wave=plan_wave(plan=plan, by=by, at=began), seed=asked.seed, by=by, at=began)
    take_step(wave=wave, step=Step.OPEN, by=by, at=began)
    invited, rng = _invited(wave), np.random.default_rng(asked.seed)
    some = willing(invited, rng)
    there = {each.pk for each in some}
    fill(wave, some, Filled(asked.means, asked.seed, began, LASTS))
    fall_silent([each for each in invited if each.pk not in there], rng, since=began, lasts=LASTS)
    return take_step(wave=wave, step=Step.CLOSE, by=by, at=began + LASTS)


def _in_pairs(unit: Unit, by: User, began: datetime, answers: int) -> SurveyWave:
    """A small wave after Kano: what each service is to customers is planted in its answers."""
    content = starter("survey_kano")
    made = make_questionnaire(
        code=content.code, name=content.title, purpose=content.purpose, unit=unit, content=content.content, by=by,
        at=began - LASTS,
    )  # fmt: skip
    version = publish(version=_draft(made), by=by, at=began - LASTS)
    asked = Yearly(
        "服务项目偏好小调查（演示数据，类别是设定的）", began, {}, 5, max(answers // 12, PAIRED_ANSWERS)
    )
    return _yearly(asked, version, by)


def _after_cases(unit: Unit, by: User, at: datetime) -> SurveyWave:
    """A wave that asks after closed cases and goes on; customers of the demo's closed cases have answered."""
    content, began = starter("survey_csat_after_complaint"), at - timedelta(days=30)
    made = make_questionnaire(
        code=content.code, name=content.title, purpose=content.purpose, unit=unit, content=content.content, by=by,
        at=began,
    )  # fmt: skip
    version = publish(version=_draft(made), by=by, at=began)
    plan = WavePlan(
        name="结案之后的回访问卷（演示数据）", version=version, unit=unit, trigger=Trigger.CASE_CLOSED,
        way=AskedBy.HOTLINE, design=Design(), starts_at=began, ends_at=at + 2 * LASTS, words={},
    )  # fmt: skip
    wave = take_step(wave=plan_wave(plan=plan, by=by, at=began), step=Step.OPEN, by=by, at=began)
    asked = _asked_after_cases(wave, unit, at)
    fill(wave, asked[: round(len(asked) * ANSWER_AFTER)], Filled(AFTER_A_CASE, 3, began, at - began))
    return wave


def _asked_after_cases(wave: SurveyWave, unit: Unit, at: datetime) -> Sequence[Invitation]:
    """One invitation for each closed case."""
    closed = Case.objects.within(unit.scope).filter(closed_at__isnull=False).select_related("customer")
    rows = [each for each in closed.order_by("pk")[:AFTER_CASES] if each.customer is not None]
    return Invitation.objects.bulk_create(
        Invitation(
            wave=wave, customer=case.customer, unit_id=case.unit_id, about=f"cases.case:{case.pk}", salt=f"{case.pk}",
            token_hash=f"demo-{wave.pk}-{case.pk}", state=InvitationState.SENT, invited_at=case.closed_at,
            expires_at=at + LASTS,
        )
        for case in rows
    )  # fmt: skip


def _invited(wave: SurveyWave) -> Sequence[Invitation]:
    rows = Invitation.objects.unscoped(WHY).filter(wave=wave).exclude(state=InvitationState.RESERVE)
    return list(rows.select_related("customer", "unit", "stratum").order_by("pk"))
