# SPDX-License-Identifier: Apache-2.0
"""Working together on cases: tasks, notes, transfers, watchers, who is looking, links, saved views, duty."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.cases.models.desk_words import LINK_KINDS, NOTE_KINDS, TASK_KINDS
from amends.apps.cases.models.words import choices
from amends.apps.core.models import ScopedQuerySet, Unit, User

_TO_UNIT = "case__unit"


class TaskQuerySet(ScopedQuerySet["Task"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class NoteQuerySet(ScopedQuerySet["Note"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class TransferQuerySet(ScopedQuerySet["Transfer"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class LinkQuerySet(ScopedQuerySet["Link"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class Task(models.Model):
    """Something that somebody is to do on a case by a time; `key` makes what is queued by rule exist once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    kind = models.CharField(_("种类"), max_length=20, choices=choices(TASK_KINDS))
    key = models.CharField(max_length=80, null=True, blank=True)
    text = models.CharField(_("内容"), max_length=400, blank=True)
    facts = models.JSONField(
        default=dict, blank=True
    )  # of a visit: when, its confirmations; of a review: of what
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("负责人"))
    due_at = models.DateTimeField(_("时限"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(_("结果"), max_length=400, blank=True)
    cancelled = models.BooleanField(default=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("待办")
        ordering = ("due_at", "id")
        indexes: ClassVar = [
            models.Index(fields=["owner", "done_at", "due_at"], name="task_owner_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "key"], name="task_once_a_key"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(map(str, TASK_KINDS))), name="task_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True) | Q(done_at__isnull=False),
                name="task_done_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def said(self) -> str:
        """What is to be done, in the reader's language where the words are ours."""
        return gettext(self.text) if self.text else ""


class Note(models.Model):
    """Words about a case that the customer does not read; never edited, only followed by another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=choices(NOTE_KINDS), default="internal")
    text = models.TextField(_("内容"))
    facts = models.JSONField(default=dict, blank=True)  # of a decision: law, authority, the three interests
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed = models.BooleanField(null=True)  # of a summary: whether the customer said that it is right

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("备注")
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="note_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Transfer(models.Model):
    """One hand-over of a case: from whom, to whom (or to which role's queue), why, and whether it was accepted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfer_rows")
    before = models.ForeignKey(User, models.PROTECT, related_name="+")
    after = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    queue = models.CharField(max_length=24, blank=True)
    reason = models.TextField()
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("移交")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(after__isnull=False) | ~Q(queue=""), name="transfer_goes_somewhere"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_says_why"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True),
                name="transfer_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id}→{self.after_id or self.queue}"


class Watcher(models.Model):
    """Somebody who is told what happens on a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="watchers")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("关注")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="watcher_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id}"


class Viewing(models.Model):
    """Who has a case open, as their page last said; a row is stale after half a minute."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="viewings")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    writing = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("正在查看")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="viewing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id}"


class Link(models.Model):
    """A case belongs to another: it repeats it, or has to do with it."""

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=16, choices=choices(LINK_KINDS))
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, db_index=False, null=True, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("关联")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="link_is_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class SavedView(models.Model):
    """A filter of the list under a name: one's own, or a unit's."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")  # shared with it
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        verbose_name = _("视图")
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_once_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """Whether somebody takes cases now, how many at most, and what they are trained for."""

    person = models.OneToOneField(User, models.CASCADE, related_name="duty", primary_key=True)
    on_duty = models.BooleanField(_("在岗"), default=False)
    since = models.DateTimeField()
    most_open = models.PositiveSmallIntegerField(_("最多在办"), default=20)
    skills = models.JSONField(
        _("技能"), default=list, blank=True
    )  # first levels of the taxonomy, `special:lawyer` …

    class Meta:
        verbose_name = _("在岗情况")

    def __str__(self) -> str:
        return f"{self.person_id} {self.on_duty}"
