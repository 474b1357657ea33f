# SPDX-License-Identifier: Apache-2.0
"""Settings are refused at the start with a hint, and not in the night with a traceback."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection

from amends.apps.cases.rules.evidence import LARGEST
from amends.config import environment
from amends.config.environment import WrongSetting


@pytest.mark.parametrize(
    "value",
    [
        "duckdb",
        "spark-local",
        "local",
        "local[4]",
        "local[*]",
        "local-cluster[2,1,1024]",
        "spark://host:7077",
    ],
)
def test_engine_is_taken_when_the_pipeline_knows_it(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ENGINE", value)
    assert environment.engine("ENGINE") == value


@pytest.mark.parametrize("value", ["oracle", "local[", "local[x]", "spark://", "duckdb ", ""])
def test_engine_is_refused_when_unknown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ENGINE", value)
    with pytest.raises(WrongSetting, match="choose duckdb"):
        environment.engine("ENGINE")


@pytest.mark.parametrize(
    "value", ["Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "Mars/Olympus", "", "../etc"]
)
def test_time_zone_must_be_the_pipelines(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ZONE", value)
    if value == "Asia/Shanghai":
        assert environment.time_zone("ZONE", "Asia/Shanghai") == value
        return
    with pytest.raises(WrongSetting, match="Asia/Shanghai"):
        environment.time_zone("ZONE", "Asia/Shanghai")


@pytest.mark.parametrize(("value", "good"), [("8GB", True), ("512MB", True), ("", True), ("much", False)])
def test_memory_is_an_amount(monkeypatch: pytest.MonkeyPatch, value: str, good: bool) -> None:
    monkeypatch.setenv("MEMORY", value)
    if good:
        assert environment.memory("MEMORY") == (value or None)
        return
    with pytest.raises(WrongSetting, match="8GB"):
        environment.memory("MEMORY")


def test_processes_that_start_at_once_agree_on_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody finds no secret and writes one: all must read that of the winner."""
    together = threading.Barrier(8, timeout=10)
    real, read = os.link, []

    def link(own: str, place: Path) -> None:
        together.wait()
        real(own, place)

    monkeypatch.setattr(os, "link", link)
    starts = [
        threading.Thread(target=lambda: read.append(environment.kept_secret(tmp_path / "new" / "secret_key")))
        for _ in range(8)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert (len(read), len(set(read)), len(read[0])) == (8, 1, 64)
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["secret_key"]
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMENDS_ENGINE", "oracle"),
        ("AMENDS_TIME_ZONE", "Europe/Berlin"),
        ("AMENDS_LOG_LEVEL", "loud"),
        ("AMENDS_ATTACHMENTS_MB", str(LARGEST // 1024**2)),
    ],
)
def test_start_stops_at_a_wrong_setting(tmp_path: Path, name: str, value: str) -> None:
    given = {**os.environ, "AMENDS_DATA": str(tmp_path), name: value}
    ended = subprocess.run(
        [sys.executable, "-c", "import amends.config.settings"],
        env=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert name in ended.stderr
    assert "What to do:" in ended.stderr


def test_earlier_secrets_are_still_understood(tmp_path: Path) -> None:
    given = {**os.environ, "AMENDS_DATA": str(tmp_path), "AMENDS_SECRET_KEY_OLD": "one, two"}
    said = subprocess.run(
        [sys.executable, "-c", "from amends.config.settings import SECRET_KEY_FALLBACKS as s; print(s)"],
        env=given, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == "['one', 'two']"


def test_tables_of_feeds_are_read_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLES", "bills=dw.bills, usage=lake.dw.usage_v2")
    assert environment.tables("TABLES") == {"bills": "dw.bills", "usage": "lake.dw.usage_v2"}
    monkeypatch.delenv("TABLES")
    assert environment.tables("TABLES") == {}


@pytest.mark.parametrize("value", ["bills", "bills=", "=dw.bills", "bills=dw;drop", "bills=a.b.c.d"])
def test_tables_that_name_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TABLES", value)
    with pytest.raises(WrongSetting, match=r"write bills=dw\.bills"):
        environment.tables("TABLES")


@pytest.mark.django_db
def test_sqlite_keeps_more_of_a_large_table_than_its_usual_cache() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        assert cursor.fetchone() == (-32768,)
