# SPDX-License-Identifier: Apache-2.0
"""The database, saved as each kind of it says: SQLite by its backup API, PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"


class DatabaseNotSaved(SystemExit):
    """The database could not be saved or restored; the message says why, and what to do."""


def save_database(settings: Mapping[str, Any], folder: Path) -> Path:
    """Write the database as it is at one moment, while others go on writing. Raises `DatabaseNotSaved`."""
    if _is_sqlite(settings):
        target = folder / SQLITE
        with closing(sqlite3.connect(settings["NAME"])) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        _check(target)
        return target
    target = folder / POSTGRESQL
    _run(settings, "pg_dump", "--format=custom", "--no-owner", f"--file={target}", _name(settings))
    return target


def restore_database(settings: Mapping[str, Any], saved: Path) -> None:
    """Put a saved database in place; there must be none yet. Raises `DatabaseNotSaved`."""
    if _is_sqlite(settings) != (saved.name == SQLITE):
        raise DatabaseNotSaved("saved from another kind of database: set AMENDS_DATABASE_URL to that kind")
    if not _is_sqlite(settings):
        _run(settings, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
             f"--dbname={_name(settings)}", str(saved))  # fmt: skip
        return
    _check(saved)
    place = Path(settings["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(saved, part := place.with_name(f".{place.name}.part"))
    part.replace(place)


def is_there(settings: Mapping[str, Any]) -> bool:
    """Whether there is a database with tables already."""
    if _is_sqlite(settings):
        return Path(settings["NAME"]).exists()
    found = _run(settings, "psql", "-Atc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
                 _name(settings))  # fmt: skip
    return found.strip() != "0"


def _is_sqlite(settings: Mapping[str, Any]) -> bool:
    return str(settings["ENGINE"]).endswith("sqlite3")


def _name(settings: Mapping[str, Any]) -> str:
    return str(settings["NAME"])


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            (found,) = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise DatabaseNotSaved(f"{file.name} is no whole database: {error}") from error
    if found != "ok":
        raise DatabaseNotSaved(f"{file.name} is damaged: {found}")


def _run(settings: Mapping[str, Any], program: str, *arguments: str) -> str:
    """One of PostgreSQL's own programs, told where the server is by the environment and not by arguments."""
    if shutil.which(program) is None:
        raise DatabaseNotSaved(
            f"{program} is not installed: install the client of PostgreSQL (postgresql-client)"
        )
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    told = {name: str(settings[key]) for name, key in named.items() if settings.get(key)}
    done = subprocess.run(  # noqa: S603 (one of three programs that stand above, no shell)
        [program, *arguments], env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DatabaseNotSaved(f"{program} failed: {done.stderr.strip()[-500:]}")
    return done.stdout
