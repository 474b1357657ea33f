# SPDX-License-Identifier: Apache-2.0
"""Windows of a hall and the tickets of those who wait there. Tickets are numbers: who the customer is, nobody asks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.halls.rules.queue import Lane

LANES = {Lane.NORMAL: _("普通"), Lane.ELDERLY: _("爱心"), Lane.KEY: _("重要客户"), Lane.BOOKED: _("预约")}
_LANES = [each.value for each in Lane]
_LANE_WORDS = [(each.value, words) for each, words in LANES.items()]


class WindowQuerySet(ScopedQuerySet["Window"]):
    """Windows, within somebody's scope."""


class Window(models.Model):
    """One window of a hall: which business it takes (none named: all), for whom it is kept, and who sits there now."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("营业厅"))
    number = models.PositiveSmallIntegerField(_("窗口号"))
    lane = models.CharField(_("队列"), max_length=8, choices=_LANE_WORDS, default=Lane.NORMAL.value)
    business = models.JSONField(_("办理的业务"), default=list, blank=True)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("营业员"),
    )

    objects = WindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("窗口")
        ordering = ("unit", "number")
        constraints = (
            models.UniqueConstraint(fields=["unit", "number"], name="window_number_once_a_hall"),
            models.UniqueConstraint(
                fields=["clerk"], condition=Q(clerk__isnull=False), name="clerk_at_one_window"
            ),
            models.CheckConstraint(condition=Q(lane__in=_LANES), name="window_lane_known"),
        )

    def __str__(self) -> str:
        return str(self.number)


class TicketQuerySet(ScopedQuerySet["Ticket"]):
    """Tickets, within somebody's scope."""

    def waiting(self) -> "TicketQuerySet":
        """Those not called and not gone."""
        return self.filter(called_at__isnull=True, left_at__isnull=True)


class Ticket(models.Model):
    """One ticket of one day: taken, called, begun, ended; or the customer had left (`left_at`) before it was begun.
    `steps` holds the seconds of parts of the transaction, where the log has them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("营业厅"))
    day = models.DateField(_("日期"))
    number = models.CharField(_("票号"), max_length=12)
    business = models.CharField(_("业务"), max_length=16)
    lane = models.CharField(_("队列"), max_length=8, choices=_LANE_WORDS, default=Lane.NORMAL.value)
    taken_at = models.DateTimeField(_("取号"))
    called_at = models.DateTimeField(_("叫号"), null=True, blank=True)
    begun_at = models.DateTimeField(_("开始"), null=True, blank=True)
    ended_at = models.DateTimeField(_("办结"), null=True, blank=True)
    left_at = models.DateTimeField(_("过号或弃号"), null=True, blank=True)
    window = models.PositiveSmallIntegerField(_("窗口号"), null=True, blank=True)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("营业员"),
    )
    steps = models.JSONField(default=dict, blank=True)
    imported = models.BooleanField(_("从日志导入"), default=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("票")
        indexes = (models.Index(fields=["unit", "taken_at"], name="ticket_unit_taken"),)
        constraints = (
            models.UniqueConstraint(fields=["unit", "day", "number"], name="ticket_once_a_day"),
            models.UniqueConstraint(
                fields=["unit", "day", "window"],
                condition=Q(
                    called_at__isnull=False, ended_at__isnull=True, left_at__isnull=True, imported=False
                ),
                name="ticket_one_at_a_window",
            ),
            models.CheckConstraint(condition=Q(lane__in=_LANES), name="ticket_lane_known"),
            models.CheckConstraint(
                condition=(Q(called_at__isnull=True) | Q(called_at__gte=F("taken_at")))
                & (Q(begun_at__isnull=True) | Q(begun_at__gte=F("called_at")))
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at"))),
                name="ticket_in_the_order_of_time",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True)
                | (Q(begun_at__isnull=True) & Q(left_at__gte=F("taken_at"))),
                name="ticket_left_before_it_began",
            ),
            models.CheckConstraint(
                condition=(Q(called_at__isnull=False) | Q(begun_at__isnull=True))
                & (Q(begun_at__isnull=False) | Q(ended_at__isnull=True)),
                name="ticket_skips_no_step",
            ),
        )

    def __str__(self) -> str:
        return self.number
