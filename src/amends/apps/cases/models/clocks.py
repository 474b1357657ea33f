# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case: what happened (`ClockEvent`), what follows from it (`Clock`), what is to be told when
(`Timer`), and what was too late (`Breach`). The first and the last are only ever added to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.core.models import ScopedQuerySet, User

_TO_UNIT = "case__unit"


class ClockEventQuerySet(ScopedQuerySet["ClockEvent"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class ClockQuerySet(ScopedQuerySet["Clock"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class BreachQuerySet(ScopedQuerySet["Breach"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class ClockEvent(models.Model):
    """One thing in the history of a case that its clocks follow from; `values` are those of the rule's event."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_events")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    values = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ClockEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("时限事件")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Clock(models.Model):
    """One limit of a case as it follows from the history today; written anew whenever the history grows."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=32, blank=True)  # which statutory limit, which appeal
    round = models.PositiveSmallIntegerField(default=0)
    start_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    paused_since = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    is_running = models.BooleanField(default=True)
    calendar = models.CharField(
        max_length=40, blank=True
    )  # name and version that the due time was counted on
    is_estimate = models.BooleanField(default=False)  # the holidays of that year are not published yet

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("时限")
        ordering = ("due_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind", "code", "round"], name="clock_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"


class Timer(models.Model):
    """One warning, breach or escalation of one clock, queued up front; fired at most once."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="timers")
    level = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("定时器")
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="timer_due", condition=Q(fired_at__isnull=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "level"], name="timer_once_a_level"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.due_at:%Y-%m-%d %H:%M}"


class Breach(models.Model):
    """A limit that was not met: written once, at the limit's own moment, and never changed or removed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="breaches")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=32, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    noted_at = models.DateTimeField()

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("超时")
        ordering = ("due_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind", "code", "round"], name="breach_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"
