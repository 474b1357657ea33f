# SPDX-License-Identifier: Apache-2.0
"""Who is told of events by HTTP, and each telling."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.kinds import EventKind
from amends.apps.core.models.log import Event
from amends.apps.core.models.organisation import Unit


class WebhookTarget(models.Model):
    """An address of another system, the events it is told of, and the unit whose subtree they come from. Its
    secret is kept sealed, since requests are signed with it; while it is exchanged both sign."""

    name = models.CharField(_("名称"), max_length=80)
    url = models.CharField(_("接收地址"), max_length=500)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    kinds = models.JSONField(_("事件"), default=list)
    secret = models.BinaryField()
    old_secret = models.BinaryField(default=b"")
    old_secret_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    failures = models.PositiveIntegerField(_("连续失败"), default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(_("最近成功"), null=True, blank=True)
    switched_off_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("事件推送目标")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
                name="webhook_failing_since_matches_failures",
            ),
            models.CheckConstraint(condition=~Q(url="") & ~Q(name=""), name="webhook_has_name_and_url"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        """Whether it is told of events."""
        return self.switched_off_at is None


class WebhookDelivery(models.Model):
    """One event told to one target: queued with the event, claimed by pushing `not_before` behind a lease."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(WebhookTarget, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    payload = models.JSONField(default=dict)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("事件推送")
        ordering = ("-queued_at", "id")
        indexes = (
            models.Index(
                fields=["not_before"],
                name="webhook_to_send",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(fields=["target", "-queued_at"], name="webhook_of_target"),
            models.Index(fields=["queued_at"], name="webhook_queued_at"),
        )
        constraints = (
            models.UniqueConstraint(fields=["target", "event"], name="webhook_event_told_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
                name="webhook_sent_or_given_up",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def kind_shown(self) -> str:
        """The event in words; its code, where another version of the program wrote it."""
        kind = self.payload.get("event", "")
        return str(EventKind(kind).label) if kind in EventKind.values else kind
