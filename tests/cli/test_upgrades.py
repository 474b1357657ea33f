# SPDX-License-Identifier: Apache-2.0
"""Processes of the version before go on while migrations are applied: each says what it takes away, and none does."""

from typing import Any

import pytest
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from amends.cli.main import main
from amends.cli.upgrades import hurts

# the newest migrations of the version that operators run; what comes after has to leave its processes alone
RELEASED = {
    "cases": "0013_fewer_indexes",
    "core": "0010_emptying",
    "customers": "0004_corrections",
    "halls": "0007_appointments",
    "knowledge": "0005_script_articles",
    "promises": "0001_squashed_0003_campaigns",
    "quality": "0008_supplements",
    "recovery": "0007_fix_notice_rested",
    "reports": "0003_documents",
    "satisfaction": "0003_failure_said",
    "surveys": "0002_over_quota",
    "training": "0003_asking",
}


def test_migrations_since_the_last_version_leave_its_processes_alone() -> None:
    loader = MigrationLoader(None)
    ours = {(app, name) for app, newest in RELEASED.items() for name in _names(loader, app) if name > newest}
    state = loader.project_state(list(RELEASED.items()))
    plan = [key for leaf in sorted(loader.graph.leaf_nodes()) for key in loader.graph.forwards_plan(leaf)]
    found = [
        hurt for key in dict.fromkeys(plan) if key in ours for hurt in hurts(loader.graph.nodes[key], state)
    ]
    assert found == []


def _names(loader: MigrationLoader, app: str) -> list[str]:
    assert (app, RELEASED[app]) in loader.graph.nodes, (
        f"{app}.{RELEASED[app]} is gone: name the newest one released"
    )
    return [name for label, name in loader.graph.nodes if label == app]


def _state() -> ProjectState:
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20)),
        ("note", models.CharField(max_length=20, null=True)),
    ]  # fmt: skip
    operations.CreateModel("Thing", fields).state_forwards("shop", state)
    return state


def _of(*steps: Any, **more: Any) -> list[str]:
    made = type("Migration", (Migration,), {"operations": list(steps), **more})("0002", "shop")
    return [each.why for each in hurts(made, _state())]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (operations.RemoveField("thing", "name"), "still reads"),
        (operations.RenameField("thing", "name", "title"), "still reads"),
        (operations.DeleteModel("Thing"), "still reads"),
        (operations.AddField("thing", "size", models.IntegerField(default=0)), "would lack it"),
        (operations.AlterField("thing", "name", models.CharField(max_length=10)), "shorter"),
        (operations.AlterField("thing", "name", models.TextField()), "becomes"),
        (operations.AlterField("thing", "note", models.CharField(max_length=20)), "no longer be empty"),
        (
            operations.AlterField("thing", "name", models.CharField(max_length=20, unique=True)),
            "unique changes",
        ),
        (operations.RunPython(operations.RunPython.noop), "nobody can tell"),
        (
            operations.AddConstraint("thing", models.CheckConstraint(condition=models.Q(id__gt=0), name="c")),
            "may break it",
        ),
    ],
)
def test_what_takes_something_away_is_named(step: Any, why: str) -> None:
    (said,) = _of(step)
    assert why in said
    assert _of(step, beside_old_code="nobody wrote it yet") == []


@pytest.mark.parametrize(
    "step",
    [
        operations.AddField("thing", "size", models.IntegerField(null=True)),
        operations.AddField("thing", "size", models.IntegerField(default=0, db_default=0)),
        operations.AlterField("thing", "name", models.CharField("名称", max_length=40, blank=True)),
        operations.AddIndex("thing", models.Index(fields=["name"], name="thing_name")),
    ],
)
def test_what_only_adds_is_not(step: Any) -> None:
    assert _of(step) == []


def test_table_that_is_new_may_be_changed_as_one_likes() -> None:
    made = operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])
    assert _of(made, operations.AddField("other", "size", models.IntegerField(default=0))) == []


@pytest.mark.django_db
def test_database_that_is_up_to_date_has_nothing_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upgrade-check"]) == 0
    assert "nothing waits" in capsys.readouterr().out
