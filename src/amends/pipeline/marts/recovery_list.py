# SPDX-License-Identifier: Apache-2.0
"""The list: whom each unit approaches today, who waits, who looks dissatisfied but must be left alone."""

import hashlib

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.marts.candidates import placed
from amends.pipeline.marts.schemas import RECOVERY_LIST, Evidence

CALL = "CH-PROACTIVE"  # of the pack's channels: approached on our own account
BUCKETS = 10_000


def recovery_list(candidates: Table, explained: Table, as_of: FixedDay) -> Table:
    """One customer who looks dissatisfied and why: listed for today, waiting for room, or blocked.

    Somebody whom only the model points at, and in whom no evidence of a cause is found, is not accused.
    """
    rows = candidates.inner_join(explained, "customer_id")
    rows = rows.filter(rows.main_cause.notnull() | (rows.evidence == Evidence.STATED.value))
    rows = rows.mutate(place=placed(rows))
    today = rows.eligible & (rows.place < rows.capacity)
    rows = rows.mutate(
        rank=rows.place + 1,
        value_yuan=rows.bill_mean_yuan,
        list_date=today.ifelse(as_of.day(rows), ibis.null("date")),
        channel=today.ifelse(CALL, ibis.null("string")),
    )
    rows = rows.order_by([rows.unit_code, rows.eligible.desc(), rows.place])
    return rows.select(*RECOVERY_LIST.names)


def holdout_bucket(customer_id: str, salt: str) -> int:
    """0 to 9999 by md5 of «salt|id», for good: a customer in the hold-out stays there, on every engine."""
    digest = hashlib.md5(f"{salt}|{customer_id}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:7], 16) % BUCKETS


def with_own_words(reasons: pa.Table, candidates: pa.Table, salt: str) -> pa.Table:
    """Reasons of `candidates` (same customers), their own low scores said first, and their hold-out bucket."""
    own = {
        row["customer_id"]: row
        for row in candidates.select(["customer_id", "low_scores", "lowest"]).to_pylist()
    }
    ids = reasons.column("customer_id").to_pylist()
    said = [
        _own_words(own[each]) + told
        for each, told in zip(ids, reasons.column("reasons").to_pylist(), strict=True)
    ]
    place = reasons.schema.get_field_index("reasons")
    reasons = reasons.set_column(place, "reasons", pa.array(said, pa.list_(pa.string())))
    return reasons.append_column(
        "holdout_bucket", pa.array([holdout_bucket(each, salt) for each in ids], pa.int64())
    )


def _own_words(row: dict[str, float | None]) -> list[str]:
    if row["low_scores"] is None:
        return []
    return [f"近九十天在调查中打过 {row['low_scores']} 次低分，最低 {row['lowest']:g} 分"]
