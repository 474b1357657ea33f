# SPDX-License-Identifier: Apache-2.0
"""Verbs on waves: plan one, change the plan, take the next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.surveys.actions.ending import end_all
from amends.apps.surveys.actions.weighing import store_weights
from amends.apps.surveys.models import QuestionnaireVersion, SurveyWave
from amends.apps.surveys.queries.policy import begging_rules, lacking
from amends.apps.surveys.rules.begging import begged
from amends.apps.surveys.rules.design import Design, written
from amends.apps.surveys.rules.steps import SENT_BY_US, WAYS_OF, Step, StepRefused, after
from amends.apps.surveys.rules.texts import MOST_EMAIL, MOST_SMS, TextFault, text_faults
from amends.apps.surveys.rules.words import AskedBy, Trigger, VersionState, WaveState

_KINDS = {
    Step.OPEN: EventKind.WAVE_OPENED,
    Step.PAUSE: EventKind.WAVE_PAUSED,
    Step.RESUME: EventKind.WAVE_RESUMED,
    Step.CLOSE: EventKind.WAVE_CLOSED,
    Step.CANCEL: EventKind.WAVE_CANCELLED,
}


class PlanRefused(ValueError):
    """A plan that cannot be carried out; `field` says which part of it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class WordsRefused(ValueError):
    """Invitation texts with faults: by text, in the order found."""

    def __init__(self, faults: Mapping[str, tuple[TextFault, ...]]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class WaveChanged(ValueError):
    """Somebody else changed the wave meanwhile, or it stands elsewhere by now."""

    def __str__(self) -> str:
        return _("这期调查刚刚有了变化，请看过现在的情况再操作")


class WayNotSetUp(ValueError):
    """The operator has not set up the way by which the wave would ask: `lacking` says what is missing."""

    def __init__(self, lacking: Sequence[str]) -> None:
        super().__init__(lacking)
        self.lacking = lacking

    def __str__(self) -> str:
        told = _("这种邀请方式还没有配置好，缺：%(lacking)s。请管理员设置好，再开始调查")
        return told % {"lacking": _("、").join(self.lacking)}


@dataclass(frozen=True, slots=True)
class WavePlan:
    """What a wave is to be. `words`: `invite`, `remind`, and `subject` of an e-mail."""

    name: str
    version: QuestionnaireVersion
    unit: Unit
    trigger: Trigger
    way: AskedBy
    starts_at: datetime
    ends_at: datetime
    design: Design
    words: Mapping[str, str]

    def columns(self) -> dict[str, object]:
        """The plan as a row holds it."""
        return {
            "name": self.name,
            "version": self.version,
            "unit": self.unit,
            "trigger": self.trigger,
            "way": self.way,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "design": written(self.design),
            "words": {name: text.strip() for name, text in self.words.items() if text.strip()},
        }


def not_set_up(way: str) -> WayNotSetUp | None:
    """Why a way of asking cannot be used yet, if it cannot."""
    missing = lacking(way)
    return WayNotSetUp(missing) if missing else None


def plan_wave(*, plan: WavePlan, by: User, at: datetime) -> SurveyWave:
    """Note a wave that is to ask. Nobody is drawn or asked yet. Raises `PlanRefused`, `WordsRefused`."""
    _check(plan, by, at)
    with writing(by=by, at=at) as log:
        wave = SurveyWave.objects.create(state=WaveState.PLANNED, made_by=by, made_at=at, **plan.columns())
        log(EventKind.WAVE_PLANNED, wave, unit=wave.unit, trigger=wave.trigger, way=wave.way)
    return wave


def change_plan(*, wave: SurveyWave, changes: int, plan: WavePlan, by: User, at: datetime) -> SurveyWave:
    """Change a wave that has not been drawn; `changes` is the count that the person saw.

    Raises `PlanRefused`, `WordsRefused`, `WaveChanged`.
    """
    _check(plan, by, at)
    with writing(by=by, at=at) as log:
        row = locked(wave, by)
        if row.changes != changes or row.state != WaveState.PLANNED:
            raise WaveChanged
        for name, value in plan.columns().items():
            setattr(row, name, value)
        row.changes += 1
        row.save()
        log(EventKind.WAVE_CHANGED, row, unit=row.unit)
    return row


def take_step(*, wave: SurveyWave, step: Step, by: User | None, at: datetime) -> SurveyWave:
    """Open, pause, resume, close or cancel a wave; who has not answered when it closes is left alone from then on.

    `by` is nobody where its time was over. Raises `WaveChanged` where the step no longer follows, `WayNotSetUp`.
    """
    if step is Step.OPEN and (refused := not_set_up(wave.way)):
        raise refused
    with writing(by=by, at=at) as log:
        row = locked(wave, by)
        try:
            row.state = after(step, row.state, row.trigger)
        except StepRefused as refused:
            raise WaveChanged from refused
        row.changes += 1
        row.closed_at = at if step in {Step.CLOSE, Step.CANCEL} else row.closed_at
        row.save(update_fields=["state", "changes", "closed_at"])
        log(_KINDS[step], row, unit=row.unit)
        if step in {Step.CLOSE, Step.CANCEL}:
            end_all(wave=row, by=by, at=at)
        if step is Step.CLOSE and row.trigger == Trigger.SAMPLE:
            store_weights(wave=row, by=by, at=at)
    return row


def locked(wave: SurveyWave, by: User | None) -> SurveyWave:
    """The wave as it is now, locked. Raises `WaveChanged` where the person's units do not hold it."""
    rows = SurveyWave.objects.within(by.scope) if by else SurveyWave.objects.unscoped("its time was over")
    row = rows.select_for_update(no_key=True, of=("self",)).select_related("unit").filter(pk=wave.pk).first()
    if row is None:
        raise WaveChanged
    return row


def _check(plan: WavePlan, by: User, at: datetime) -> None:
    if not plan.name.strip():
        raise PlanRefused("name", _("请给这期调查起个名称"))
    if not by.scope.covers(plan.unit.number):
        raise PlanRefused("unit", _("只能调查自己机构之内的客户"))
    if plan.version.state != VersionState.PUBLISHED:
        raise PlanRefused("version", _("请选择已发布的问卷版本"))
    if plan.way not in WAYS_OF[plan.trigger]:
        raise PlanRefused("way", _("这种邀请方式与询问对象不相配"))
    if plan.ends_at <= max(plan.starts_at, at):
        raise PlanRefused("ends_at", _("结束时间须晚于开始时间和现在"))
    if faults := _faults(plan):
        raise WordsRefused(faults)
    for found in begged(plan.version.content, begging_rules()):
        words = _("问卷里的“%(words)s”是在索要分数：%(why)s 请修订问卷再用。")
        raise PlanRefused(
            "version", words % {"words": found.words, "why": found.reason(get_language() or "")}
        )


def _faults(plan: WavePlan) -> dict[str, tuple[TextFault, ...]]:
    """What is wrong with the words, by text."""
    sent = plan.way in SENT_BY_US
    most = MOST_EMAIL if plan.way is AskedBy.EMAIL else MOST_SMS
    needed = ["invite", "remind"] if sent and plan.design.reminders else ["invite"]
    given = {name: plan.words.get(name, "") for name in needed} if sent else dict(plan.words)
    rules = begging_rules()
    found = {
        name: text_faults(text, most=most, rules=rules, linked=sent)
        for name, text in given.items()
        if sent or text
    }
    usual = plan.name if plan.way is AskedBy.EMAIL else ""  # what stands in its place
    if subject := plan.words.get("subject") or usual:
        found["subject"] = text_faults(subject, most=120, rules=rules, linked=False)
    return {name: faults for name, faults in found.items() if faults}
