# SPDX-License-Identifier: Apache-2.0
"""Conversations, the weekly draw of them, what an inspector found, and the appeal of the inspected."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case, Contact
from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.quality.rules.scorecards import Card, Mark, read_card
from amends.apps.quality.rules.transcripts import CHANNELS, Conversation, Turn

CHANNEL_WORDS = {"hotline": _("热线"), "hall": _("营业厅"), "chat": _("在线")}
KINDS = {
    "text": _("文本（客服：… 客户：…）"),
    "csv": _("CSV 表格"),
    "chat": _("聊天导出"),
    "turns": _("通话 JSON"),
    "speech": _("录音转写"),
}
MODES = {"courteous": _("礼貌待客"), "selling": _("技巧推荐"), "personalised": _("个性化沟通")}
_PERSON = settings.AUTH_USER_MODEL


class TranscriptQuerySet(ScopedQuerySet["Transcript"]):
    """Conversations, within somebody's scope."""


class Transcript(models.Model):
    """One conversation, masked. `turns` are emptied when they have been kept long enough; figures stay."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    key = models.CharField(max_length=80, unique=True)  # the same file taken twice is taken once
    channel = models.CharField(_("渠道"), max_length=8, choices=[*CHANNEL_WORDS.items()])
    kind = models.CharField(_("来源格式"), max_length=8, choices=[*KINDS.items()])
    agent = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("服务人员"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("案件"))
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(_("对话时间"))
    turns = models.JSONField(_("对话"), default=list)
    unread = models.JSONField(_("没有读成的行"), default=list)
    figures = models.JSONField(_("数据"), default=dict)
    keep_until = models.DateField(_("原文保存到"))
    forgotten_at = models.DateTimeField(_("原文删除时间"), null=True)
    taken_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("导入时间"))

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("对话记录")
        indexes = (models.Index(fields=["unit", "held_at"], name="transcript_unit_at"),)
        constraints = (
            models.CheckConstraint(condition=~Q(key=""), name="transcript_has_key"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="transcript_channel_known"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(turns=[]), name="transcript_forgotten_is_empty"
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def talk(self) -> Conversation:
        """The conversation as values."""
        return Conversation(tuple(Turn(**each) for each in self.turns), self.channel)


class ScorecardVersionQuerySet(ScopedQuerySet["ScorecardVersion"]):
    """Own scorecards, within somebody's scope."""


class ScorecardVersion(models.Model):
    """A scorecard that a unit published in place of that of the pack; the newest one holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    code = models.CharField(_("评分卡"), max_length=12)
    number = models.PositiveSmallIntegerField(_("版本"))
    content = models.JSONField(_("内容"))
    reason = models.CharField(_("为什么改"), max_length=200)
    published_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("公布时间"))

    objects = ScorecardVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("评分卡版本")
        constraints = (
            models.UniqueConstraint(fields=["unit", "code", "number"], name="scorecard_version_once"),
            models.CheckConstraint(condition=~Q(reason="") & Q(number__gt=0), name="scorecard_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class SamplePlanQuerySet(ScopedQuerySet["SamplePlan"]):
    """Weekly plans, within somebody's scope."""


class SamplePlan(models.Model):
    """What was drawn of one week: by the system, with its seed, so that it can be drawn again. `turn` 0 is the draw of
    the week, later ones add of the conversations that came in since the one before."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    week_date = models.DateField(_("周一"))
    turn = models.PositiveSmallIntegerField(_("第几次补抽"), default=0, db_default=0)
    seed = models.BigIntegerField(_("随机种子"))
    least = models.PositiveSmallIntegerField(_("每人至少"))
    by_risk = models.PositiveSmallIntegerField(_("每人按风险再加"))
    candidates = models.PositiveIntegerField(_("可抽的对话"))
    made_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("抽取时间"))

    objects = SamplePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽样计划")
        constraints = (
            models.UniqueConstraint(fields=["unit", "week_date", "turn"], name="sample_plan_once_a_turn"),
            models.CheckConstraint(condition=Q(least__gte=1), name="sample_plan_takes_everybody"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.week_date}"


class DrawnQuerySet(ScopedQuerySet["Drawn"]):
    """Drawn conversations, within the scope of their own unit."""

    scope_path = "transcript__unit"


class Drawn(models.Model):
    """One conversation of a plan, and why it is in it; no reason: by chance."""

    plan = models.ForeignKey(SamplePlan, models.PROTECT, related_name="drawn")
    transcript = models.OneToOneField(Transcript, models.PROTECT, related_name="drawn")
    reasons = models.JSONField(_("为什么抽到"), default=list)

    objects = DrawnQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽到的对话")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.transcript_id}"


class InspectionQuerySet(ScopedQuerySet["Inspection"]):
    """Inspections, within somebody's scope."""


class Inspection(models.Model):
    """What an inspector decided on each item of a card, which is kept as it was. A draft until the result is told; then
    it stays as it is: an appeal that is upheld has its own marks."""

    drawn = models.OneToOneField(Drawn, models.PROTECT, related_name="inspection")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    agent = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("服务人员"))
    inspector = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("质检员"))
    card = models.JSONField(_("评分卡"))
    card_version = models.CharField(max_length=20)
    proposed = models.JSONField(_("系统看到的"), default=dict)
    marks = models.JSONField(_("评分"), default=dict)
    mode = models.CharField(_("沟通方式"), max_length=12, choices=[*MODES.items()], blank=True)
    comment = models.CharField(_("总评"), max_length=400, blank=True)
    total = models.FloatField(_("总分"), null=True)
    passed = models.BooleanField(_("合格"), null=True)
    edits = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    told_at = models.DateTimeField(_("告知时间"), null=True)
    appeal_until = models.DateTimeField(_("申诉截止"), null=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("质检")
        indexes = (
            models.Index(fields=["agent", "told_at"], name="inspection_agent_told"),
            models.Index(fields=["unit", "told_at"], name="inspection_unit_told"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(inspector=F("agent")), name="inspection_of_another"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=0, total__lte=100),
                name="inspection_total_within_0_and_100",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, appeal_until__isnull=True)
                | Q(told_at__isnull=False, appeal_until__isnull=False) & ~Q(mode=""),
                name="inspection_told_with_mode_and_appeal",
            ),
            models.CheckConstraint(condition=Q(mode__in=["", *MODES]), name="inspection_mode_known"),
        )

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def scorecard(self) -> Card:
        """The card as it was when the inspection began."""
        return read_card(self.card)

    @property
    def decided(self) -> dict[str, Mark]:
        """The marks that the inspector gave."""
        return {code: Mark(row["mark"]) for code, row in marked(self.marks).items()}


def marked(rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The items that have a mark."""
    return {code: row for code, row in rows.items() if row.get("mark")}


class AppealQuerySet(ScopedQuerySet["Appeal"]):
    """Appeals, within the scope of their inspection."""

    scope_path = "inspection__unit"


class Appeal(models.Model):
    """The word of the inspected against a result, once, and what somebody else than the inspector decided."""

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="appeal")
    inspector = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")  # whose marks they are
    reason = models.CharField(_("申诉理由"), max_length=400)
    items = models.JSONField(_("哪几项"), default=list)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("申诉人"))
    at = models.DateTimeField(_("申诉时间"))
    decided_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("复核人")
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    upheld = models.BooleanField(_("申诉成立"), null=True)
    decision = models.CharField(_("复核说明"), max_length=400, blank=True)
    marks = models.JSONField(_("复核后的评分"), default=dict)
    total = models.FloatField(_("复核后总分"), null=True)
    passed = models.BooleanField(_("复核后合格"), null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("质检申诉")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="appeal_says_why"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("inspector")) & ~Q(decided_by=F("by")),
                name="appeal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, upheld__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, upheld__isnull=False)
                & ~Q(decision=""),
                name="appeal_decided_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inspection_id}"
