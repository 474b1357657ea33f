# SPDX-License-Identifier: Apache-2.0
"""Files that operators hand over: each upload with what became of it, and the matchings of columns kept by name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import JobRun, ScopedQuerySet, Unit
from amends.apps.customers.models.words import FEEDS, choices, plain


class ImportState(models.TextChoices):
    """Where an upload stands."""

    READING = "reading", _("正在读取")
    MATCHING = "matching", _("待对应列")
    CHECKING = "checking", _("正在试运行")
    CHECKED = "checked", _("待确认")
    TAKING = "taking", _("正在导入")
    DONE = "done", _("已导入")
    REFUSED = "refused", _("无法导入")


class ImportBatchQuerySet(ScopedQuerySet["ImportBatch"]):
    """Uploads of the units in scope."""


class ImportBatch(models.Model):
    """One uploaded file on its way into one feed."""

    feed = models.CharField(_("数据种类"), max_length=16, choices=choices(FEEDS))
    file_name = models.CharField(_("文件名"), max_length=120)
    stored_name = models.CharField(max_length=40, blank=True)
    size = models.PositiveBigIntegerField(_("大小"))
    digest = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=ImportState.choices)
    preview = models.JSONField(default=dict)
    mapping = models.JSONField(_("列对应"), default=dict)
    problems = models.JSONField(default=list)
    expected = models.JSONField(_("试运行结果"), default=dict)
    counts = models.JSONField(_("结果"), default=dict)
    reason = models.CharField(_("原因"), max_length=400, blank=True)
    rejects_name = models.CharField(max_length=60, blank=True)
    profile_rejects_name = models.CharField(max_length=60, blank=True)
    run = models.ForeignKey(JobRun, models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    files_removed_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入批次")
        indexes = (models.Index(fields=["unit", "-id"], name="import_unit_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(feed__in=plain(FEEDS)), name="import_feed_known"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "refused"], finished_at__isnull=False)
                | (~Q(state__in=["done", "refused"]) & Q(finished_at__isnull=True)),
                name="import_finished_at_matches_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="import_refused_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        """Whether a job has it in hand."""
        return self.state in {ImportState.READING, ImportState.CHECKING, ImportState.TAKING}


class SavedMappingQuerySet(ScopedQuerySet["SavedMapping"]):
    """Matchings of the units in scope."""


class SavedMapping(models.Model):
    """A matching of columns kept for the next file of the same layout."""

    name = models.CharField(_("名称"), max_length=60)
    feed = models.CharField(_("数据种类"), max_length=16, choices=choices(FEEDS))
    mapping = models.JSONField(_("列对应"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("保存时间"))

    objects = SavedMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("列对应")
        constraints = (
            models.UniqueConstraint(fields=["unit", "feed", "name"], name="saved_mapping_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_mapping_has_name"),
        )

    def __str__(self) -> str:
        return self.name
