# SPDX-License-Identifier: Apache-2.0
"""Tasks inside a change of a case: added once for each key, and settled with what came of them."""

from collections.abc import Mapping
from datetime import datetime

from amends.apps.cases.actions.change import IN_SCOPE, Change
from amends.apps.cases.models import Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.core.models import User


def add_task(
    change: Change,
    kind: TaskKind,
    *,
    owner: User,
    key: str | None,
    text: str = "",
    facts: Mapping[str, object] | None = None,
    due_at: datetime,
) -> Task:
    """Give somebody something to do on the case; with a `key` that is used already, the one that is there."""
    values = {
        "kind": kind,
        "owner": owner,
        "text": text[:400],
        "facts": dict(facts or {}),
        "due_at": due_at,
        "made_at": change.at,
        "made_by": change.by,
    }
    rows = Task.objects.unscoped(IN_SCOPE)
    if key is None:
        return rows.create(case=change.case, key=None, **values)
    found, _made = rows.get_or_create(case=change.case, key=key, defaults=values)
    return found


def settle_tasks(change: Change, *, key: str, result: str, cancelled: bool = False) -> int:
    """Close the open task of a key; returns how many there were."""
    rows = Task.objects.unscoped(IN_SCOPE).filter(case=change.case, key=key, done_at__isnull=True)
    return rows.update(done_at=change.at, done_by=change.by, result=result[:400], cancelled=cancelled)
