# SPDX-License-Identifier: Apache-2.0
"""Say whether processes of the version that runs can go on while waiting migrations are applied; exit code 1 where
one of them takes something away."""

import argparse

from amends.cli import web


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: argparse.Namespace) -> int:
    """Read the migrations that wait, without applying any."""
    web.load()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from amends.cli.upgrades import hurts

    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if not plan:
        print("nothing waits: the database is what this version asks for")
        return 0
    state = executor.loader.project_state([*executor.loader.applied_migrations])
    found = [hurt for migration in plan for hurt in hurts(migration, state)]
    for each in found:
        print(f"{each.migration}: {each.step}: {each.why}")
    if found:
        print("stop the old processes before `amends manage migrate`")
        return 1
    print(f"{len(plan)} migrations wait, and the processes that run can go on beside them")
    return 0
