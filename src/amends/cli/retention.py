# SPDX-License-Identifier: Apache-2.0
"""Show how long each kind of data is kept and what would go; with --do, let it go now instead of tonight."""

import argparse
import sys
from datetime import UTC, datetime

from amends.cli import web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Look, or do."""
    parser.add_argument("--do", action="store_true", help="queue the jobs that clear; a worker does them")


def run(args: argparse.Namespace) -> int:
    """One line a kind: days, how many would go, when it was last cleared, why."""
    web.load()
    from amends.apps.core.actions.jobs import enqueue
    from amends.apps.customers.queries.retention import kept_kinds

    at = datetime.now(tz=UTC)
    for row in kept_kinds(at=at):
        due = "-" if row.due is None else str(row.due)
        last = f"{row.cleared_at:%Y-%m-%d %H:%M}" if row.cleared_at else "never"
        sys.stdout.write(f"{row.kind}\t{row.days} days\tdue {due}\tcleared {last}\t{row.basis}\n")
        if args.do:
            enqueue(row.job, by=None, at=at)
    return 0
