# SPDX-License-Identifier: Apache-2.0
"""Whether processes of the version before can go on beside a migrated database: what a migration takes away from them,
or asks of what they write."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField

from amends.apps.core.models.creating import CreateTables

REASON = "beside_old_code"  # attribute of a migration that was looked at: why the old code can go on
HARMLESS = (
    operations.CreateModel,
    CreateTables,
    operations.AddIndex,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.RemoveConstraint,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
)
# what of a field only forms and classes read, and no table holds
_UNSEEN = frozenset(
    {"choices", "verbose_name", "help_text", "default", "validators", "blank", "related_name", "db_index"}
)


@dataclass(frozen=True, slots=True)
class Hurt:
    """One step of a migration that processes of the version before cannot live with, in words."""

    migration: str
    step: str
    why: str


def hurts(migration: Migration, state: ProjectState) -> Iterator[Hurt]:
    """What of a migration hurts, from the state before it (which is moved past it); nothing where it says why not."""
    name, fresh = f"{migration.app_label}.{migration.name}", set[str]()
    for step in migration.operations:
        why = _why(step, migration.app_label, state, fresh)
        if isinstance(step, operations.CreateModel):
            fresh.add(step.name.lower())
        elif isinstance(step, CreateTables):
            fresh |= {each.name.lower() for each in step.tables}
        step.state_forwards(migration.app_label, state)
        if why and not getattr(migration, REASON, ""):
            yield Hurt(name, step.describe(), why)


def _why(step: Operation, app: str, state: ProjectState, fresh: set[str]) -> str:
    """Why a step hurts; empty where it does not. Nobody of the version before knows a table that is `fresh`."""
    if isinstance(step, HARMLESS) or str(getattr(step, "model_name", "")).lower() in fresh:
        return ""
    if isinstance(step, operations.AddField):
        return _added(step.field)
    if isinstance(step, operations.AlterField):
        before = state.models[app, step.model_name_lower].fields[step.name]
        return _altered(before, step.field)
    if isinstance(step, operations.AddConstraint):
        return "what the version before writes may break it"
    if isinstance(step, operations.RunPython | operations.RunSQL | operations.SeparateDatabaseAndState):
        return "nobody can tell from outside what it does"
    return "the version before still reads or writes what it changes or takes away"


def _added(field: "Field[Any, Any]") -> str:
    optional = field.null or field.has_db_default() or isinstance(field, ManyToManyField)
    return (
        ""
        if optional
        else "rows of the version before would lack it: let it be null, or give it a db_default"
    )


def _altered(before: "Field[Any, Any]", after: "Field[Any, Any]") -> str:
    (_, old_kind, _, old), (_, new_kind, _, new) = before.deconstruct(), after.deconstruct()
    if old_kind != new_kind:
        return f"{old_kind} becomes {new_kind}"
    if before.null and not after.null:
        return "it may no longer be empty, and the version before leaves it empty"
    if (after.max_length or 0) < (before.max_length or 0):
        return "it becomes shorter than what the version before writes"
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    left = changed - _UNSEEN - {"null", "max_length", "db_default"}
    return f"{', '.join(sorted(left))} changes" if left else ""
