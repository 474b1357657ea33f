# SPDX-License-Identifier: Apache-2.0
"""Notices before something starts, with who has read them; morning briefs; where the voice of customers is heard."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models.words import choices, plain
from amends.apps.knowledge.models.articles import READ_BELOW, Article, concerning
from amends.apps.knowledge.rules.article_words import StaffChannel, VoiceKind

STAFF_CHANNELS = {
    StaffChannel.HOTLINE: _("热线"),
    StaffChannel.HALL: _("营业厅"),
    StaffChannel.COMPLAINT: _("投诉处理"),
    StaffChannel.LEADER: _("班组长与主管"),
    StaffChannel.BACK: _("其他岗位"),
}
VOICE_KINDS = {
    VoiceKind.MARKET: _("市场调查"),
    VoiceKind.SATISFACTION: _("满意度调查"),
    VoiceKind.SAMPLING: _("抽样反馈"),
    VoiceKind.INTERNAL: _("内部职能"),
    VoiceKind.EXTERNAL: _("外部机构"),
}


class ReadingNoticeQuerySet(ScopedQuerySet["Notice"]):
    """Notices."""

    def concerning(self, scope: Scope) -> Self:
        """Those of one's own units and of the units above."""
        return self.unscoped(READ_BELOW).filter(concerning(scope))


class Notice(models.Model):
    """What some channels are told before customers are. `subject` is the code of a campaign or service; `due_date` the
    day by which it is to be read; it goes to the people of `channels` in the subtrees of its places."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject = models.CharField(_("活动或业务编码"), max_length=40, blank=True)
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"))
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="notices")
    channels = models.JSONField(_("通知哪些岗位"), default=list)
    effective_date = models.DateField(_("何时起对客户生效"))
    due_date = models.DateField(_("最晚何时读完"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("发布时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)
    key = models.CharField(
        max_length=80, null=True, unique=True
    )  # of the page it was typed on: sent twice it is one

    objects = ReadingNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("事前通知")
        indexes = (models.Index(fields=["subject"], name="notice_subject"),)
        constraints = (
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="notice_says"),
            models.CheckConstraint(condition=~Q(channels=[]), name="notice_goes_to_somebody"),
            models.CheckConstraint(
                condition=Q(due_date__lte=models.F("effective_date")), name="notice_read_before_start"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="notice_withdrawn_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title


class NoticePlaceQuerySet(ScopedQuerySet["NoticePlace"]):
    """Places of notices."""


class NoticePlace(models.Model):
    """A unit whose whole subtree is told."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="places")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    objects = NoticePlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知到的机构")
        constraints = (models.UniqueConstraint(fields=["notice", "unit"], name="notice_place_once"),)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.unit_id}"


class NoticeReadingQuerySet(ScopedQuerySet["NoticeReading"]):
    """Receipts, of the reader's unit."""


class NoticeReading(models.Model):
    """That somebody pressed «read and understood»."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="readings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = NoticeReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("已读回执")
        constraints = (models.UniqueConstraint(fields=["notice", "by"], name="notice_read_once"),)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.by_id}"


class MorningBriefQuerySet(ScopedQuerySet["MorningBrief"]):
    """Briefs of teams."""


class MorningBrief(models.Model):
    """That a team went through what changed since the brief before; `articles` and `notices` are what stood on it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since_at = models.DateTimeField(_("从什么时候起"))
    held_at = models.DateTimeField(_("开会时间"))
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attended = models.ManyToManyField(User, related_name="+")
    articles = models.JSONField(_("讲到的知识"), default=list)
    notices = models.JSONField(_("讲到的通知"), default=list)
    words = models.CharField(_("会上记下的"), max_length=400, blank=True)

    objects = MorningBriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("晨会")
        indexes = (models.Index(fields=["unit", "-held_at"], name="brief_unit_held"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(held_at__gt=models.F("since_at")), name="brief_after_the_last"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_at:%Y-%m-%d}"


class VoiceSourceQuerySet(ScopedQuerySet["VoiceSource"]):
    """Sources."""

    def concerning(self, scope: Scope) -> Self:
        """Those of one's own units and of the units above."""
        return self.unscoped(READ_BELOW).filter(concerning(scope))


class VoiceSource(models.Model):
    """A tool by which customers are heard: whose it is, how often it is to be brought up to date, when it last was.
    `follows` names a kind of event that brings it up to date by itself."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(_("来源"), max_length=80)
    kind = models.CharField(_("种类"), max_length=12, choices=choices(VOICE_KINDS))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cadence_days = models.PositiveSmallIntegerField(_("多少天更新一次"))
    follows = models.CharField(_("随什么自动更新"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("登记时间"))
    refreshed_at = models.DateTimeField(_("最近更新"), null=True, blank=True)
    refreshed_note = models.CharField(_("最近一次是什么"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = VoiceSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("声音来源")
        constraints = (
            models.UniqueConstraint(fields=["unit", "name"], name="voice_source_named_once"),
            models.CheckConstraint(condition=Q(kind__in=plain(VOICE_KINDS)), name="voice_source_known"),
            models.CheckConstraint(
                condition=~Q(name="") & Q(cadence_days__gte=1), name="voice_source_has_cadence"
            ),
        )

    def __str__(self) -> str:
        return self.name
