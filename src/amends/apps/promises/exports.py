# SPDX-License-Identifier: Apache-2.0
"""What of the ledger leaves for the pipeline: numbers and moments. The words, the proofs and the people stay."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from amends.apps.promises.models import Promise
from amends.apps.promises.rules.terms import promise_number
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.sources.promises import PROMISES

_FIELDS = ("pk", "customer__code", "made_at", "due_at", "kept_at", "broken_at", "withdrawn_at")
_BATCH = 20_000


def promise_table() -> pa.Table:
    """The feed `promises`: one row a promise, in the schema that the feed declares; moments are UTC.

    Withdrawn ones go too, with the moment: an earlier export said that they were open, and a later row
    replaces an earlier one with the same number.
    """
    rows = Promise.objects.unscoped("the nightly run sees the whole organisation")
    rows = rows.order_by("pk")
    batches = _batches(rows.values_list(*_FIELDS).iterator(chunk_size=_BATCH))
    return pa.Table.from_batches(batches, schema=arrow_schema(PROMISES))


def promise_parquet() -> bytes:
    """`promise_table` as one Parquet file."""
    file = io.BytesIO()
    pq.write_table(promise_table(), file)
    return file.getvalue()


def _batches(rows: Iterable[tuple[object, ...]]) -> Iterable[pa.RecordBatch]:
    schema = arrow_schema(PROMISES)
    waiting: list[dict[str, object]] = []
    for row in rows:
        waiting.append(dict(zip(schema.names, _feed_row(row), strict=True)))
        if len(waiting) == _BATCH:
            yield pa.RecordBatch.from_pylist(waiting, schema=schema)
            waiting = []
    yield pa.RecordBatch.from_pylist(waiting, schema=schema)


def _feed_row(row: tuple[object, ...]) -> tuple[object, ...]:
    key, customer, *moments = row
    assert isinstance(key, int)
    return promise_number(key), customer, *(_utc(moment) for moment in moments)


def _utc(moment: object) -> datetime | None:
    """Without a zone, as the feed keeps moments, so that both engines compare them alike."""
    return moment.astimezone(UTC).replace(tzinfo=None) if isinstance(moment, datetime) else None
