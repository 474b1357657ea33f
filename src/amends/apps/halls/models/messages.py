# SPDX-License-Identifier: Apache-2.0
"""Messages that are taken for colleagues who are away: who called, what about, by when to call back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.halls.models.hotline import Call


class PhoneMessageQuerySet(ScopedQuerySet["PhoneMessage"]):
    """Messages, within the scope of the colleague's unit."""


class PhoneMessage(models.Model):
    """One message: name and number stand here masked, and sealed for the colleague alone; `due_at` is when the caller
    expects the call, `escalated_at` when the leader heard that it is late."""

    code = models.CharField(_("编号"), max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="messages")
    name_shown = models.CharField(_("来电人"), max_length=40)
    number_shown = models.CharField(_("回电号码"), max_length=32)
    name_sealed = models.BinaryField()
    number_sealed = models.BinaryField()
    matter = models.CharField(_("事由"), max_length=300)
    taken_at = models.DateTimeField(_("留言时间"))
    due_at = models.DateTimeField(_("何时回电"))
    done_at = models.DateTimeField(_("回电时间"), null=True, blank=True)
    result = models.CharField(_("回电结果"), max_length=300, blank=True)
    escalated_at = models.DateTimeField(_("逾期上报"), null=True, blank=True)

    objects = PhoneMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("电话留言")
        indexes = (
            models.Index(fields=["recipient", "due_at"], name="phone_message_of_recipient"),
            models.Index(fields=["due_at"], name="phone_message_open", condition=Q(done_at__isnull=True)),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(name_shown="") & ~Q(number_shown="") & ~Q(matter=""),
                name="phone_message_is_whole",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("taken_at")), name="phone_message_due_later"),
            models.CheckConstraint(condition=~Q(recipient=F("taken_by")), name="phone_message_for_another"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
                name="phone_message_done_with_a_result",
            ),
        )

    def __str__(self) -> str:
        return self.code
