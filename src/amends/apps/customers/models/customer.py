# SPDX-License-Identifier: Apache-2.0
"""Who the customer is: the profile that pages show, and apart from it the sealed name and number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit


class CustomerQuerySet(ScopedQuerySet["Customer"]):
    """Customers, always within somebody's scope."""


class Customer(models.Model):
    """One customer with one line. Names and numbers stand here masked; see `Identity` for the sealed ones."""

    code = models.CharField(_("客户编号"), max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    name_shown = models.CharField(_("姓名"), max_length=40, blank=True)
    number_shown = models.CharField(_("号码"), max_length=32, blank=True)
    mail_shown = models.CharField(_("邮箱"), max_length=80, blank=True)
    region = models.CharField(_("地区"), max_length=40, blank=True)
    settlement = models.CharField(_("城乡"), max_length=8, blank=True)
    customer_kind = models.CharField(_("客户类别"), max_length=12, default="personal")
    plan_code = models.CharField(_("套餐编码"), max_length=40, blank=True)
    plan_name = models.CharField(_("套餐名称"), max_length=80, blank=True)
    plan_fee = models.BigIntegerField(_("套餐月费（分）"), null=True, blank=True)
    value_tier = models.CharField(_("价值等级"), max_length=12, blank=True)
    joined_date = models.DateField(_("入网日期"), null=True, blank=True)
    line_state = models.CharField(_("号码状态"), max_length=12, default="active")
    do_not_contact = models.BooleanField(_("谢绝联系"), default=False)
    refused_at = models.DateTimeField(_("登记谢绝的时间"), null=True, blank=True)
    next_care_date = models.DateField(_("下次关怀"), null=True, blank=True)
    next_care_about = models.CharField(_("关怀事由"), max_length=80, blank=True)
    updated_at = models.DateTimeField(_("更新时间"))

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户")
        indexes = (
            models.Index(fields=["unit", "code"], name="customer_unit_code"),
            models.Index(fields=["name_shown"], name="customer_name_shown"),
            models.Index(fields=["number_shown"], name="customer_number_shown"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(line_state__in=["active", "suspended", "closed"]),
                name="customer_line_state_known",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(do_not_contact=True), name="customer_refusal_stands"
            ),
            models.CheckConstraint(
                condition=Q(customer_kind__in=["personal", "household", "enterprise"]),
                name="customer_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name_shown} {self.number_shown}".strip() or self.code


class IdentityQuerySet(ScopedQuerySet["Identity"]):
    """Sealed identities; seen by who may see the customer."""

    scope_path = "customer__unit"


class Identity(models.Model):
    """The customer's name, number and mail address, sealed with the operator's secret. The indexes are keyed
    hashes: they find an exact name or number without holding it; `number_tail` finds by the last four digits."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="identity")
    name_sealed = models.BinaryField(default=bytes)
    number_sealed = models.BinaryField(default=bytes)
    name_index = models.CharField(max_length=32, blank=True, db_index=True)
    number_index = models.CharField(max_length=32, blank=True, db_index=True)
    mail_sealed = models.BinaryField(default=bytes)
    mail_index = models.CharField(max_length=32, blank=True, db_index=True)
    number_tail = models.CharField(max_length=4, blank=True, db_index=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户身份")

    def __str__(self) -> str:
        return str(self.pk)
