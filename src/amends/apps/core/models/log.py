# SPDX-License-Identifier: Apache-2.0
"""The event log: append-only, hash-chained; the database itself refuses to change a row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.kinds import EventKind
from amends.apps.core.models.organisation import Unit
from amends.apps.core.models.scope import ScopedQuerySet
from amends.apps.core.rules.chain import Entry


class EventQuerySet(ScopedQuerySet["Event"]):
    """Rows of the log, always within somebody's scope. What belongs to no unit (runs by schedule, published results)
    is for those who look after the whole tree."""

    root_sees_no_unit = True


class Event(models.Model):
    """One thing that happened: what (`kind`), to what (`subject`), whom it is about, by whom, when."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("事件"), max_length=48)  # an `EventKind`; new kinds need no migration
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="events")
    subject = models.CharField(_("对象"), max_length=80, db_index=True)
    about = models.CharField(_("客户编号"), max_length=64, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    payload = models.JSONField(_("内容"), default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("事件")
        ordering = ("sequence",)
        indexes = (
            models.Index(fields=["about", "-at"], name="event_about_at"),
            models.Index(fields=["kind", "-at"], name="event_kind_at"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.subject}"

    def get_kind_display(self) -> str:
        """The kind in words; its code, where a newer program wrote it."""
        return str(EventKind(self.kind).label) if self.kind in EventKind.values else self.kind

    @property
    def entry(self) -> Entry:
        """The row as it is hashed."""
        return Entry(
            sequence=self.sequence,
            at=self.at,
            kind=self.kind,
            by=self.by_id,
            subject=self.subject,
            about=self.about,
            unit=self.unit_id,
            payload=self.payload,
            previous=self.previous,
            hash=self.hash,
        )


class LogHead(models.Model):
    """The one row that says where the log ends; whoever appends locks it."""

    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    # A random mark of what webhook targets there are: read with the head anyway, so that a process notices a
    # change without asking, and a write costs nothing where nobody is told. Empty while there was never one.
    targets_mark = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="log_head_is_one_row"),)

    def __str__(self) -> str:
        return f"{self.count} {self.hash[:8]}"


APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER IF NOT EXISTS core_event_no_{verb} BEFORE {verb} ON core_event "
        "BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END"
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION core_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$; "
        "CREATE OR REPLACE TRIGGER core_event_no_{verb} BEFORE {verb} ON core_event "
        "FOR EACH ROW EXECUTE FUNCTION core_event_append_only()"
    ),
}


def append_only_sql(vendor: str) -> list[str]:
    """The statements that make the database refuse UPDATE and DELETE on the log."""
    return [APPEND_ONLY[vendor].format(verb=verb) for verb in ("UPDATE", "DELETE")]
