# SPDX-License-Identifier: Apache-2.0
"""A database of PostgreSQL is saved and made again by its own programs."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.cli.saving.database import DatabaseNotSaved, is_there, restore_database, save_database
from tests import postgres


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, Any]]:
    """Settings of a server of our own."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    home = postgres.start().partition("host=")[2]
    yield {"ENGINE": "django.db.backends.postgresql", "HOST": home, "USER": "amends", "NAME": "postgres"}
    postgres.stop()


def _sql(server: dict[str, Any], words: str) -> str:
    done = subprocess.run(
        ["psql", "-h", server["HOST"], "-U", "amends", "-Atc", words, server["NAME"]],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_database_comes_back_as_it_was(server: dict[str, Any], tmp_path: Path) -> None:
    _sql(
        server,
        "CREATE TABLE t (n bigint PRIMARY KEY, words text); INSERT INTO t VALUES (1, '退款'), (2, 'x')",
    )
    saved = save_database(server, tmp_path)
    _sql(server, "CREATE DATABASE other")
    other = server | {"NAME": "other"}
    assert not is_there(other)
    restore_database(other, saved)
    assert is_there(other)
    assert _sql(other, "SELECT * FROM t ORDER BY n") == _sql(server, "SELECT * FROM t ORDER BY n")


def test_what_cannot_be_saved_says_why(server: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotSaved, match="nowhere"):
        save_database(server | {"NAME": "nowhere"}, tmp_path)
    with pytest.raises(DatabaseNotSaved, match="another kind"):
        restore_database(server, tmp_path / "database.sqlite3")
