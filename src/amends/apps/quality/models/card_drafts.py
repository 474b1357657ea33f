# SPDX-License-Identifier: Apache-2.0
"""A scorecard that a unit is writing in place of that in force."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.quality.models.inspections import CHANNEL_WORDS
from amends.apps.quality.rules.transcripts import CHANNELS

_PERSON = settings.AUTH_USER_MODEL


class ScorecardDraftQuerySet(ScopedQuerySet["ScorecardDraft"]):
    """Drafts, within somebody's scope."""


class ScorecardDraft(models.Model):
    """One a unit and channel; it goes when it is published (a version stays) or dropped. The log knows who did what."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    code = models.CharField(_("渠道"), max_length=12, choices=[*CHANNEL_WORDS.items()])
    content = models.JSONField(_("内容"))
    edits = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("最后修改"))
    edited_at = models.DateTimeField(_("修改时间"))
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # none of them publishes it

    objects = ScorecardDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("评分卡草稿")
        constraints = (
            models.UniqueConstraint(fields=["unit", "code"], name="scorecard_draft_once"),
            models.CheckConstraint(condition=Q(code__in=CHANNELS), name="scorecard_draft_channel_known"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.unit_id}"
