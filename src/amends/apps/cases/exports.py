# SPDX-License-Identifier: Apache-2.0
"""What of cases leaves for the pipeline: codes, numbers and moments. Stories, notes, answers and people stay."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import OuterRef, Subquery

from amends.apps.cases.models import Case, Contact, Verification
from amends.apps.cases.rules.states import PROACTIVE, VOICED, CaseState
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.schema import Feed
from amends.pipeline.sources.complaints import COMPLAINTS
from amends.pipeline.sources.contacts import CONTACTS

NIGHTLY = "the nightly run sees the whole organisation"
_BATCH = 20_000
_CASE_FIELDS = (
    "number",
    "customer__code",
    "opened_at",
    "recovery_class",
    "result_told_at",
    "closed_at",
    "reopened",
    "transfers",
    "outcome",
    "last_score",
)
_CONTACT_FIELDS = ("pk", "case__customer__code", "at", "direction", "case__origin", "channel", "result")
Plain = dict[str, object]


def complaint_table() -> pa.Table:
    """The feed `complaints`: one row a case that the customer brought to us, moments in UTC.

    What we found ourselves is no complaint: were it one, the nightly run would take its own finding for evidence.
    """
    last = Verification.objects.unscoped(NIGHTLY).filter(case=OuterRef("pk")).order_by("-at", "-pk")
    cases = Case.objects.unscoped(NIGHTLY).filter(origin__in=sorted(VOICED)).order_by("pk")
    rows = cases.annotate(last_score=Subquery(last.values("score")[:1])).values_list(*_CASE_FIELDS)
    return _table(COMPLAINTS, (_complaint(row) for row in rows.iterator(chunk_size=_BATCH)))


def contact_table() -> pa.Table:
    """The feed `contacts`: one row a contact on a case, moments in UTC; `recovery` where we went to the customer."""
    contacts = Contact.objects.unscoped(NIGHTLY).order_by("pk")
    rows = contacts.values_list(*_CONTACT_FIELDS)
    return _table(CONTACTS, (_contact(row) for row in rows.iterator(chunk_size=_BATCH)))


def parquet(table: pa.Table) -> bytes:
    """A table as one Parquet file; the same table gives the same bytes."""
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def _complaint(row: tuple[object, ...]) -> Plain:
    case = dict(zip(_CASE_FIELDS, row, strict=True))
    return {
        "complaint_id": case["number"],
        "customer_id": case["customer__code"],
        "opened_at": _utc(case["opened_at"]),
        "recovery_class": case["recovery_class"],
        "replied_at": _utc(case["result_told_at"]),
        "closed_at": _utc(case["closed_at"]),
        "reopened": case["reopened"],
        "transfers": case["transfers"],
        "customer_confirmed": case["outcome"] == CaseState.RECOVERED if case["closed_at"] else None,
        "callback_score": case["last_score"],
    }


def _contact(row: tuple[object, ...]) -> Plain:
    contact = dict(zip(_CONTACT_FIELDS, row, strict=True))
    return {
        "contact_id": f"cases-{contact['pk']}",
        "customer_id": contact["case__customer__code"],
        "contacted_at": _utc(contact["at"]),
        "direction": contact["direction"],
        "purpose": "recovery" if contact["case__origin"] in PROACTIVE else "service",
        "channel": contact["channel"],
        "result": contact["result"],
    }


def _table(feed: Feed, rows: Iterable[Plain]) -> pa.Table:
    schema = arrow_schema(feed)
    return pa.Table.from_batches(_batches(rows, schema), schema=schema)


def _batches(rows: Iterable[Plain], schema: pa.Schema) -> Iterable[pa.RecordBatch]:
    waiting: list[Plain] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _BATCH:
            yield pa.RecordBatch.from_pylist(waiting, schema=schema)
            waiting = []
    yield pa.RecordBatch.from_pylist(waiting, schema=schema)


def _utc(moment: object) -> datetime | None:
    """Without a zone, as the feed keeps moments, so that both engines compare them alike."""
    return moment.astimezone(UTC).replace(tzinfo=None) if isinstance(moment, datetime) else None
