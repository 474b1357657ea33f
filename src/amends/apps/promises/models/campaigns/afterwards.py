# SPDX-License-Identifier: Apache-2.0
"""What came of a campaign: reports that publicity and reality differ, and sales."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.customers.models.words import CHANNELS, choices, plain
from amends.apps.promises.models.campaigns.materials import PLACES, MaterialVersion
from amends.apps.promises.models.campaigns.plans import Campaign

SALE_CHANNELS = CHANNELS | {"agent": _("代理网点"), "other": _("其他")}


class MismatchQuerySet(ScopedQuerySet["MismatchReport"]):
    """Reports, of the units in scope."""


class MismatchReport(models.Model):
    """Somebody of the front line saw that what was said and what is there differ. `case` is the number of the case that
    was opened for the customer, where one is named; `unit` is whose staff reported."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="mismatches")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="+", verbose_name=_("客户")
    )
    channel = models.CharField(_("渠道"), max_length=12, choices=choices(PLACES))
    place = models.CharField(_("在哪里"), max_length=80)
    said = models.TextField(_("当时怎么说的"))
    found = models.TextField(_("实际怎样"))
    photo_text = models.TextField(_("照片上的文字"), blank=True)
    version = models.ForeignKey(
        MaterialVersion, models.PROTECT, null=True, related_name="+", verbose_name=_("材料版本")
    )
    case = models.CharField(_("案件编号"), max_length=36, blank=True)
    key = models.CharField(max_length=80, null=True, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上报时间"))

    objects = MismatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("不一致上报")
        indexes = (models.Index(fields=["campaign", "-at"], name="mismatch_campaign_newest"),)
        constraints = (
            models.CheckConstraint(condition=~Q(said="") & ~Q(found=""), name="mismatch_says_both"),
            models.CheckConstraint(condition=~Q(place=""), name="mismatch_says_where"),
            models.CheckConstraint(condition=Q(channel__in=plain(PLACES)), name="mismatch_channel_known"),
            models.CheckConstraint(
                condition=Q(case="") | Q(customer__isnull=False), name="mismatch_case_is_of_a_customer"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class SaleQuerySet(ScopedQuerySet["Sale"]):
    """Sales, always within somebody's scope."""


class Sale(models.Model):
    """One sale as the selling system tells it. `campaign` is a code, which need not be one of ours; `consented_at` when
    the customer confirmed to know what they bought, `reversed_at` when it was undone, `unit` whose customer it is."""

    reference = models.CharField(_("订单号"), max_length=64, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    campaign = models.CharField(_("活动编码"), max_length=40, blank=True)
    channel = models.CharField(_("渠道"), max_length=12, choices=choices(SALE_CHANNELS))
    seller = models.CharField(_("销售工号"), max_length=40)
    sold_at = models.DateTimeField(_("办理时间"))
    consented_at = models.DateTimeField(_("确认知情同意时间"), null=True, blank=True)
    reversed_at = models.DateTimeField(_("冲正或退订时间"), null=True, blank=True)
    file_digest = models.CharField(max_length=64)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("导入时间"))

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("销售记录")
        indexes = (
            models.Index(fields=["unit", "sold_at"], name="sale_unit_sold"),
            models.Index(fields=["campaign", "sold_at"], name="sale_campaign_sold"),
            models.Index(fields=["customer", "sold_at"], name="sale_customer_sold"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(reference="") & ~Q(seller=""), name="sale_is_named"),
            models.CheckConstraint(condition=Q(channel__in=plain(SALE_CHANNELS)), name="sale_channel_known"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True) | Q(reversed_at__gte=F("sold_at")),
                name="sale_reversed_after_it",
            ),
        )

    def __str__(self) -> str:
        return self.reference
