# SPDX-License-Identifier: Apache-2.0
"""Lessons from cases."""

from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import Article
from amends.apps.knowledge.models.articles import READ_BELOW


def lesson_of(case: str) -> Article | None:
    """The article that a case's lesson became, whoever looks after it. One query."""
    rows = Article.objects.unscoped(READ_BELOW).filter(lesson_of=case)
    return rows.select_related("unit", "owner").first()


def lessons(scope: Scope, *, most: int = 100) -> list[Article]:
    """The lessons that concern a person's units, the newest first. One query."""
    rows = Article.objects.concerning(scope).exclude(lesson_of="").filter(retired_at__isnull=True)
    return list(rows.select_related("unit", "owner").order_by("-pk")[:most])
