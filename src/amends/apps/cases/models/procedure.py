# SPDX-License-Identifier: Apache-2.0
"""Procedures as they were pinned: a case keeps the words it was opened with, whatever the pack says later."""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.rules.handling import Handling, read_handling
from amends.apps.cases.rules.procedure import Procedure, read_procedure
from amends.apps.core.models import User

T = TypeVar("T")
_HANDLINGS: dict[str, Handling] = {}
_PROCEDURES: dict[str, Procedure] = {}


class PinnedProcedure(models.Model):
    """One version of one playbook; `digest` is the hash of its content, so a version is kept once."""

    code = models.CharField(_("规程编码"), max_length=40)
    version = models.CharField(_("版本"), max_length=20)
    digest = models.CharField(max_length=64)
    content = models.JSONField(_("内容"))
    pinned_at = models.DateTimeField(_("启用时间"))
    accepted_at = models.DateTimeField(_("评审通过时间"), null=True, blank=True)  # the last one is in force

    class Meta:
        verbose_name = _("规程")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "digest"], name="procedure_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def handling(self) -> Handling:
        """The content of the twelve steps, read; raises `ProcedureMalformed` where it is a playbook."""
        return self._once(_HANDLINGS, read_handling)

    @property
    def procedure(self) -> Procedure:
        """The content, read."""
        return self._once(_PROCEDURES, read_procedure)

    def _once(self, known: dict[str, T], read: Callable[[Mapping[str, object]], T]) -> T:
        """The hash names the content: what was read of it once holds for every row and request of this process, so
        that pages need not load forty kilobytes to look at one step."""
        if self.digest not in known:
            known[self.digest] = read(self.content)
        return known[self.digest]


class ProcedureReview(models.Model):
    """Why a changed procedure took the place of the one before, which stays for the cases that were opened with it.

    `measured` is what the old version had come to when it was replaced: cases ended, of them recovered.
    """

    procedure = models.ForeignKey(PinnedProcedure, models.PROTECT, related_name="reviews")
    before = models.ForeignKey(PinnedProcedure, models.PROTECT, related_name="+")
    why = models.CharField(_("为什么改"), max_length=400)
    expected = models.CharField(_("预期的效果"), max_length=400)
    measured = models.JSONField(_("旧版本的效果"), default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("评审人"))
    at = models.DateTimeField(_("评审时间"))

    class Meta:
        verbose_name = _("规程评审")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(why="") & ~Q(expected=""), name="procedure_review_says_why"),
            models.CheckConstraint(condition=~Q(procedure=F("before")), name="procedure_review_changes_it"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id}→{self.procedure_id}"
