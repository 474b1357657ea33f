# SPDX-License-Identifier: Apache-2.0
"""The data folder, file by file with its digest; feeds and runs while nobody writes them."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from amends.pipeline import feeds
from amends.pipeline.feeds import file_digest
from amends.pipeline.sources import EVERY_FEED
from amends.pipeline.store import UNFINISHED, workspace

MANIFEST = "BACKUP.json"
FILES = "files"
KEYS = frozenset({"secret_key", "holdout_key"})
FORGOTTEN = "forgotten.json"
# Made anew by itself, or fetched within days and gone: a backup would keep it for longer than it may be kept.
_LEFT_OUT = frozenset({"cache", "copies", "private"})


class BackupBroken(SystemExit):
    """A backup is not whole, or not what was written; the message names the file."""


def copied(home: Path, folder: Path, *, keys: bool) -> None:
    """Copy what belongs to the installation beside its database. Waits for imports; raises `AnotherRunIsWorking`."""
    with _nobody_writes(home):
        for file in sorted(_files(home)):
            part = file.relative_to(home)
            if part.name in KEYS and not keys:
                continue
            target = folder / FILES / part
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)


def seal(folder: Path, *, at: datetime, about: dict[str, Any]) -> int:
    """Write what the backup holds, last of all: a folder without it is no backup. Returns how many files."""
    files = {str(each.relative_to(folder)): file_digest(each) for each in sorted(_all(folder))}
    content = json.dumps({"at": at.isoformat(), **about, "files": files}, indent=1, sort_keys=True)
    part = folder / f".{MANIFEST}"
    part.write_text(content + "\n", encoding="utf-8")
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(folder / MANIFEST)
    return len(files)


def checked(folder: Path) -> dict[str, Any]:
    """What a backup says of itself, once every file was found to be what was written. Raises `BackupBroken`."""
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BackupBroken(f"{folder} has no readable {MANIFEST}: the backup was not finished") from None
    for name, digest in content["files"].items():
        if not (folder / name).is_file():
            raise BackupBroken(f"{name} is missing in the backup")
        if file_digest(folder / name) != digest:
            raise BackupBroken(f"{name} is not what was saved: its checksum differs")
    return content


def put_back(folder: Path, home: Path) -> None:
    """Copy the files of a backup into a data folder."""
    source = folder / FILES
    for file in sorted(_all(source)) if source.is_dir() else ():
        target = home / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    for private in ("uploads", "secret_key", "holdout_key"):
        if (place := home / private).exists():
            place.chmod(0o700 if place.is_dir() else 0o600)


@contextmanager
def _nobody_writes(home: Path) -> Iterator[None]:
    with ExitStack() as stack:
        for name in sorted(EVERY_FEED):
            if feeds.feed_folder(home, name).is_dir():
                stack.enter_context(feeds.writing(home, EVERY_FEED[name]))
        if (home / "runs").is_dir():
            stack.enter_context(workspace(home))
        yield


def _files(home: Path) -> Iterator[Path]:
    for file in _all(home):
        part = file.relative_to(home)
        waits = part.parts[0] in _LEFT_OUT or part.parts[:2] == ("uploads", "exports")
        passing = any(each.startswith((UNFINISHED, feeds.STAGING)) for each in part.parts)
        if not (waits or passing or ".sqlite3" in part.name or part.name in {".lock", FORGOTTEN}):
            yield file


def _all(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_file() and each.name != MANIFEST)
