# SPDX-License-Identifier: Apache-2.0
"""Checks before the counter opens, audits of colleagues at work, and mystery visits to halls. About staff and places
only: nothing here is about a customer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.quality.rules.checks import CheckKind

CHECK_KINDS = {CheckKind.SELF: _("班前自查"), CheckKind.AUDIT: _("现场检查")}


class CheckRoundQuerySet(ScopedQuerySet["CheckRound"]):
    """Checks, within somebody's scope."""


class CheckRound(models.Model):
    """One checklist gone through: by a colleague for themselves before opening, or by an inspector with them. `failed`
    holds the codes of what was not in order; `list_version` says which list was asked. `key` was drawn by the page that
    was filled in, perhaps without a connection: sent twice it is one check. `sent_at` is when it arrived, where it
    waited on the phone after it was done."""

    key = models.CharField(max_length=64, null=True, unique=True)  # none where no page sent it
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    kind = models.CharField(
        _("方式"), max_length=6, choices=[(each.value, words) for each, words in CHECK_KINDS.items()]
    )
    checklist = models.CharField(_("检查单"), max_length=24)
    list_version = models.CharField(max_length=12)
    day = models.DateField(_("日期"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("被检查人")
    )
    answers = models.JSONField(_("结果"))  # item code → whether it is in order
    failed = models.JSONField(_("不合格项"), default=list)
    in_time = models.BooleanField(_("开门前完成"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("检查人")
    )
    at = models.DateTimeField(_("完成时间"))
    sent_at = models.DateTimeField(_("收到时间"), null=True)

    objects = CheckRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查记录")
        indexes = (models.Index(fields=["unit", "day"], name="check_unit_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "checklist", "day"],
                condition=Q(kind=CheckKind.SELF.value),
                name="self_check_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in CheckKind]), name="check_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=CheckKind.SELF.value, by=F("person"))
                | (Q(kind=CheckKind.AUDIT.value) & ~Q(by=F("person"))),
                name="check_by_the_right_person",
            ),
            models.CheckConstraint(condition=~Q(answers={}), name="check_says_something"),
            models.CheckConstraint(condition=Q(at__lte=F("sent_at")), name="check_before_it_was_sent"),
        )

    def __str__(self) -> str:
        return f"{self.checklist} {self.day}"


class MysteryVisitQuerySet(ScopedQuerySet["MysteryVisit"]):
    """Visits, within somebody's scope."""


class MysteryVisit(models.Model):
    """What a visitor of ours found in a hall. `key` was drawn by the page that was filled in, perhaps without a
    connection: sent twice it is one visit. Two visits of a `pair` differ only in how the visitors of ours presented
    themselves (`side` a or b)."""

    key = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("营业厅"))
    form_version = models.CharField(max_length=12)
    visited_at = models.DateTimeField(_("走访时间"))
    answers = models.JSONField(_("结果"))  # item code → yes or no, or a number
    failed = models.JSONField(_("不达标项"), default=list)
    note = models.CharField(_("说明"), max_length=400, blank=True)
    pair = models.CharField(_("对照组"), max_length=20, blank=True)
    side = models.CharField(_("对照的一方"), max_length=1, blank=True)
    presented = models.CharField(_("访客的样子"), max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("访客"))
    sent_at = models.DateTimeField(_("收到时间"))

    objects = MysteryVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("神秘走访")
        indexes = (models.Index(fields=["unit", "visited_at"], name="visit_unit_at"),)
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "pair", "side"], condition=~Q(pair=""), name="visit_pair_has_two_sides"
            ),
            models.CheckConstraint(
                condition=Q(pair="", side="") | (~Q(pair="") & Q(side__in=["a", "b"])),
                name="visit_side_of_a_pair",
            ),
            models.CheckConstraint(condition=~Q(answers={}) & ~Q(key=""), name="visit_says_something"),
            models.CheckConstraint(
                condition=Q(visited_at__lte=F("sent_at")), name="visit_before_it_was_sent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.visited_at:%Y-%m-%d}"
