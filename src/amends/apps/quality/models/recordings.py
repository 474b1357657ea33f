# SPDX-License-Identifier: Apache-2.0
"""A recording that waits to be written down by the queue."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.core.models import JobRun, ScopedQuerySet, Unit
from amends.apps.quality.models.inspections import CHANNEL_WORDS, Transcript
from amends.apps.quality.rules.transcripts import CHANNELS

_PERSON = settings.AUTH_USER_MODEL


class RecordingQuerySet(ScopedQuerySet["Recording"]):
    """Recordings, within somebody's scope."""


class Recording(models.Model):
    """One file, until it ended as a conversation or with why not. The file lies on the disk only till then."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    key = models.CharField(max_length=80, unique=True)  # the key that its conversation will have
    channel = models.CharField(_("渠道"), max_length=8, choices=[*CHANNEL_WORDS.items()])
    agent = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("服务人员"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("案件"))
    held_at = models.DateTimeField(_("对话时间"))
    file = models.CharField(max_length=60, blank=True)  # its name in the folder of recordings
    run = models.ForeignKey(JobRun, models.SET_NULL, null=True, related_name="+")
    transcript = models.OneToOneField(Transcript, models.PROTECT, null=True, related_name="+")
    refused = models.CharField(_("没有写成的原因"), max_length=300, blank=True)
    taken_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    taken_at = models.DateTimeField(_("上传时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("录音")
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="recording_channel_known"),
            models.CheckConstraint(
                condition=(Q(ended_at__isnull=True) & ~Q(file="") & Q(refused="", transcript__isnull=True))
                | Q(ended_at__isnull=False, file="", refused="", transcript__isnull=False)
                | (Q(ended_at__isnull=False, file="", transcript__isnull=True) & ~Q(refused="")),
                name="recording_waits_or_ended_one_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"
