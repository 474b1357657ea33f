# SPDX-License-Identifier: Apache-2.0
"""What of the ledger leaves for the pipeline: numbers and moments. The words, the proofs and the people stay."""

import pyarrow as pa

from amends.apps.promises.models import Promise
from amends.apps.promises.rules.terms import promise_number
from amends.pipeline.arrow import BATCH_ROWS, feed_table, kept_moment
from amends.pipeline.sources.promises import PROMISES

_MOMENTS = ("made_at", "due_at", "kept_at", "broken_at", "withdrawn_at")
_PLAIN = ("kind", "amount", "check_kind", "check_amount")


def promise_table() -> pa.Table:
    """The feed `promises`: one row a promise, in the schema that the feed declares; moments are UTC.

    Withdrawn ones go too, with the moment: an earlier export said that they were open, and a later row
    replaces an earlier one with the same number.
    """
    rows = Promise.objects.unscoped("the nightly run sees the whole organisation")
    rows = rows.order_by("pk")
    lines = rows.values_list("pk", "customer__code", *_MOMENTS, *_PLAIN).iterator(chunk_size=BATCH_ROWS)
    return feed_table(PROMISES, (_feed_row(line) for line in lines))


def _feed_row(row: tuple[object, ...]) -> dict[str, object]:
    key, customer, *values = row
    assert isinstance(key, int)
    moments, plain = values[: len(_MOMENTS)], values[len(_MOMENTS) :]
    kept = {name: kept_moment(moment) for name, moment in zip(_MOMENTS, moments, strict=True)}
    said = dict(zip(_PLAIN, plain, strict=True))
    return {"promise_id": promise_number(key), "customer_id": customer, **kept, **said}
