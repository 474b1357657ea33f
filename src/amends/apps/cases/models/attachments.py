# SPDX-License-Identifier: Apache-2.0
"""Files that customers sent with their mails: a row for each, the file itself lies under the service's own folder."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.cases.models.mail import Mail
from amends.apps.cases.models.mail_words import REFUSED_FILES
from amends.apps.cases.models.words import choices
from amends.apps.cases.rules.mail.kinds import KINDS
from amends.apps.core.models import ScopedQuerySet


class AttachmentQuerySet(ScopedQuerySet["Attachment"]):
    """Files of cases, within somebody's scope."""

    scope_path = "case__unit"


class Attachment(models.Model):
    """A file that came with a mail of a case, by its place in the mail: kept, or named with why it was not."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    mail = models.ForeignKey(Mail, models.PROTECT, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("文件名"), max_length=120)  # masked, and fit for any system
    kind = models.CharField(_("种类"), max_length=8, blank=True)  # told by the content
    size = models.PositiveIntegerField(_("字节数"), default=0)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the file
    refused = models.CharField(_("没有收的原因"), max_length=12, choices=choices(REFUSED_FILES), blank=True)
    at = models.DateTimeField(_("时间"))
    scanned_at = models.DateTimeField(_("查毒时间"), null=True, blank=True)  # when no virus was found in it

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("来信附件")
        ordering = ("mail", "number")
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=Q(refused="", scanned_at__isnull=True), name="attachment_unscanned"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mail", "number"], name="attachment_once_a_place"),
            models.CheckConstraint(
                condition=Q(refused__in=["", *sorted(map(str, REFUSED_FILES))]),
                name="attachment_refusal_known",
            ),
            models.CheckConstraint(condition=Q(kind__in=["", *sorted(KINDS)]), name="attachment_kind_known"),
            models.CheckConstraint(
                condition=(Q(refused="") & ~Q(digest="") & ~Q(kind="") & Q(size__gt=0))
                | (~Q(refused="") & Q(digest="")),
                name="attachment_is_kept_or_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_kept(self) -> bool:
        """Whether the file is here."""
        return not self.refused

    @property
    def is_held(self) -> bool:
        """Whether it waits for a scanner, where there is one: nobody can take it yet."""
        return bool(settings.AMENDS_CLAMD) and self.is_kept and self.scanned_at is None

    @property
    def why(self) -> str | Promise:
        """Why it was not kept, in words."""
        return REFUSED_FILES.get(self.refused, "")
