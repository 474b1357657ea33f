# SPDX-License-Identifier: Apache-2.0
"""Terms, wordings and scripts: what customers read and hear, written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models.words import choices, plain
from amends.apps.knowledge.models.versions import Versioned, VersionedQuerySet, version_constraints
from amends.apps.knowledge.rules.script_words import Channel, ScriptKind, WordingGroup

CHANNELS = {
    Channel.HOTLINE: _("热线"),
    Channel.HALL: _("营业厅"),
    Channel.SMS: _("短信"),
    Channel.APP: _("App"),
    Channel.EMAIL: _("电子邮件"),
    Channel.LETTER: _("书面"),
    Channel.CHAT: _("在线客服"),
}
LANGUAGES = {"zh": _("中文"), "en": _("英文")}
GROUPS = {
    WordingGroup.OPENING: _("开头"),
    WordingGroup.REGRET: _("先致歉"),
    WordingGroup.RESTATE: _("复述确认"),
    WordingGroup.LISTEN: _("听的时候回应"),
    WordingGroup.WAIT: _("等候和保持"),
    WordingGroup.LIABILITY: _("承认责任"),
    WordingGroup.CLOSING: _("收尾"),
    WordingGroup.REPLY: _("现成答复"),
    WordingGroup.FRAME: _("答复框架"),
    WordingGroup.RECEIPT: _("自动回执"),
    WordingGroup.NOTICE: _("告知"),
}
KINDS = {
    ScriptKind.SERVICE: _("服务"),
    ScriptKind.SELLING: _("主动推荐"),
    ScriptKind.EXPLAIN: _("解释"),
    ScriptKind.DISCREPANCY: _("宣传与实际不一致"),
}


class TermQuerySet(VersionedQuerySet["Term"]):
    """Terms."""


class Term(Versioned):
    """One concept and the one word that customers are to hear for it."""

    code = models.CharField(_("编码"), max_length=20)
    term = models.CharField(_("统一用语"), max_length=40)
    variants = models.JSONField(_("不再使用的说法"), default=list)
    fine = models.JSONField(_("含有这些字但不算错的说法"), default=list)
    plain = models.CharField(_("通俗解释"), max_length=200)
    topic = models.CharField(_("对应投诉分类"), max_length=12, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("统一用语")
        constraints = (
            *version_constraints("term", "code"),
            models.CheckConstraint(condition=~Q(term="") & ~Q(plain="") & ~Q(code=""), name="term_says"),
        )

    def __str__(self) -> str:
        return f"{self.term} v{self.number}"


class WordingQuerySet(VersionedQuerySet["Wording"]):
    """Wordings."""


class Wording(Versioned):
    """What is said at one place, by key, channel and language: whoever says it reads it here."""

    key = models.CharField(_("编码"), max_length=40)
    channel = models.CharField(_("渠道"), max_length=8, choices=choices(CHANNELS))
    language = models.CharField(_("语言"), max_length=2, choices=choices(LANGUAGES), default="zh")
    group = models.CharField(_("用在哪里"), max_length=10, choices=choices(GROUPS))
    title = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("说法"))
    is_liability = models.BooleanField(_("承认是我们的责任"), default=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("口径")
        constraints = (
            *version_constraints("wording", "key", "channel", "language"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(title="") & ~Q(key=""), name="wording_says"),
            models.CheckConstraint(condition=Q(channel__in=plain(CHANNELS)), name="wording_channel_known"),
            models.CheckConstraint(condition=Q(language__in=plain(LANGUAGES)), name="wording_language_known"),
            models.CheckConstraint(condition=Q(group__in=plain(GROUPS)), name="wording_group_known"),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.get_channel_display()} v{self.number}"


class ScriptQuerySet(VersionedQuerySet["Script"]):
    """Scripts."""


class Script(Versioned):
    """How one conversation goes, in six parts. A part may name wordings, `[[key]]`, so that one change reaches all."""

    code = models.CharField(_("编码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("种类"), max_length=12, choices=choices(KINDS))
    channel = models.CharField(_("渠道"), max_length=8, choices=choices(CHANNELS))
    subject = models.CharField(_("为哪个业务或活动"), max_length=40, blank=True)
    customers = models.CharField(_("适合哪些客户"), max_length=200, blank=True)
    parts = models.JSONField(_("各部分"), default=dict)
    key_messages = models.JSONField(_("要让客户记住的"), default=list)
    articles = models.JSONField(_("依据的知识"), default=list)

    objects = ScriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("话术")
        constraints = (
            *version_constraints("script", "code"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="script_is_named"),
            models.CheckConstraint(condition=Q(kind__in=plain(KINDS)), name="script_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=plain(CHANNELS)), name="script_channel_known"),
            models.CheckConstraint(
                condition=Q(parts__need_check__isnull=False), name="script_asks_for_the_need"
            ),
            models.CheckConstraint(
                condition=~Q(kind="selling")
                | Q(parts__suitability__isnull=False, parts__consent__isnull=False) & ~Q(subject=""),
                name="script_sells_what_suits_with_consent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class ScriptExampleQuerySet(ScopedQuerySet["ScriptExample"]):
    """Examples, within the scope of their unit."""


class ScriptExample(models.Model):
    """One conversation that a script is learnt from: the case base."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    script = models.CharField(_("话术"), max_length=40)  # the code: an example outlives a version
    title = models.CharField(_("标题"), max_length=80)
    story = models.TextField(_("经过"))
    went_well = models.BooleanField(_("做得好"), default=True)
    case = models.CharField(_("案件编号"), max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScriptExampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("话术案例")
        constraints = (
            models.CheckConstraint(condition=~Q(title="") & ~Q(story=""), name="script_example_tells"),
            models.UniqueConstraint(fields=["unit", "script", "title"], name="script_example_titled_once"),
        )

    def __str__(self) -> str:
        return self.title


class WordingReviewQuerySet(ScopedQuerySet["WordingReview"]):
    """Reviews, within the scope of their unit."""


class WordingReview(models.Model):
    """That somebody went through what is due and what differs between channels, and what came of it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month_date = models.DateField(_("月份"))  # its first day
    due = models.PositiveSmallIntegerField(_("到期的"))
    differing = models.PositiveSmallIntegerField(_("说法不一的"))
    result = models.CharField(_("结果"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = WordingReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("用语梳理")
        constraints = (
            models.CheckConstraint(condition=~Q(result=""), name="wording_review_has_a_result"),
            models.CheckConstraint(condition=Q(month_date__day=1), name="wording_review_of_a_month"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.month_date:%Y-%m}"
