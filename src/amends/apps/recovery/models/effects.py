# SPDX-License-Identifier: Apache-2.0
"""What a wave did, as it was last measured: one row an outcome and segment."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet
from amends.apps.recovery.models.waves import RecoveryWave


class EffectQuerySet(ScopedQuerySet["WaveEffect"]):
    """Effects, within the scope of who may see their waves."""

    scope_path = "wave__unit"


class WaveEffect(models.Model):
    """One outcome of one wave, of everybody in it (`segment_kind` empty) or of one segment, as of a day.

    `figures` are those of `rules.effects`; only `final` ones, measured when the observation was over, say anything.
    The outcome `sample_ratio` is the check of the draw: where it fails, the wave has no other rows.
    """

    wave = models.ForeignKey(RecoveryWave, models.CASCADE, related_name="effects", verbose_name=_("修复波次"))
    outcome = models.CharField(_("结果指标"), max_length=24)
    segment_kind = models.CharField(_("分组方式"), max_length=16, blank=True)
    segment = models.CharField(_("分组"), max_length=64, blank=True)
    as_of = models.DateField(_("数据截止"))
    figures = models.JSONField(_("数字"))
    computed_at = models.DateTimeField(_("计算时间"))
    final = models.BooleanField(_("观察已结束"), default=False)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("波次效果")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["wave", "outcome", "segment_kind", "segment", "as_of"], name="wave_effect_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(outcome=""), name="wave_effect_has_outcome"),
            models.CheckConstraint(
                condition=Q(segment_kind="", segment="") | (~Q(segment_kind="") & ~Q(segment="")),
                name="wave_effect_segment_is_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.outcome} {self.segment}".rstrip()
