# SPDX-License-Identifier: Apache-2.0
"""Calls that are handed to a colleague, with what they must know before they take them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.halls.models.hotline import Call


class TransferQuerySet(ScopedQuerySet["Transfer"]):
    """Transfers, within the scope of the unit that hands over."""


class Transfer(models.Model):
    """One hand-over of a call: `note` sums up, `said` is how the customer put it, `promised` what was promised so far.
    It waits until the colleague accepts it or returns it with a reason."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="transfers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("情况摘要"), max_length=400)
    said = models.CharField(_("客户原话"), max_length=400, blank=True)
    promised = models.CharField(_("已经答应的事"), max_length=400, blank=True)
    offered_at = models.DateTimeField(_("转出时间"))
    accepted_at = models.DateTimeField(_("接过时间"), null=True, blank=True)
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    reason = models.CharField(_("退回原因"), max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("转接")
        indexes = (models.Index(fields=["receiver", "-offered_at"], name="transfer_of_receiver"),)
        constraints = (
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(accepted_at__isnull=True, returned_at__isnull=True),
                name="transfer_one_waiting_a_call",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="transfer_has_a_note"),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="transfer_to_another"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, reason="")
                | (Q(returned_at__isnull=False, accepted_at__isnull=True) & ~Q(reason="")),
                name="transfer_returned_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.call_id} {self.offered_at}"
