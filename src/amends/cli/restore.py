# SPDX-License-Identifier: Apache-2.0
"""Make the installation again from a backup, and forget again whom was forgotten since it was made."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from amends.cli import web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, and who must stay forgotten."""
    parser.add_argument("folder", type=Path, help="what `amends backup` wrote")
    parser.add_argument(
        "--forgotten", type=Path, action="append", default=[], metavar="FILE",
        help="forgotten.json of the installation, or of a later backup",
    )  # fmt: skip


class Restoring:
    """The run of a job that nobody queued."""

    by = None

    def at(self) -> datetime:
        """The time now."""
        return datetime.now(tz=UTC)

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Told at the end."""


def run(args: argparse.Namespace) -> int:
    """Check every file, then put all in place; there must be no database yet."""
    web.load()
    from django.conf import settings
    from django.core.management import call_command

    from amends.cli.saving import database, files

    folder: Path = args.folder.resolve()
    content, home = files.checked(folder), Path(settings.AMENDS_DATA)
    if database.is_there(settings.DATABASES["default"]):
        sys.exit("There is a database already: restore into an empty one, so that nothing is lost by mistake")
    lists = [*args.forgotten, home / files.FORGOTTEN, folder / files.FORGOTTEN]
    forgotten = [
        row for each in lists if each.is_file() for row in json.loads(each.read_text(encoding="utf-8"))
    ]
    files.put_back(folder, home)
    database.restore_database(settings.DATABASES["default"], folder / content["database"])
    call_command("migrate", interactive=False, verbosity=0)
    again = _forget_again(forgotten)
    sys.stdout.write(f"{len(content['files'])} files of {content['at']} are in place\n")
    sys.stdout.write(f"forgotten since, and again: {again}\n")
    return 0


def _forget_again(rows: list[dict[str, Any]]) -> int:
    from amends.apps.customers.actions.suppressing import replay
    from amends.apps.customers.rights_jobs import forget_customers

    again = replay(rows, at=datetime.now(tz=UTC))
    if again:
        forget_customers(Restoring())
    return again
