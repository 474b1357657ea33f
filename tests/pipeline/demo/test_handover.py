# SPDX-License-Identifier: Apache-2.0
"""The demo operator's files carry the faults that an import must survive, and nothing else is lost."""

import csv
from pathlib import Path

import pytest

from amends.pipeline.demo.handover import IN_CSV, WRONG_ROWS, hand_over
from amends.pipeline.sources import FEEDS
from tests.pipeline.demo.conftest import AS_OF


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a demo operator with 2,000 customers."""
    place = tmp_path_factory.mktemp("handover")
    hand_over(place, as_of=AS_OF, customers=2_000, months=3)
    return place


def rows(folder: Path, feed: str) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    with (folder / f"{feed}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("feed", IN_CSV)
def test_hand_over_writes_csv_with_the_declared_columns(folder: Path, feed: str) -> None:
    assert list(rows(folder, feed)[0]) == [column.name for column in FEEDS[feed].columns]
    assert not (folder / f"{feed}.parquet").exists()


def test_hand_over_repeats_some_customers_with_the_newer_row_last(folder: Path) -> None:
    subscribers = rows(folder, "subscribers")
    twice = [row for row in subscribers if int(row["customer_id"][1:]) % 1500 == 7]
    assert len(subscribers) == 2_002
    assert [row["customer_id"] for row in twice] == ["C00000007", "C00001507"] * 2
    consents = [row["commercial_consent"] for row in twice]
    assert all(old != new for old, new in zip(consents[:2], consents[2:], strict=True))


def test_hand_over_adds_complaints_with_one_fault_each(folder: Path) -> None:
    wrong = [row for row in rows(folder, "complaints") if not row["complaint_id"].startswith("T0")]
    assert len(wrong) == WRONG_ROWS
    assert len({tuple(row.values()) for row in wrong}) == WRONG_ROWS
