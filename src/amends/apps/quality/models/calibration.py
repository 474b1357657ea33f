# SPDX-License-Identifier: Apache-2.0
"""Calibration: several inspectors mark the same conversations, none seeing the others' marks before all are done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit, User
from amends.apps.quality.models.inspections import Transcript
from amends.apps.quality.rules.scorecards import Card, read_card

_PERSON = settings.AUTH_USER_MODEL


class CalibrationQuerySet(ScopedQuerySet["Calibration"]):
    """Sessions, within somebody's scope."""


class Calibration(models.Model):
    """A session: which conversations, by which card, by whom; blind until it is closed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    name = models.CharField(_("名称"), max_length=60)
    card = models.JSONField(_("评分卡"))
    inspectors = models.ManyToManyField(User, related_name="+", verbose_name=_("质检员"))
    transcripts = models.ManyToManyField(Transcript, related_name="+", verbose_name=_("对话"))
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("开始时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True)

    objects = CalibrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("校准")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="calibration_is_named"),)

    def __str__(self) -> str:
        return self.name

    @property
    def scorecard(self) -> Card:
        """The card by which all mark."""
        return read_card(self.card)


class BlindMarkQuerySet(ScopedQuerySet["BlindMark"]):
    """Marks, within the scope of their session."""

    scope_path = "calibration__unit"


class BlindMark(models.Model):
    """What one inspector marked of one conversation in a session."""

    calibration = models.ForeignKey(Calibration, models.PROTECT, related_name="marks")
    transcript = models.ForeignKey(Transcript, models.PROTECT, related_name="+")
    inspector = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    marks = models.JSONField(_("评分"))
    at = models.DateTimeField(_("完成时间"))

    objects = BlindMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("校准评分")
        constraints = (
            models.UniqueConstraint(
                fields=["calibration", "transcript", "inspector"], name="blind_mark_once"
            ),
            models.CheckConstraint(condition=~Q(marks={}), name="blind_mark_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.calibration_id} {self.transcript_id} {self.inspector_id}"
