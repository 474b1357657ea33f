# SPDX-License-Identifier: Apache-2.0
"""Save the installation into an empty folder: database, feeds, runs, attachments, and the checksum of each file."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from amends.cli import web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and whether the keys go along."""
    parser.add_argument("folder", type=Path, help="an empty or new folder, on another disk")
    parser.add_argument(
        "--with-keys",
        action="store_true",
        help="save secret_key and holdout_key too; else keep them elsewhere",
    )


def run(args: argparse.Namespace) -> int:
    """Save, while others go on working; the database first, so that every file that it names is there after it."""
    web.load()
    from django.conf import settings

    from amends.apps.customers.actions.suppressing import write_forgotten
    from amends.cli.saving import database, files

    folder: Path = args.folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} is not empty: give a new folder for each backup")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    saved = database.save_database(settings.DATABASES["default"], folder)
    files.copied(settings.AMENDS_DATA, folder, keys=args.with_keys)
    write_forgotten(folder / files.FORGOTTEN)
    count = files.seal(folder, at=datetime.now(tz=UTC), about={"database": saved.name})
    sys.stdout.write(f"{count} files saved in {folder}\n")
    if not args.with_keys:
        sys.stdout.write(
            "The keys are not among them: keep secret_key and holdout_key elsewhere, names open with them\n"
        )
    return 0
