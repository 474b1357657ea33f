# SPDX-License-Identifier: Apache-2.0
"""Questions about uploads."""

from collections.abc import Sequence

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import ImportBatch, SavedMapping

PAGE = 30


def batches_within(scope: Scope, *, before: int | None = None, most: int = PAGE) -> Sequence[ImportBatch]:
    """The uploads of the units in scope, the newest first, before a number; without the heavy columns."""
    rows = ImportBatch.objects.within(scope).select_related("by", "unit").order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.defer("preview", "mapping", "problems", "expected")[:most])


def batch_within(pk: int, scope: Scope) -> ImportBatch | None:
    """One upload with its run, when in scope."""
    return ImportBatch.objects.within(scope).select_related("by", "unit", "run").filter(pk=pk).first()


def batch_for_job(pk: int) -> ImportBatch | None:
    """One upload, for the job that was queued for it by somebody who may see it."""
    rows = ImportBatch.objects.unscoped("the job acts for who queued it")
    return rows.select_related("by__unit", "unit").filter(pk=pk).first()


def saved_mappings(feed: str, scope: Scope) -> Sequence[SavedMapping]:
    """The matchings kept for a feed, by name."""
    return list(SavedMapping.objects.within(scope).filter(feed=feed).order_by("name"))
