# SPDX-License-Identifier: Apache-2.0
"""Articles: one source for what is answered, in versions; what the front line says of them; what uses them."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models.words import choices, plain
from amends.apps.knowledge.rules.article_words import Complaint, SourceChannel, Spoken, Stage, UseKind
from amends.apps.knowledge.rules.articles import fingerprint

STAGES = {Stage.TECHNICAL: _("原始资料"), Stage.PLAIN: _("已口语化"), Stage.APPROVED: _("已批准")}
SOURCE_CHANNELS = {
    SourceChannel.PRODUCT: _("产品与市场"),
    SourceChannel.BILLING: _("计费"),
    SourceChannel.NETWORK: _("网络"),
    SourceChannel.HOTLINE: _("热线"),
    SourceChannel.HALL: _("营业厅"),
    SourceChannel.ONLINE: _("网上渠道"),
    SourceChannel.REGULATOR: _("监管"),
    SourceChannel.CASE: _("投诉案件"),
    SourceChannel.SURVEY: _("调查"),
}
SPOKEN = {
    Spoken.HOTLINE: _("热线怎么说"),
    Spoken.HALL: _("营业厅怎么说"),
    Spoken.SMS: _("短信怎么写"),
    Spoken.APP: _("App怎么写"),
}
COMPLAINTS = {
    Complaint.USELESS: _("没用"),
    Complaint.OUTDATED: _("过期"),
    Complaint.UNCLEAR: _("看不懂"),
}
USE_KINDS = {
    UseKind.CASE: _("案件"),
    UseKind.SCRIPT: _("话术"),
    UseKind.CAMPAIGN: _("活动"),
    UseKind.QUIZ: _("测验"),
}
READ_BELOW = "what a unit publishes is read by all below it"


def concerning(scope: Scope, path: str = "unit") -> Q:
    """What somebody with that scope reads (of the units above) or looks after (of those below)."""
    above = Q(**{f"{path}__number__lte": scope.first, f"{path}__last__gte": scope.last})
    return above | Q(**{f"{path}__number__range": (scope.first, scope.last)})


class ArticleQuerySet(ScopedQuerySet["Article"]):
    """Articles."""

    def concerning(self, scope: Scope) -> Self:
        """Those of one's own units and of the units above."""
        return self.unscoped(READ_BELOW).filter(concerning(scope))


class Article(models.Model):
    """One thing that customers ask. `title` is that of the newest version; `lesson_of` the number of the case that it
    was learnt from."""

    code = models.CharField(_("编号"), max_length=12, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=120)
    topic = models.CharField(_("投诉分类"), max_length=12, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    review_date = models.DateField(_("复审日期"))
    source_channel = models.CharField(_("资料来源"), max_length=12, choices=choices(SOURCE_CHANNELS))
    lesson_of = models.CharField(_("从哪个案件来"), max_length=40, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("起草时间"))
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    retired_reason = models.CharField(_("停用原因"), max_length=200, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("知识")
        indexes = (models.Index(fields=["unit", "review_date"], name="article_unit_review"),)
        constraints = (
            models.CheckConstraint(condition=~Q(title="") & ~Q(code=""), name="article_is_titled"),
            models.CheckConstraint(
                condition=Q(source_channel__in=plain(SOURCE_CHANNELS)), name="article_source_known"
            ),
            models.UniqueConstraint(
                fields=["lesson_of"], condition=~Q(lesson_of=""), name="article_one_lesson_a_case"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_reason="")
                | (Q(retired_at__isnull=False) & ~Q(retired_reason="")),
                name="article_retired_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, today: date) -> bool:
        """Whether its review date has passed: it is marked, and never offered first."""
        return self.review_date < today


class ArticleVersionQuerySet(ScopedQuerySet["ArticleVersion"]):
    """Versions."""

    scope_path = "article__unit"

    def in_force(self, scope: Scope, today: date) -> Self:
        """The approved ones that hold on a day, of the units above somebody's scope and within it: at most one of an
        article."""
        found = self.unscoped(READ_BELOW).filter(concerning(scope, "article__unit"))
        lasting = Q(last_date__isnull=True) | Q(last_date__gte=today)
        return found.filter(
            lasting,
            state="approved",
            superseded_at__isnull=True,
            starts_date__lte=today,
            article__retired_at__isnull=True,
        )


class ArticleVersion(models.Model):
    """One version: the technical `material` first, then rewritten in plain words, then approved by somebody else.
    `says` holds the wording of each channel; `last_date` is included, and none is until further notice."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    state = models.CharField(_("状态"), max_length=10, choices=choices(STAGES))
    title = models.CharField(_("标题"), max_length=120)
    material = models.TextField(_("原始资料"), blank=True)
    short = models.CharField(_("一句话答案"), max_length=200, blank=True)
    body = models.TextField(_("详细说明"), blank=True)
    points = models.JSONField(_("要点"), default=list)
    says = models.JSONField(_("各渠道说法"), default=dict)
    starts_date = models.DateField(_("生效日期"), null=True, blank=True)
    last_date = models.DateField(_("失效日期"), null=True, blank=True)
    note = models.CharField(_("改了什么"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("提交时间"))
    plain_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    plain_at = models.DateTimeField(_("改写时间"), null=True, blank=True)
    writers = models.ManyToManyField(
        User, related_name="+"
    )  # everybody who wrote a word of it: none of them approves
    returned_reason = models.CharField(_("退回原因"), max_length=200, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("被新版本代替"), null=True, blank=True)

    objects = ArticleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("知识版本")
        indexes = (models.Index(fields=["state", "approved_at"], name="article_version_approved"),)
        constraints = (
            models.UniqueConstraint(fields=["article", "number"], name="article_version_once"),
            models.UniqueConstraint(
                fields=["article"], condition=~Q(state="approved"), name="article_one_draft"
            ),
            models.CheckConstraint(condition=Q(state__in=plain(STAGES)), name="article_version_state_known"),
            models.CheckConstraint(
                condition=~Q(state="technical") | ~Q(material=""), name="article_technical_has_material"
            ),
            models.CheckConstraint(
                condition=Q(state="technical")
                | (
                    Q(plain_by__isnull=False, plain_at__isnull=False, starts_date__isnull=False)
                    & ~Q(short="")
                    & ~Q(body="")
                ),
                name="article_plain_says_it",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_by__isnull=True, approved_at__isnull=True)),
                name="article_approved_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("made_by")) & ~Q(approved_by=F("plain_by"))),
                name="article_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(last_date__isnull=True) | Q(last_date__gte=F("starts_date")),
                name="article_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def fingerprint(self) -> str:
        """Of everything that is approved with it: who approves sends that of the text which they saw."""
        return fingerprint(
            self.title, self.short, self.points, self.body, self.says, self.starts_date, self.last_date
        )


class ArticleFeedbackQuerySet(ScopedQuerySet["ArticleFeedback"]):
    """What was said of articles, of the speaker's unit."""


class ArticleFeedback(models.Model):
    """What somebody of the front line says of an article; open until its owner settles it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="feedback")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("意见"), max_length=8, choices=choices(COMPLAINTS))
    words = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    answer = models.CharField(_("处理结果"), max_length=200, blank=True)

    objects = ArticleFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("知识反馈")
        constraints = (
            models.UniqueConstraint(
                fields=["article", "by", "kind"],
                condition=Q(settled_at__isnull=True),
                name="article_feedback_open_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=plain(COMPLAINTS)), name="article_feedback_known"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, answer="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(answer="")),
                name="article_feedback_settled_with_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id} {self.kind}"


class KnowledgeUseQuerySet(ScopedQuerySet["KnowledgeUse"]):
    """Uses, of the user's unit."""


class KnowledgeUse(models.Model):
    """That a case, a script or a campaign uses an article; once each. `reference` is the number or code of it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="uses")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("用在哪里"), max_length=8, choices=choices(USE_KINDS))
    reference = models.CharField(_("编号"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = KnowledgeUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("知识的使用")
        indexes = (models.Index(fields=["kind", "reference"], name="knowledge_use_reference"),)
        constraints = (
            models.UniqueConstraint(fields=["article", "kind", "reference"], name="knowledge_use_once"),
            models.CheckConstraint(
                condition=Q(kind__in=plain(USE_KINDS)) & ~Q(reference=""), name="knowledge_use_of_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
