# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case: what happened (`ClockEvent`), what is to be told when (`Timer`), and what was too late
(`Breach`). The first and the last are only ever added to; due times are computed from the first, never kept beside
it (`rules/clocks`)."""

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


class BreachQuerySet(ScopedQuerySet["Breach"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class ClockEvent(models.Model):
    """One thing in the history of a case that its clocks follow from; `values` are those of the rule's event."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_events")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    values = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(User, models.PROTECT, db_index=False, null=True, related_name="+")

    objects = ClockEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("时限事件")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Timer(models.Model):
    """One warning, breach or rung of one clock, queued up front by the clock's key; fired at most once."""

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="timers")
    clock = models.CharField(max_length=80)
    level = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("定时器")
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="timer_due", condition=Q(fired_at__isnull=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "clock", "level"], name="timer_once_a_level"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.due_at:%Y-%m-%d %H:%M}"


class Breach(models.Model):
    """A limit that was not met: written once, at the limit's own moment, and never changed or removed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="breaches")
    clock = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    noted_at = models.DateTimeField()

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("超时")
        ordering = ("due_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "clock"], name="breach_once_a_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"
