# SPDX-License-Identifier: Apache-2.0
"""Waves of recovery: who is to be approached, who is held out to measure by, and how far each one is."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.cases.models.words import CLASSES
from amends.apps.cases.models.words import STATES as CASE_STATES
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.recovery.models.lists import BLOCKS
from amends.apps.recovery.rules.waves.words import ENDED, Arm, MemberState, Purpose, Source, WaveState

PURPOSES = {Purpose.RECOVERY: _("修复"), Purpose.COMMERCIAL: _("营销活动")}
SOURCES = {
    Source.DETECTED: _("系统识别的名单"),
    Source.DETRACTORS: _("调查打低分的客户"),
    Source.PROMISES: _("承诺到期没有兑现的客户"),
    Source.UPLOAD: _("导入的名单"),
    Source.CAMPAIGN: _("活动的目标客户"),
}
STATES = {
    WaveState.DRAFT: _("筹备"),
    WaveState.FROZEN: _("名单已定"),
    WaveState.RUNNING: _("进行中"),
    WaveState.PAUSED: _("已暂停"),
    WaveState.STOPPED: _("已停止"),
    WaveState.FINISHED: _("已完成"),
    WaveState.CANCELLED: _("已取消"),
}
ARMS = {Arm.TREATED: _("联系组"), Arm.CONTROL: _("对照组"), Arm.UNIVERSAL: _("长期对照")}
MEMBER_STATES = {MemberState.WAITING: _("排队中"), MemberState.HELD_OUT: _("对照")} | {
    MemberState(str(state)): CASE_STATES[state] for state in CaseState if str(state) in set(MemberState)
}
_ENDED = sorted(str(each) for each in ENDED)
_UNFROZEN = [str(WaveState.DRAFT), str(WaveState.CANCELLED)]


class RecoveryWaveQuerySet(ScopedQuerySet["RecoveryWave"]):
    """Waves, always within somebody's scope."""


class RecoveryWave(models.Model):
    """One wave. `design` is the plan (`rules.waves.design`), `frame` what freezing found: people by reason left alone,
    people by stratum and arm, the smallest effect that can be found. `salt` makes the draw repeatable; who has it and
    the accounts can check every assignment. Outcomes count from `frozen_at` until `horizon_at`, for both arms alike."""

    name = models.CharField(_("名称"), max_length=80)
    purpose = models.CharField(_("目的"), max_length=12, choices=[(str(k), v) for k, v in PURPOSES.items()])
    source = models.CharField(_("客户来自"), max_length=12, choices=[(str(k), v) for k, v in SOURCES.items()])
    campaign = models.CharField(_("活动编码"), max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    state = models.CharField(_("状态"), max_length=12, choices=[(str(k), v) for k, v in STATES.items()])
    design = models.JSONField(_("方案"), default=dict)
    frame = models.JSONField(_("名单情况"), default=dict)
    salt = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    frozen_at = models.DateTimeField(_("名单确定时间"), null=True, blank=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    horizon_at = models.DateTimeField(_("观察截止"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=200, blank=True)
    changes = models.PositiveIntegerField(default=1)

    objects = RecoveryWaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("修复波次")
        indexes: ClassVar = [
            models.Index(fields=["unit", "state", "-made_at"], name="recovery_wave_unit_state"),
            models.Index(fields=["campaign"], name="recovery_wave_campaign"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="recovery_wave_is_named"),
            models.CheckConstraint(condition=~Q(salt=""), name="recovery_wave_has_salt"),
            models.CheckConstraint(
                condition=Q(state__in=[str(each) for each in WaveState]), name="recovery_wave_state_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=[str(each) for each in Purpose]), name="recovery_wave_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=[str(each) for each in Source]), name="recovery_wave_source_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_UNFROZEN) | Q(frozen_at__isnull=False, horizon_at__isnull=False),
                name="recovery_wave_frozen_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*_UNFROZEN, str(WaveState.FROZEN)]) | Q(started_at__isnull=False),
                name="recovery_wave_started_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_ENDED, ended_at__isnull=False)
                | (~Q(state__in=_ENDED) & Q(ended_at__isnull=True)),
                name="recovery_wave_end_has_time",
            ),
            models.CheckConstraint(
                condition=Q(horizon_at__isnull=True) | Q(horizon_at__gt=F("frozen_at")),
                name="recovery_wave_horizon_follows",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(ScopedQuerySet["WaveMember"]):
    """Members, always within somebody's scope."""


class WaveMember(models.Model):
    """One customer of a frozen wave. `account` is what was drawn together: an account or household. Who could not be
    approached when the list was frozen has no arm and a `blocked_reason`; who cannot any more when the day comes keeps
    the arm and gets a `skipped_reason`: by intention to treat both still count where they were put."""

    wave = models.ForeignKey(RecoveryWave, models.PROTECT, related_name="members")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    account = models.CharField(max_length=64)
    stratum = models.CharField(_("层"), max_length=160, blank=True)
    recovery_class = models.CharField(
        _("类别"), max_length=12, choices=[(str(k), v) for k, v in CLASSES.items()], blank=True
    )
    reasons = models.JSONField(_("依据"), default=list, blank=True)
    probability = models.FloatField(_("不满意概率"), null=True, blank=True)
    arm = models.CharField(
        _("分组"), max_length=10, choices=[(str(k), v) for k, v in ARMS.items()], blank=True
    )
    blocked_reason = models.CharField(_("不联系的原因"), max_length=24, blank=True)
    position = models.PositiveIntegerField(_("联系次序"), default=0)  # within the unit
    channel = models.CharField(_("渠道"), max_length=16, blank=True)
    planned_date = models.DateField(_("安排日期"), null=True, blank=True)
    approached_at = models.DateTimeField(_("交办时间"), null=True, blank=True)
    skipped_reason = models.CharField(_("未联系的原因"), max_length=24, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("案件"))

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("波次成员")
        indexes: ClassVar = [
            models.Index(fields=["wave", "arm", "planned_date", "position"], name="wave_member_day"),
            models.Index(fields=["wave", "unit", "arm"], name="wave_member_unit"),
            models.Index(fields=["customer", "arm"], name="wave_member_customer"),
            models.Index(fields=["case"], name="wave_member_case"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "customer"], name="wave_member_once"),
            models.CheckConstraint(
                condition=Q(arm="") | Q(arm__in=[str(each) for each in Arm]), name="wave_member_arm_known"
            ),
            models.CheckConstraint(
                condition=(Q(arm="") & ~Q(blocked_reason="")) | (~Q(arm="") & Q(blocked_reason="")),
                name="wave_member_blocked_or_drawn",
            ),
            models.CheckConstraint(
                condition=Q(arm=str(Arm.TREATED))
                | Q(
                    planned_date__isnull=True,
                    approached_at__isnull=True,
                    skipped_reason="",
                    case__isnull=True,
                ),
                name="wave_member_only_treated_are_approached",
            ),
            models.CheckConstraint(
                condition=Q(approached_at__isnull=True) | Q(skipped_reason=""),
                name="wave_member_approached_or_skipped",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(approached_at__isnull=False),
                name="wave_member_case_is_approach",
            ),
            models.CheckConstraint(condition=~Q(account=""), name="wave_member_has_account"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.customer_id}"


# Besides those of the list: why a customer of an audience is not drawn, or not approached when the day comes.
MEMBER_BLOCKS = BLOCKS | {
    "other_wave": _("近期已在另一个波次中"),
    "asked_lately": _("近期已被调查或联系过"),
    "no_consent": _("没有营销联系的同意"),
    "wave_ended": _("轮到之前波次已经结束"),
    "unknown_customer": _("名单中的客户编号不存在"),
}
