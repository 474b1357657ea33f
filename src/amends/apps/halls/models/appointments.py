# SPDX-License-Identifier: Apache-2.0
"""Times at which customers were asked to come, and where those were sent who would have waited too long. Like tickets
they are codes: who the customer is, nobody asks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.halls.models.queue import Ticket
from amends.apps.halls.rules.appointments import Way

WAYS = {
    Way.HALL: _("去别的营业厅"),
    Way.LATER: _("改约时间"),
    Way.MACHINE: _("自助终端"),
    Way.ONLINE: _("线上办理"),
}


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    """Appointments, within somebody's scope."""

    def awaited(self) -> "AppointmentQuerySet":
        """Those neither kept nor cancelled."""
        return self.filter(ticket__isnull=True, cancelled_at__isnull=True)


class Appointment(models.Model):
    """Somebody is to come to a hall in the half hour from `slot_at` on; `ticket` is what they got when they came."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("营业厅"))
    day = models.DateField(_("日期"))
    slot_at = models.DateTimeField(_("时段"))
    business = models.CharField(_("业务"), max_length=16)
    code = models.CharField(_("预约码"), max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("约定时间"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, blank=True, related_name="appointment")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("预约")
        indexes = (models.Index(fields=["unit", "slot_at"], name="appointment_of_slot"),)
        constraints = (
            models.UniqueConstraint(fields=["unit", "day", "code"], name="appointment_code_once_a_day"),
            models.CheckConstraint(
                condition=Q(ticket__isnull=True) | Q(cancelled_at__isnull=True),
                name="appointment_kept_or_not",
            ),
        )

    def __str__(self) -> str:
        return self.code


class DiversionQuerySet(ScopedQuerySet["Diversion"]):
    """Diversions, within somebody's scope."""


class Diversion(models.Model):
    """Somebody was sent elsewhere, or to another time (`appointment`), with the wait in seconds that they would have
    had to expect."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("营业厅"))
    at = models.DateTimeField(_("时间"))
    way = models.CharField(
        _("去向"), max_length=8, choices=[(each.value, words) for each, words in WAYS.items()]
    )
    business = models.CharField(_("业务"), max_length=16)
    expected_seconds = models.PositiveIntegerField(_("当时预计等候秒数"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, blank=True, related_name="diversion"
    )

    objects = DiversionQuerySet.as_manager()

    class Meta:
        verbose_name = _("分流")
        indexes = (models.Index(fields=["unit", "at"], name="diversion_of_unit"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(way__in=[each.value for each in Way]), name="diversion_way_known"
            ),
            models.CheckConstraint(
                condition=Q(way__in=[Way.HALL.value, Way.LATER.value], appointment__isnull=False)
                | Q(way__in=[Way.MACHINE.value, Way.ONLINE.value], appointment__isnull=True),
                name="diversion_has_its_appointment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.way}"
