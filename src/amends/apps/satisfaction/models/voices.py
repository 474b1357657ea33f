# SPDX-License-Identifier: Apache-2.0
"""What customers' words tell beside their scores: where an expectation comes from, and what is needed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case, Improvement
from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.rules.voices import Driver, NeedSource, NeedState
from amends.apps.surveys.models import Response

DRIVERS = {
    Driver.PERSONAL_NEED: _("个人需要"),
    Driver.PAST_EXPERIENCE: _("以往经历"),
    Driver.IMPRESSION: _("印象"),
    Driver.WORD_OF_MOUTH: _("口头传播"),
    Driver.EDUCATION: _("教育程度"),
    Driver.HABIT: _("习惯"),
}
NEED_STATES = {
    NeedState.HEARD: _("已听到"),
    NeedState.BACKLOG: _("待评估"),
    NeedState.PLANNED: _("已立项"),
    NeedState.DECLINED: _("暂不做"),
}
NEED_SOURCES = {
    NeedSource.NEED: _("客户的个性化需求"),
    NeedSource.CASE: _("案件"),
    NeedSource.SURVEY: _("调查中的原话"),
}
ONE_SUBJECT = Q(case__isnull=False, response__isnull=True) | Q(case__isnull=True, response__isnull=False)


class DriverTagQuerySet(ScopedQuerySet["DriverTag"]):
    """Tags, always within somebody's scope."""


class DriverTag(models.Model):
    """Where the expectation behind a case or an answer mainly comes from; one a subject, so that a report of how often
    each driver is met sums to what was tagged. `unit` is that of the subject."""

    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="driver_tag")
    response = models.OneToOneField(Response, models.PROTECT, null=True, related_name="driver_tag")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    driver = models.CharField(
        _("期望来源"), max_length=16, choices=[(each.value, words) for each, words in DRIVERS.items()]
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("标注时间"))

    objects = DriverTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("期望来源")
        indexes = (models.Index(fields=["unit", "at"], name="driver_tag_unit_at"),)
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="driver_tag_has_one_subject"),
            models.CheckConstraint(
                condition=Q(driver__in=[each.value for each in Driver]), name="driver_tag_known"
            ),
        )

    def __str__(self) -> str:
        return self.driver


class Need(models.Model):
    """Something that customers need, under one name through the company. Raised by enough customers it stands in the
    backlog from `raised_at` on. It holds no customer's data, so it belongs to no unit: who raised it stands in its
    mentions."""

    name = models.CharField(_("需求"), max_length=120)
    key = models.CharField(max_length=120, unique=True)  # one spelling of the name
    state = models.CharField(
        _("状态"), max_length=12, choices=[(each.value, words) for each, words in NEED_STATES.items()]
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("首次听到"))
    raised_at = models.DateTimeField(_("列入时间"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    improvement = models.ForeignKey(Improvement, models.PROTECT, null=True, related_name="needs")

    class Meta:
        verbose_name = _("客户需求")
        constraints = (
            models.CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="need_is_named"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in NeedState]), name="need_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="heard") | Q(raised_at__isnull=False), name="need_raised_before_decided"
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(improvement__isnull=False),
                name="need_planned_has_improvement",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="need_declined_says_why"
            ),
        )

    def __str__(self) -> str:
        return self.name


class NeedMentionQuerySet(ScopedQuerySet["NeedMention"]):
    """Mentions, always within somebody's scope."""


class NeedMention(models.Model):
    """That one customer raised a need, and where they first did; a customer counts once, however often they say it."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="mentions")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    source = models.CharField(
        _("从哪里听到"), max_length=8, choices=[(each.value, words) for each, words in NEED_SOURCES.items()]
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    response = models.ForeignKey(Response, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    objects = NeedMentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("需求提出")
        constraints = (
            models.UniqueConstraint(fields=["need", "customer"], name="need_mention_once_a_customer"),
            models.CheckConstraint(
                condition=Q(source="case", case__isnull=False, response__isnull=True)
                | Q(source="survey", case__isnull=True, response__isnull=False)
                | Q(source="need", case__isnull=True, response__isnull=True),
                name="need_mention_has_its_source",
            ),
        )

    def __str__(self) -> str:
        return f"{self.need_id} {self.customer_id}"
