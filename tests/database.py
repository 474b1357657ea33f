# SPDX-License-Identifier: Apache-2.0
"""A migrated database, made once for the same migrations and copied for every process that tests: applying them
costs most of a minute, copying what came of it costs nothing."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "tests"
TEMPLATE = "amends_template"  # on PostgreSQL, whose server lives as long as the run


def digest() -> str:
    """Of everything that decides what an empty database looks like: our migrations, and the pins of others'."""
    found = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    for path in sorted((ROOT / "src" / "amends" / "apps").glob("*/migrations/*.py")):
        found.update(f"{path.parts[-3:]}".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def prepared() -> Iterator[None]:
    """Around the set-up of the test database: before it, a copy of what is kept is there; after it, it is kept.

    One process makes it, the others wait for it.
    """
    on_sqlite = connection.vendor == "sqlite"
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{digest()}.sqlite3"
    with _one_at_a_time():
        there = _copied_file(kept) if on_sqlite else _copied_database()
        if there:
            fcntl.flock(_lock(), fcntl.LOCK_UN)
        yield
        if not there:
            _keep_file(kept) if on_sqlite else _keep_database()


def put_migrated(home: Path) -> None:
    """A migrated SQLite database in a data folder, for processes of their own; made here where none is kept yet."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept, made = KEPT / f"{digest()}.sqlite3", home / "amends.sqlite3"
    if kept.exists():
        shutil.copyfile(kept, made)
        return
    environment = {name: value for name, value in os.environ.items() if name != "AMENDS_DATABASE_URL"}
    environment |= {"AMENDS_DATA": str(home), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    migrate = [sys.executable, "-m", "amends", "manage", "migrate", "-v0"]
    subprocess.run(migrate, env=environment, check=True, cwd=ROOT)
    fresh = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(made)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what is copied is one file
    shutil.copyfile(made, fresh)
    fresh.replace(kept)


_locks: list[int] = []


def _lock() -> int:
    if not _locks:
        _locks.append(os.open(KEPT / f"{connection.vendor}.lock", os.O_CREAT | os.O_RDWR))
    return _locks[0]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    fcntl.flock(_lock(), fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(_lock(), fcntl.LOCK_UN)


def _name() -> str:
    """What Django will call the test database of this process."""
    return str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]  # the stubs leave it out


def _copied_file(kept: Path) -> bool:
    if kept.exists():
        shutil.copyfile(kept, _name())
        os.utime(kept)
    return kept.exists()


def _keep_file(kept: Path) -> None:
    """Whole or not at all; what other migrations made and nobody used of late goes."""
    fresh = kept.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    fresh.replace(kept)
    for old in sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-3]:
        old.unlink(missing_ok=True)


def _copied_database() -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        there = cursor.fetchone() is not None
        if there:
            cursor.execute(f"CREATE DATABASE {_name()} TEMPLATE {TEMPLATE}")
    return there


def _keep_database() -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE {name}")
