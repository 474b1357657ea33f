# SPDX-License-Identifier: Apache-2.0
"""Benefits by rule: a condition that anybody can look up, who is entitled, from when to when; each grant is a promise.

A rule knows the weather, the years with us and the segment; it knows no score, no survey and no complaint.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer, Segment
from amends.apps.promises.models.promises import Promise
from amends.apps.promises.rules.benefits import Basis, Comparison

BASES = {Basis.READING: _("当天的读数"), Basis.TENURE: _("在网年限")}
COMPARISONS = {
    Comparison.ABOVE: _("高于"),
    Comparison.AT_LEAST: _("不低于"),
    Comparison.BELOW: _("低于"),
    Comparison.AT_MOST: _("不高于"),
}


class BenefitRuleQuerySet(ScopedQuerySet["BenefitRule"]):
    """Rules of the units in scope."""


class DailyReadingQuerySet(ScopedQuerySet["DailyReading"]):
    """Readings of the units in scope."""


class BenefitGrantQuerySet(ScopedQuerySet["BenefitGrant"]):
    """Grants to the customers in scope."""

    scope_path = "customer__unit"


class BenefitRule(models.Model):
    """One benefit: what is given, when it is due, on which days, to whom of the unit's customers."""

    code = models.SlugField(_("编码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    words = models.TextField(_("对客户的说法"))
    amount = models.BigIntegerField(_("金额（分）"))
    due_days = models.PositiveSmallIntegerField(_("几天内到账"))
    basis = models.CharField(_("条件"), max_length=8, choices=[(k.value, v) for k, v in BASES.items()])
    reading = models.CharField(_("读数名称"), max_length=20, blank=True)
    comparison = models.CharField(
        _("比较"), max_length=8, blank=True, choices=[(k.value, v) for k, v in COMPARISONS.items()]
    )
    threshold = models.DecimalField(_("界限"), max_digits=9, decimal_places=2, null=True, blank=True)
    tenure_years = models.PositiveSmallIntegerField(_("在网满几年"), null=True, blank=True)
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("客户分群")
    )
    most = models.PositiveSmallIntegerField(_("每位客户最多几次"), null=True, blank=True)
    start_date = models.DateField(_("开始日期"))
    end_date = models.DateField(_("结束日期"))
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    defined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    defined_at = models.DateTimeField(_("定义时间"))
    stopped_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = BenefitRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("优惠规则")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="benefit_rule_gives_something"),
            models.CheckConstraint(condition=~Q(words=""), name="benefit_rule_has_words"),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="benefit_rule_period_not_empty"
            ),
            models.CheckConstraint(
                condition=(
                    Q(basis=Basis.READING.value, threshold__isnull=False)
                    & ~Q(reading="")
                    & Q(comparison__in=[each.value for each in Comparison])
                )
                | Q(
                    basis=Basis.TENURE.value,
                    reading="",
                    comparison="",
                    threshold__isnull=True,
                    tenure_years__isnull=False,
                ),
                name="benefit_rule_has_condition",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="benefit_rule_stopped_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name


class DailyReading(models.Model):
    """What was read on one day for a unit and those below: 30.5 degrees."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    name = models.CharField(_("读数名称"), max_length=20)
    day = models.DateField(_("日期"))
    value = models.DecimalField(_("读数"), max_digits=9, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("录入时间"))

    objects = DailyReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("当天读数")
        constraints = (
            models.UniqueConstraint(fields=["name", "day", "unit"], name="daily_reading_once"),
            models.CheckConstraint(condition=~Q(name=""), name="daily_reading_has_name"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class BenefitGrant(models.Model):
    """What a customer was granted by a rule for one day: once, and as a promise that somebody keeps."""

    rule = models.ForeignKey(BenefitRule, models.PROTECT, related_name="grants")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    promise = models.OneToOneField(Promise, models.PROTECT, related_name="+")

    objects = BenefitGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("按规则给予的优惠")
        constraints = (
            models.UniqueConstraint(fields=["rule", "day", "customer"], name="benefit_granted_once_a_day"),
        )
        indexes = (models.Index(fields=["rule", "customer"], name="benefit_grant_of_customer"),)

    def __str__(self) -> str:
        return f"{self.rule_id} {self.customer_id} {self.day}"
