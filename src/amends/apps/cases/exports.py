# SPDX-License-Identifier: Apache-2.0
"""What of cases leaves for the pipeline: codes, numbers and moments. Stories, notes, answers and people stay."""

from datetime import datetime

import pyarrow as pa
from django.db.models import OuterRef, Subquery

from amends.apps.cases.models import Case, Contact, Verification
from amends.apps.cases.rules.states import PROACTIVE, CaseState, Origin
from amends.pipeline.arrow import BATCH_ROWS, feed_table, kept_moment
from amends.pipeline.sources.cases import CASES
from amends.pipeline.sources.complaints import COMPLAINTS
from amends.pipeline.sources.contacts import CONTACTS

NIGHTLY = "the nightly run sees the whole organisation"
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
    "origin",
)
_CONTACT_FIELDS = ("pk", "case__customer__code", "at", "direction", "case__origin", "channel", "result")
Plain = dict[str, object]


def complaint_table() -> pa.Table:
    """The feed `complaints`: one row a complaint that a customer brought to us, moments in UTC.

    What we found ourselves is no complaint: were it one, the nightly run would take its own finding for evidence. Nor
    is a question or a suggestion, what was merged into another case, or what was found to be none.
    """
    last = Verification.objects.unscoped(NIGHTLY).filter(case=OuterRef("pk")).order_by("-at", "-pk")
    cases = Case.objects.unscoped(NIGHTLY).complaints().order_by("pk")
    rows = cases.annotate(last_score=Subquery(last.values("score")[:1])).values_list(*_CASE_FIELDS)
    return feed_table(COMPLAINTS, (_complaint(row) for row in rows.iterator(chunk_size=BATCH_ROWS)))


def contact_table() -> pa.Table:
    """The feed `contacts`: one row a contact on a case, moments in UTC; `recovery` where we went to the customer."""
    contacts = Contact.objects.unscoped(NIGHTLY).order_by("pk")
    rows = contacts.values_list(*_CONTACT_FIELDS)
    return feed_table(CONTACTS, (_contact(row) for row in rows.iterator(chunk_size=BATCH_ROWS)))


def case_table() -> pa.Table:
    """The feed `cases`: one row a case, whatever it came from, moments in UTC: whom somebody is on already."""
    cases = Case.objects.unscoped(NIGHTLY).order_by("pk")
    rows = cases.values_list("number", "customer__code", "opened_at", "closed_at")
    return feed_table(CASES, (_case(*row) for row in rows.iterator(chunk_size=BATCH_ROWS)))


def _complaint(row: tuple[object, ...]) -> Plain:
    case = dict(zip(_CASE_FIELDS, row, strict=True))
    return {
        "complaint_id": case["number"],
        "customer_id": case["customer__code"],
        "opened_at": kept_moment(case["opened_at"]),
        "recovery_class": case["recovery_class"],
        "appeal": case["origin"] == Origin.APPEAL,
        "replied_at": kept_moment(case["result_told_at"]),
        "closed_at": kept_moment(case["closed_at"]),
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
        "contacted_at": kept_moment(contact["at"]),
        "direction": contact["direction"],
        "purpose": "recovery" if contact["case__origin"] in PROACTIVE else "service",
        "channel": contact["channel"],
        "result": contact["result"],
    }


def _case(number: str, customer: str, opened_at: datetime, closed_at: datetime | None) -> Plain:
    moments = {"opened_at": kept_moment(opened_at), "closed_at": kept_moment(closed_at)}
    return {"case_id": number, "customer_id": customer, **moments}
