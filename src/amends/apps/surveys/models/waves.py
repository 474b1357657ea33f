# SPDX-License-Identifier: Apache-2.0
"""Waves: whom we ask with which version, how the sample was drawn, and who was asked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.surveys.models.questionnaires import QuestionnaireVersion
from amends.apps.surveys.rules.words import ENDED, AskedBy, InvitationState, Trigger, WaveState

STATES = {
    WaveState.PLANNED: _("筹备"),
    WaveState.DRAWN: _("已抽样"),
    WaveState.OPEN: _("进行中"),
    WaveState.PAUSED: _("已暂停"),
    WaveState.CLOSED: _("已结束"),
    WaveState.CANCELLED: _("已取消"),
}
TRIGGERS = {
    Trigger.SAMPLE: _("抽样"),
    Trigger.CASE_CLOSED: _("结案之后"),
    Trigger.PROMISE_KEPT: _("承诺兑现之后"),
    Trigger.OPEN_LINK: _("公开链接或二维码"),
}
WAYS = {
    AskedBy.SMS: _("短信"),
    AskedBy.EMAIL: _("邮件"),
    AskedBy.HOTLINE: _("电话访问"),
    AskedBy.LINK: _("链接"),
    AskedBy.QR: _("二维码"),
}
INVITATION_STATES = {
    InvitationState.RESERVE: _("备选"),
    InvitationState.WAITING: _("待邀请"),
    InvitationState.SENT: _("已邀请"),
    InvitationState.OPENED: _("已打开"),
    InvitationState.STARTED: _("答了一部分"),
    InvitationState.COMPLETED: _("已完成"),
    InvitationState.SCREENED_OUT: _("不合条件"),
    InvitationState.OVER_QUOTA: _("配额已满"),
    InvitationState.REFUSED: _("不愿作答"),
    InvitationState.UNREACHABLE: _("联系不上"),
    InvitationState.EXPIRED: _("过期未答"),
}

_ENDED = sorted(each.value for each in ENDED)


class WaveQuerySet(ScopedQuerySet["SurveyWave"]):
    """Waves, always within somebody's scope."""


class SurveyWave(models.Model):
    """One asking: a version, the customers of a unit's subtree, a time. `design` is the sampling plan, `frame` what
    drawing found (population, exclusions by reason, the seed), `words` the invitation and its reminder."""

    name = models.CharField(_("名称"), max_length=80)
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="waves")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    trigger = models.CharField(
        _("问谁"), max_length=16, choices=[(each.value, words) for each, words in TRIGGERS.items()]
    )
    way = models.CharField(
        _("怎么问"), max_length=8, choices=[(each.value, words) for each, words in WAYS.items()]
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=[(each.value, words) for each, words in STATES.items()]
    )
    design = models.JSONField(_("抽样设计"), default=dict)
    frame = models.JSONField(_("抽样框"), default=dict)
    words = models.JSONField(_("邀请语"), default=dict)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    changes = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    drawn_at = models.DateTimeField(_("抽样时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("调查期次")
        indexes = (models.Index(fields=["unit", "state", "-starts_at"], name="wave_unit_state_start"),)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="wave_is_named"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="wave_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in WaveState]), name="wave_state_known"
            ),
            models.CheckConstraint(
                condition=Q(trigger__in=[each.value for each in Trigger]), name="wave_trigger_known"
            ),
            models.CheckConstraint(
                condition=Q(way__in=[each.value for each in AskedBy]), name="wave_way_known"
            ),
            models.CheckConstraint(
                condition=~Q(trigger="sample")
                | Q(state__in=["planned", "cancelled"])
                | Q(drawn_at__isnull=False),
                name="wave_sample_is_drawn",
            ),
        )

    def __str__(self) -> str:
        return self.name


class StratumQuerySet(ScopedQuerySet["Stratum"]):
    """Strata, within the scope of their wave."""

    scope_path = "wave__unit"


class Stratum(models.Model):
    """One cell of the design: how many customers there are, how many are to answer, how many were drawn."""

    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="strata")
    label = models.CharField(_("层"), max_length=160)
    values = models.JSONField(default=dict)
    population = models.PositiveIntegerField(_("总体"))
    allocated = models.PositiveIntegerField(_("应答目标"))
    drawn = models.PositiveIntegerField(_("抽出"))

    objects = StratumQuerySet.as_manager()

    class Meta:
        verbose_name = _("层")
        constraints = (
            models.UniqueConstraint(fields=["wave", "label"], name="stratum_once_a_wave"),
            models.CheckConstraint(condition=Q(drawn__lte=F("population")), name="stratum_drawn_within"),
        )

    def __str__(self) -> str:
        return self.label


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    """Invitations, always within somebody's scope."""


class Invitation(models.Model):
    """One customer asked in one wave. The link is derived from the operator's secret and `salt`, so that a reminder
    repeats it and the table holds only its hash. `about` is what it asks about (`cases.case:17`), `position` the place
    in the random order of its stratum: reserves move up in it."""

    wave = models.ForeignKey(SurveyWave, models.PROTECT, related_name="invitations")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    stratum = models.ForeignKey(Stratum, models.PROTECT, null=True, related_name="invitations")
    position = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=1.0)
    about = models.CharField(max_length=80, blank=True)
    salt = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=16, choices=[(each.value, words) for each, words in INVITATION_STATES.items()]
    )
    invited_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)  # when to send, remind or let it expire
    reminders = models.PositiveSmallIntegerField(default=0)
    calls = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("邀请")
        indexes = (
            models.Index(fields=["wave", "state", "next_at"], name="invitation_wave_state_next"),
            models.Index(fields=["customer", "-invited_at"], name="invitation_customer_invited"),
            models.Index(fields=["stratum", "state", "position"], name="invitation_stratum_state"),
        )
        constraints = (
            models.UniqueConstraint(fields=["wave", "customer", "about"], name="invitation_once_a_wave"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in InvitationState]), name="invitation_state_known"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="invitation_weight_positive"),
            models.CheckConstraint(
                condition=Q(state__in=_ENDED, ended_at__isnull=False)
                | (~Q(state__in=_ENDED) & Q(ended_at__isnull=True)),
                name="invitation_end_has_time",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class OpenLinkQuerySet(ScopedQuerySet["OpenLink"]):
    """Open links, always within somebody's scope."""


class OpenLink(models.Model):
    """A link or QR code that anybody at a place may use; who answers so chose to, and is counted apart."""

    wave = models.ForeignKey(SurveyWave, models.PROTECT, related_name="links")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=24, unique=True)
    place = models.CharField(_("放在哪里"), max_length=80)
    touchpoint = models.CharField(_("触点"), max_length=24, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OpenLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开链接")
        constraints = (models.CheckConstraint(condition=~Q(place=""), name="open_link_has_place"),)

    def __str__(self) -> str:
        return self.place
