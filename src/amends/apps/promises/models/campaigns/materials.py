# SPDX-License-Identifier: Apache-2.0
"""Publicity materials: what stands where, and each version of it with who wrote, who approved and who withdrew it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet
from amends.apps.customers.models.words import CHANNELS, choices, plain
from amends.apps.promises.models.campaigns.plans import Campaign, together
from amends.apps.promises.rules.campaigns.words import MaterialKind

MATERIAL_KINDS = {
    MaterialKind.PUBLICITY: _("宣传材料"),
    MaterialKind.TARIFF_NOTICE: _("资费公示"),
    MaterialKind.RECOMMEND_SCRIPT: _("推荐脚本"),
    MaterialKind.EXPLAIN_SCRIPT: _("投诉解释脚本"),
}
PLACES = CHANNELS | {"outdoor": _("户外与海报"), "media": _("媒体"), "training": _("内部培训")}
FILE_KINDS = ("", "image/png", "image/jpeg", "application/pdf")


class MaterialQuerySet(ScopedQuerySet["Material"]):
    """Materials, within the scope of their campaign."""

    scope_path = "campaign__unit"


class Material(models.Model):
    """One thing that customers read or hear, at one place."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="materials")
    name = models.CharField(_("材料名称"), max_length=80)
    kind = models.CharField(_("用途"), max_length=20, choices=choices(MATERIAL_KINDS))
    channel = models.CharField(_("渠道"), max_length=12, choices=choices(PLACES))
    place = models.CharField(_("放在哪里"), max_length=80, blank=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("宣传材料")
        constraints = (
            models.UniqueConstraint(fields=["campaign", "name"], name="material_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="material_is_named"),
            models.CheckConstraint(condition=Q(kind__in=plain(MATERIAL_KINDS)), name="material_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=plain(PLACES)), name="material_channel_known"),
        )

    def __str__(self) -> str:
        return self.name


class MaterialVersionQuerySet(ScopedQuerySet["MaterialVersion"]):
    """Versions, within the scope of their campaign."""

    scope_path = "material__campaign__unit"


class MaterialVersion(models.Model):
    """One version: its words, and the picture or PDF that shows them. Nobody approves what they wrote themselves. The
    newest approved version is in use, unless it was withdrawn."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    text = models.TextField(_("文字"))
    note = models.CharField(_("改了什么"), max_length=200, blank=True)
    file_name = models.CharField(_("文件名"), max_length=120, blank=True)
    file_kind = models.CharField(max_length=20, blank=True)
    file = models.BinaryField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("提交时间"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    approval_note = models.CharField(_("批准意见"), max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("停用原因"), max_length=200, blank=True)

    objects = MaterialVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("材料版本")
        constraints = (
            models.UniqueConstraint(fields=["material", "number"], name="material_version_once"),
            models.CheckConstraint(condition=~Q(text="") & Q(number__gt=0), name="material_version_says"),
            models.CheckConstraint(
                condition=together("approved_at", "approved_by"), name="material_version_approved_by_whom"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="material_version_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="material_version_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=True, file_name="", file_kind="")
                | (Q(file__isnull=False, file_kind__in=FILE_KINDS[1:]) & ~Q(file_name="")),
                name="material_version_file_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.material_id} v{self.number}"
