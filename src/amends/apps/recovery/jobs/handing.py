# SPDX-License-Identifier: Apache-2.0
"""What the desk knows goes into the feeds: today's work is a fact in tonight's run."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from amends.apps.cases.exports import case_table, complaint_table, contact_table
from amends.apps.customers.exports import subscriber_table
from amends.apps.promises.exports import promise_table
from amends.apps.recovery.exports import wave_table
from amends.apps.surveys.exports import survey_table
from amends.pipeline.feeds import feed_files
from amends.pipeline.intake.adopting import adopt_parquet
from amends.pipeline.sources import EVERY_FEED

EXPORTS: Mapping[str, Callable[[Path], pa.Table]] = {
    "subscribers": lambda home: subscriber_table(_live(home, "subscribers")),
    "promises": lambda _home: promise_table(),
    "complaints": lambda _home: complaint_table(),
    "contacts": lambda _home: contact_table(),
    "cases": lambda _home: case_table(),
    "surveys": lambda _home: survey_table(),
    "waves": lambda _home: wave_table(),
}


def hand_over(home: Path, *, at: datetime) -> None:
    """Write what the desk knows into the feeds, beside what the operator's files brought; rows replace by key."""
    with TemporaryDirectory() as folder:
        for feed, table in EXPORTS.items():
            rows = table(home)
            if rows.num_rows:
                file = Path(folder) / f"{feed}.parquet"
                pq.write_table(rows, file)
                adopt_parquet(home, EVERY_FEED[feed], file, at=at, name=f"amends-{feed}.parquet")


def _live(home: Path, feed: str) -> Iterator[pa.RecordBatch]:
    for path in feed_files(home, feed):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=20_000)
