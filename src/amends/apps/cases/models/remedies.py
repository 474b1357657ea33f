# SPDX-License-Identifier: Apache-2.0
"""What is given to make amends, and what is written to the customer."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.cases.models.desk_words import REMEDY_KINDS, REMEDY_STATES
from amends.apps.cases.models.words import choices
from amends.apps.core.models import ScopedQuerySet, User
from amends.apps.promises.models import CHANNELS as TOLD_BY
from amends.apps.promises.models import Promise

_TO_UNIT = "case__unit"


class RemedyQuerySet(ScopedQuerySet["Remedy"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class ReplyQuerySet(ScopedQuerySet["Reply"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class Remedy(models.Model):
    """One thing given to the customer. Amounts in fen. Restitution stands apart from goodwill."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies")
    kind = models.CharField(_("种类"), max_length=12, choices=choices(REMEDY_KINDS))
    leaf = models.CharField(max_length=16, blank=True)  # the case's topic when it was proposed: like cases
    words = models.CharField(_("内容"), max_length=200)
    amount = models.PositiveIntegerField(_("金额（分）"))
    reason = models.CharField(_("理由"), max_length=400)
    interests = models.JSONField(_("三方利益"), default=dict, blank=True)
    due_at = models.DateTimeField(_("最晚到账时间"))
    channel = models.CharField(
        _("告知渠道"), max_length=8, choices=choices({str(code): shown for code, shown in TOLD_BY.items()})
    )
    state = models.CharField(_("状态"), max_length=10, choices=choices(REMEDY_STATES))
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked = models.CharField(max_length=24, blank=True)  # the first role whose authority covers it
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=400, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(_("凭证"), max_length=200, blank=True)
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RemedyQuerySet.as_manager()

    class Meta:
        verbose_name = _("补偿")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=["leaf", "kind", "proposed_at"], name="remedy_like_cases"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="remedy_amount_above_0"),
            models.CheckConstraint(condition=~Q(reason=""), name="remedy_says_why"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(map(str, REMEDY_KINDS))), name="remedy_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused"]) | (Q(decided_by__isnull=False) & ~Q(decision="")),
                name="remedy_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(asked="") | Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="remedy_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "given"]) | Q(promise__isnull=False),
                name="remedy_approved_is_promised",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("proposed_at")), name="remedy_due_after_proposed"
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | (Q(given_at__isnull=False) & ~Q(proof="")),
                name="remedy_given_has_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Reply(models.Model):
    """A written answer to the customer, as it was sent: the proof of what was said, and when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(_("渠道"), max_length=16)
    text = models.TextField(_("答复内容"))
    is_final = models.BooleanField(_("是否结果答复"), default=False)
    outer_channel = models.CharField(_("已告知的外部渠道"), max_length=80, blank=True)
    wording = models.CharField(max_length=60, blank=True)  # key and version of the approved wording
    digest = models.CharField(max_length=64)  # SHA-256 of the text
    queued = models.BooleanField(default=False)  # left in the outbox; else printed or handed over by a person
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("答复")
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="reply_has_words"),
            models.CheckConstraint(
                condition=Q(is_final=False) | ~Q(outer_channel=""), name="reply_final_names_outer_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d %H:%M}"
