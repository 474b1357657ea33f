# SPDX-License-Identifier: Apache-2.0
"""The demo operator's files go in by the real import, which returns what is wrong with them and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from amends.pipeline.demo.generate import Generated, generate
from amends.pipeline.demo.handover import DEMO_SEED, IN_CSV, WRONG_ROWS, hand_over
from amends.pipeline.feeds import feed_folder, feed_manifest
from amends.pipeline.intake.adopting import has_declared_schema
from amends.pipeline.intake.ingest import IngestResult, ingest
from amends.pipeline.intake.reading import read_batches
from amends.pipeline.intake.suggesting import suggest_mapping
from amends.pipeline.sources import FEEDS
from tests.pipeline.demo.conftest import AS_OF

CUSTOMERS = 2_000


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """The files of a demo operator with 2,000 customers."""
    return hand_over(tmp_path_factory.mktemp("handover"), as_of=AS_OF, customers=CUSTOMERS, months=3)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where feeds are kept."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def taken(handed_over: Generated, home: Path) -> dict[str, IngestResult]:
    """What the import did with each CSV file, by a mapping that it found by itself."""
    return {name: take(home, name, handed_over.files[name][0]) for name in IN_CSV}


def take(home: Path, name: str, file: Path) -> IngestResult:
    """Import as `amends ingest` does when no mapping is given."""
    head = next(iter(read_batches(file, rows=200)))
    mapping = suggest_mapping(head.headers, head.columns, FEEDS[name], positions=head.positions).sure(
        FEEDS[name]
    )
    assert mapping is not None
    return ingest(home, FEEDS[name], file, mapping, at=datetime(2026, 11, 22, tzinfo=UTC))


def test_hand_over_is_taken_in_but_for_the_wrong_rows(taken: dict[str, IngestResult]) -> None:
    assert {name: result.rejected for name, result in taken.items()} == {
        "subscribers": 0,
        "complaints": WRONG_ROWS,
        "promises": 0,
    }
    problems = taken["complaints"].problems
    assert len({(p.column, p.value) for p in problems}) == WRONG_ROWS


def test_hand_over_repeats_some_customers(taken: dict[str, IngestResult]) -> None:
    assert taken["subscribers"].rows == CUSTOMERS + 2
    assert taken["subscribers"].repeated == 2


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize("name", IN_CSV)
def test_hand_over_loses_nothing_on_the_way(home: Path, tmp_path: Path, name: str) -> None:
    generated = generate(tmp_path, as_of=AS_OF, customers=CUSTOMERS, months=3, seed=DEMO_SEED)
    key, columns = ", ".join(FEEDS[name].key), ", ".join(column.name for column in FEEDS[name].stored)
    parts = [str(feed_folder(home, name) / part.file) for part in feed_manifest(home, FEEDS[name]).parts]
    with duckdb.connect() as con:
        con.read_parquet(parts).create_view("kept")
        con.read_parquet(str(generated.files[name][0])).create_view("made")
        kept = con.execute(f"SELECT {columns} FROM kept ORDER BY {key}").fetchall()
        made = con.execute(f"SELECT {columns} FROM made ORDER BY {key}").fetchall()
    assert kept == made


def test_hand_over_leaves_the_other_feeds_as_declared(handed_over: Generated) -> None:
    others = [
        (name, file) for name, files in handed_over.files.items() if name not in IN_CSV for file in files
    ]
    assert others
    assert all(has_declared_schema(file, FEEDS[name]) for name, file in others)
