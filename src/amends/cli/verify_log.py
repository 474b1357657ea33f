# SPDX-License-Identifier: Apache-2.0
"""Find any edited, removed or re-ordered row of the event log; exit code 1 where there is one."""

import argparse

from amends.cli import web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: argparse.Namespace) -> int:
    """Walk the chain once and print each fault."""
    web.load()
    from amends.apps.core.models import Event
    from amends.apps.core.queries.log import log_faults

    found = log_faults()
    for fault in found:
        print(f"row {fault.sequence}: {fault.what}")
    count = Event.objects.count()
    print(f"{count} rows, {len(found)} faults" if found else f"{count} rows: the log holds")
    return 1 if found else 0
