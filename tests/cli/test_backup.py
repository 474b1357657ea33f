# SPDX-License-Identifier: Apache-2.0
"""Make an installation, save it, destroy it, restore it, compare; and nobody who was forgotten comes back."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.apps.customers.test_forgetting import ROOT, SCRIPT, holding
from tests.database import put_migrated


def _run(home: Path, *command: str, refused: str = "") -> str:
    environment = {**os.environ, "AMENDS_DATA": str(home), "AMENDS_SECRET_KEY": "x" * 40,
                   "DJANGO_SETTINGS_MODULE": "tests.settings"}  # fmt: skip
    environment.pop("AMENDS_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 1) if refused else done.returncode == 0, done.stderr
    assert refused in done.stderr
    return done.stdout


def _amends(home: Path, *arguments: str, refused: str = "") -> str:
    return _run(home, "-m", "amends", *arguments, refused=refused)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with a customer in every corner."""
    place = tmp_path / "home"
    place.mkdir()
    put_migrated(place)
    _run(place, "-c", SCRIPT, "make")
    return place


def _content(home: Path) -> tuple[str, dict[str, str]]:
    """Every row of the database, and the digest of every file that a backup is to hold."""
    with closing(sqlite3.connect(home / "amends.sqlite3")) as database:
        made = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        tables = [
            name for name, sql in made if "VIRTUAL" not in sql
        ]  # the index's own tables hold what is in it
        dump = str(made) + str([database.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables])
        assert dump.count("示例省") >= 1
    files = {
        str(each.relative_to(home)): hashlib.sha256(each.read_bytes()).hexdigest()
        for top in ("feeds", "runs", "uploads")
        for each in (home / top).rglob("*")
        if each.is_file() and each.name != ".lock" and "exports" not in each.parts
    }
    return dump, files


def test_restored_installation_is_the_one_that_was_saved(home: Path, tmp_path: Path) -> None:
    before = _content(home)
    assert "files saved" in _amends(home, "backup", str(tmp_path / "saved"))
    shutil.rmtree(home)
    _amends(home, "restore", str(tmp_path / "saved"))
    assert _content(home) == before
    assert len(before[1]) >= 5


def test_changed_or_missing_file_is_named_and_nothing_is_restored(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    _amends(home, "backup", str(saved))
    shutil.rmtree(home)
    victim = next(saved.rglob("*.parquet"))
    content = victim.read_bytes()
    victim.write_bytes(content[:-1] + b"x")
    _amends(home, "restore", str(saved), refused=f"{victim.name} is not what was saved")
    victim.unlink()
    _amends(home, "restore", str(saved), refused=f"{victim.name} is missing")
    (saved / "BACKUP.json").unlink()
    _amends(home, "restore", str(saved), refused="was not finished")
    assert not (home / "amends.sqlite3").exists()


def test_neither_a_backup_nor_a_database_is_written_over(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    _amends(home, "backup", str(saved))
    _amends(home, "backup", str(saved), refused="not empty")
    _amends(home, "restore", str(saved), refused="a database already")


def test_whom_we_forgot_since_stays_forgotten(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    _amends(home, "backup", str(saved))
    _run(home, "-c", SCRIPT, "forget")
    kept = tmp_path / "forgotten.json"
    shutil.copy(home / "forgotten.json", kept)
    shutil.rmtree(home)
    told = _amends(home, "restore", str(saved), "--forgotten", str(kept))
    assert "and again: 1" in told
    assert list(holding(home)) == []
    assert json.loads(_run(home, "-c", SCRIPT, "state"))[2] == 0
