# SPDX-License-Identifier: Apache-2.0
"""Procedures as they were pinned: a case keeps the words it was opened with, whatever the pack says later."""

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.rules.handling import Handling, read_handling
from amends.apps.cases.rules.procedure import Procedure, read_procedure


class PinnedProcedure(models.Model):
    """One version of one playbook; `digest` is the hash of its content, so a version is kept once."""

    code = models.CharField(_("规程编码"), max_length=40)
    version = models.CharField(_("版本"), max_length=20)
    digest = models.CharField(max_length=64)
    content = models.JSONField(_("内容"))
    pinned_at = models.DateTimeField(_("启用时间"))

    class Meta:
        verbose_name = _("规程")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "digest"], name="procedure_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @cached_property
    def handling(self) -> Handling:
        """The content of the twelve steps, read; raises `ProcedureMalformed` where it is a playbook."""
        return read_handling(self.content)

    @cached_property
    def procedure(self) -> Procedure:
        """The content, read."""
        return read_procedure(self.content)
