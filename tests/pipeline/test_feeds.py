# SPDX-License-Identifier: Apache-2.0
"""The feed store keeps the last good state whatever happens, and its bytes depend on its rows alone."""

import json
import os
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amends.pipeline import feeds
from amends.pipeline.feeds import (
    BrokenManifest,
    collect_garbage,
    feed_files,
    feed_manifest,
    file_digest,
    writing,
)
from amends.pipeline.intake.ingest import ingest
from amends.pipeline.intake.mapping import mapping_to_plain
from amends.pipeline.intake.mapping_reading import parse_mapping
from amends.pipeline.intake.personal import personal_rows, waiting_personal_files
from amends.pipeline.sources import FEEDS
from tests.pipeline.intake.conftest import AT, bills_mapping, stored

BILLS, SUBSCRIBERS = FEEDS["bills"], FEEDS["subscribers"]
PEOPLE = parse_mapping(
    {"feed": "subscribers", "columns": {"customer_id": "a", "name": "b", "unit_code": {"constant": "BJ"}}},
    SUBSCRIBERS,
)

# Ingests into <homes>/1, /2 … each in a forked child that kills itself at the n-th rename or fsync: every point at
# which the store changes on disk lies between two of these. Ends with the first child that lives to the end.
KILLER = """
import json, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import pandas  # Arrow imports it when first used: once here instead of in every child
from amends.pipeline.intake import ingest as module
from amends.pipeline.intake.mapping_reading import parse_mapping
from amends.pipeline.sources import FEEDS

homes, file, name, plain = sys.argv[1:]
feed = FEEDS[name]
mapping = parse_mapping(json.loads(plain), feed)
left = 0

def counted(call):
    def wrapper(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **kwargs)
    return wrapper

os.replace, os.fsync = counted(os.replace), counted(os.fsync)
for n in range(1, 100):
    child = os.fork()
    if child == 0:
        left = n
        module.ingest(Path(homes, str(n)), feed, Path(file), mapping, at=datetime(2026, 11, 23, tzinfo=UTC))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status):
        Path(homes, "count").write_text(str(n))
        sys.exit(os.WEXITSTATUS(status))
"""


def file_of(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    path.write_text("客户,账期,金额\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def taken(home: Path, path: Path, **more: object) -> None:
    ingest(home, BILLS, path, bills_mapping(), at=AT, **more)  # type: ignore[arg-type]  # options by name


def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(feeds.__file__).parents[2])}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=environment)


def valid(home: Path) -> bool:
    """Every live part is there, whole, and is what the manifest says."""
    folder = home / "feeds" / "bills"
    return all(file_digest(folder / p.file) == p.sha256 for p in feed_manifest(home, "bills").parts)


def test_killed_ingest_leaves_the_former_state_or_the_new_one_and_is_made_good_by_repeating(
    tmp_path: Path,
) -> None:
    first = [("a", "2022-05", "1"), ("b", "2022-06", "2")]
    taken(tmp_path / "before", file_of(tmp_path / "first.csv", first))
    later = file_of(tmp_path / "later.csv", [("a", "2022-05", "9"), ("c", "2022-06", "3")])
    for n in range(1, 30):
        shutil.copytree(tmp_path / "before", tmp_path / "homes" / str(n))
    plain = json.dumps(mapping_to_plain(bills_mapping()))
    assert start(KILLER, str(tmp_path / "homes"), str(later), "bills", plain).wait(300) == 0
    old_rows, new_rows = [("a", 100), ("b", 200)], [("a", 900), ("b", 200), ("c", 300)]
    seen = []
    count = int((tmp_path / "homes" / "count").read_text())
    assert 8 < count < 30
    for home in (tmp_path / "homes" / str(n) for n in range(1, count + 1)):
        assert valid(home)
        seen.append(stored(home, "bills", "customer_id, amount"))
        taken(home, later)
        assert stored(home, "bills", "customer_id, amount") == new_rows
        assert len(feed_manifest(home, "bills").files) == 2
    assert seen[0] == old_rows
    assert {str(rows) for rows in seen} == {str(old_rows), str(new_rows)}
    assert seen.count(new_rows) >= 2  # killed after the manifest, and not killed


def test_killed_ingest_loses_no_personal_row(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("a,b\n1,王小明\n", encoding="utf-8")
    plain = json.dumps(mapping_to_plain(PEOPLE))
    assert start(KILLER, str(tmp_path), str(tmp_path / "p.csv"), "subscribers", plain).wait(300) == 0
    homes = [home for home in tmp_path.iterdir() if home.is_dir()]
    assert len(homes) > 6
    for home in homes:
        published = feed_manifest(home, "subscribers").files != ()
        assert waiting_personal_files(home, "subscribers") or not published
        ingest(home, SUBSCRIBERS, tmp_path / "p.csv", PEOPLE, at=AT)
        waiting = waiting_personal_files(home, "subscribers")
        assert {row["name"] for path in waiting for row in personal_rows(path)} == {"王小明"}
        assert not published or list((home / "private").glob(".*")) == []


def test_bytes_depend_on_the_rows_and_not_on_their_order_or_files(tmp_path: Path) -> None:
    rows = [(f"c{i}", f"2022-{m:02d}", str(i)) for i in range(3000) for m in (5, 6)]
    taken(tmp_path / "one", file_of(tmp_path / "all.csv", rows))
    random.Random(1).shuffle(rows)
    taken(tmp_path / "two", file_of(tmp_path / "x.csv", rows[:2500]))
    taken(tmp_path / "two", file_of(tmp_path / "y.csv", rows[2000:]))
    assert feed_manifest(tmp_path / "one", "bills").parts == feed_manifest(tmp_path / "two", "bills").parts


def test_large_part_has_the_same_bytes_every_time(tmp_path: Path) -> None:
    rows = [(f"c{i:07d}", "2022-05", "1") for i in range(300_000)]
    parts = []
    for name in ("one", "two"):
        random.Random(name).shuffle(rows)
        taken(tmp_path / name, file_of(tmp_path / "x.csv", rows))
        parts.append(feed_manifest(tmp_path / name, "bills").parts)
    assert parts[0] == parts[1]


def test_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from amends.pipeline.feeds import writing
from amends.pipeline.sources import FEEDS
print(flush=True)
with writing(Path(sys.argv[1]), FEEDS["bills"]) as staging:
    (staging.parent / "second").touch()
"""
    with writing(tmp_path, BILLS):
        other = start(code, str(tmp_path))
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(5)
        assert not (tmp_path / "feeds/bills/second").exists()
    assert other.wait(60) == 0
    assert (tmp_path / "feeds/bills/second").exists()


def test_staging_of_a_killed_writer_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / "feeds" / "bills" / ".staging" / "rows.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    with writing(tmp_path, BILLS) as staging:
        assert list(staging.iterdir()) == []
    assert not left.parent.exists()


def test_old_parts_go_when_they_are_neither_live_nor_young(tmp_path: Path) -> None:
    taken(tmp_path, file_of(tmp_path / "x.csv", [("a", "2022-05", "1")]))
    (first,) = feed_files(tmp_path, "bills")
    taken(tmp_path, file_of(tmp_path / "y.csv", [("a", "2022-05", "2")]))
    (second,) = feed_files(tmp_path, "bills")
    long_ago = (AT - timedelta(days=31)).timestamp()
    for path in (first, second):
        os.utime(path, (long_ago, long_ago))
    assert collect_garbage(tmp_path, BILLS, at=AT, days=40) == ()
    assert collect_garbage(tmp_path, BILLS, at=AT) == (first,)
    assert second.exists()


def test_feed_without_files_is_empty_and_a_broken_manifest_is_named(tmp_path: Path) -> None:
    assert (feed_files(tmp_path, "bills"), feed_manifest(tmp_path, BILLS).rows) == ((), 0)
    (tmp_path / "feeds" / "bills").mkdir(parents=True)
    (tmp_path / "feeds" / "bills" / "MANIFEST.json").write_text("{")
    with pytest.raises(BrokenManifest, match="MANIFEST"):
        feed_files(tmp_path, "bills")


def test_files_are_listed_with_when_they_came(tmp_path: Path) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    path = file_of(tmp_path / "x.csv", [("a", "2022-05", "1")])
    ingest(tmp_path, BILLS, path, bills_mapping(), at=at, name="账单.csv")
    (entry,) = feed_manifest(tmp_path, "bills").files
    assert (entry.name, entry.at, entry.sha256) == (
        "账单.csv",
        at.isoformat(),
        file_digest(tmp_path / "x.csv"),
    )
