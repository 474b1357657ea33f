# SPDX-License-Identifier: Apache-2.0
"""Estimates of the satisfaction index: what was asked of which wave, and what came out, never changed afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.surveys.models import SurveyWave


class IndexRunQuerySet(ScopedQuerySet["IndexRun"]):
    """Runs, always within somebody's scope."""


class IndexRun(models.Model):
    """One estimate of a model on the complete responses of a wave within `unit`.

    `model` is the YAML as it was used, `choices` what was chosen beside it (bootstrap, seed, weights, suppression),
    `data_digest` names the answers that went in, `convention` how the index was put on 0–100. `result` holds every
    figure with its interval and base; empty while it waits or where `failure` says why there is none, with what it is
    made of in `failure_said` (line, sentence and what stands in it; empty in runs of before).
    """

    wave = models.ForeignKey(SurveyWave, models.PROTECT, related_name="index_runs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    model = models.TextField(_("模型"))
    choices = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("提出时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    failure = models.TextField(_("没有算成的原因"), blank=True)
    failure_said = models.JSONField(default=list, blank=True)
    data_digest = models.CharField(max_length=64, blank=True)
    convention = models.CharField(_("指数口径"), max_length=40, blank=True)
    result = models.JSONField(default=dict)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    objects = IndexRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("指数计算")
        indexes = (models.Index(fields=["wave", "unit", "-asked_at"], name="index_run_wave_unit"),)
        constraints = (
            models.UniqueConstraint(
                fields=["wave", "unit"],
                condition=Q(published_at__isnull=False),
                name="index_run_published_once",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (Q(finished_at__isnull=False, failure="") & ~Q(convention="") & ~Q(data_digest="")),
                name="index_run_published_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.wave_id}/{self.pk}"
