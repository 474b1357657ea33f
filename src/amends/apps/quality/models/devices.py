# SPDX-License-Identifier: Apache-2.0
"""What customers bought with a commitment on it: when and with which proof, its repairs, and the calls that follow."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer

OUTCOMES = {"fine": _("使用正常"), "again": _("又出了问题"), "not_reached": _("没有联系上")}


class SoldDeviceQuerySet(ScopedQuerySet["SoldDevice"]):
    """Devices, within the scope of their customer: where it was sold does not matter."""

    scope_path = "customer__unit"


class SoldDevice(models.Model):
    """A device in the customer's file; its commitments count from `sold_date`, wherever it was sold."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="devices", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("在哪里买的"))
    model = models.CharField(_("型号"), max_length=60)
    sold_date = models.DateField(_("购买日期"))
    proof = models.CharField(_("购买凭证号"), max_length=60)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("登记时间"))

    objects = SoldDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户购买的终端")
        constraints = (
            models.UniqueConstraint(fields=["customer", "proof", "model"], name="sold_device_once"),
            models.CheckConstraint(condition=~Q(model="") & ~Q(proof=""), name="sold_device_proven"),
        )

    def __str__(self) -> str:
        return self.model


class DeviceRepairQuerySet(ScopedQuerySet["DeviceRepair"]):
    """Repairs, within the scope of their customer."""

    scope_path = "device__customer__unit"


class DeviceRepair(models.Model):
    """One repair, at any outlet."""

    device = models.ForeignKey(SoldDevice, models.PROTECT, related_name="repairs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("在哪里修的"))
    repaired_date = models.DateField(_("修好日期"))
    what = models.CharField(_("修了什么"), max_length=120)
    proof = models.CharField(_("维修单号"), max_length=60)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("登记时间"))

    objects = DeviceRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("维修记录")
        constraints = (
            models.UniqueConstraint(fields=["device", "proof"], name="device_repair_once"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(proof=""), name="device_repair_proven"),
        )

    def __str__(self) -> str:
        return self.proof


class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
    """Calls after a sale or repair, within the scope of the customer."""

    scope_path = "device__customer__unit"


class FollowUp(models.Model):
    """One call to ask whether it works; due some days after the sale or the repair, done once."""

    device = models.ForeignKey(SoldDevice, models.PROTECT, related_name="follow_ups")
    repair = models.ForeignKey(DeviceRepair, models.PROTECT, null=True, related_name="follow_ups")
    due_date = models.DateField(_("回访日期"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁来回访")
    )
    outcome = models.CharField(_("结果"), max_length=12, blank=True, choices=[*OUTCOMES.items()])
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("回访时间"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("质量跟踪回访")
        indexes = (models.Index(fields=["owner", "done_at", "due_date"], name="follow_up_owner_due"),)
        constraints = (
            models.UniqueConstraint(fields=["repair", "due_date"], name="follow_up_once_a_repair"),
            models.UniqueConstraint(
                fields=["device", "due_date"],
                condition=Q(repair__isnull=True),
                name="follow_up_once_a_sale",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | Q(done_at__isnull=False, done_by__isnull=False, outcome__in=sorted(OUTCOMES)),
                name="follow_up_done_says_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.device_id} {self.due_date}"
