# SPDX-License-Identifier: Apache-2.0
"""What leaves for the pipeline: declared columns; what we found ourselves is no complaint."""

from datetime import UTC, datetime

import pytest

from amends.apps.cases.actions.closing import verify
from amends.apps.cases.actions.joining import merge
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.exports import case_table, complaint_table, contact_table
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.customers.models import Customer
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.sources.cases import CASES
from amends.pipeline.sources.complaints import COMPLAINTS
from amends.pipeline.sources.contacts import CONTACTS
from tests.apps.cases.conftest import HAPPY, HOUR, NEXT_DAY, REACHED, TWO, Brought, Opened
from tests.people import NOON, People


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def test_exports_have_the_schemas_of_their_feeds_when_empty(people: People) -> None:
    assert complaint_table().schema == arrow_schema(COMPLAINTS)
    assert contact_table().schema == arrow_schema(CONTACTS)


def test_complaint_leaves_with_its_codes_and_moments(opened: Opened, people: People) -> None:
    case = opened(origin=Origin.COMPLAINT, story="客户王小明说多收了钱")
    row = complaint_table().to_pylist()[0]
    assert (row["complaint_id"], row["customer_id"], row["opened_at"]) == (case.number, "C-1", _naive(NOON))
    assert (row["recovery_class"], row["closed_at"], row["customer_confirmed"]) == ("tariff", None, None)
    assert "王小明" not in str(row)


def test_confirmed_complaint_leaves_with_the_customers_score(brought: Brought, people: People) -> None:
    case = brought("verifying")
    verify(
        case=case,
        version=case.version,
        answers=HAPPY,
        made=REACHED,
        told_result=True,
        by=people.alice,
        at=NEXT_DAY,
    )
    Case.objects.unscoped("a test sets").filter(pk=case.pk).update(origin="complaint")
    row = complaint_table().to_pylist()[0]
    assert (row["customer_confirmed"], row["callback_score"], row["replied_at"]) == (
        True,
        9,
        _naive(NEXT_DAY),
    )


def test_own_finding_is_no_complaint(opened: Opened) -> None:
    opened()
    assert complaint_table().num_rows == 0


def test_question_and_what_lives_elsewhere_or_was_none_are_no_complaints(
    opened: Opened, people: People, customer: Customer
) -> None:
    kept = opened(origin=Origin.COMPLAINT)
    asked = opened(origin=Origin.HALL, arrival=Arrival(channel="CH-HALL", request_type="inquiry"))
    later = opened(origin=Origin.COMPLAINT, at=NOON + HOUR)
    merge(case=later, version=later.version, into=kept, reason="同一件事", by=people.alice, at=NEXT_DAY)
    none = opened(origin=Origin.COMPLAINT)
    ended = {"is_open": False, "state": "ineligible", "outcome": "ineligible", "closed_at": NEXT_DAY}
    Case.objects.unscoped("a test sets").filter(pk=none.pk).update(**ended)
    assert [row["complaint_id"] for row in complaint_table().to_pylist()] == [kept.number]
    assert asked.number in {row["case_id"] for row in case_table().to_pylist()}


def test_contact_leaves_with_purpose_and_result(brought: Brought) -> None:
    brought("contacting")
    row = contact_table().to_pylist()[0]
    assert row.pop("contact_id").startswith("cases-")
    assert row == {
        "customer_id": "C-1",
        "contacted_at": _naive(TWO),
        "direction": "outbound",
        "purpose": "recovery",
        "channel": "phone",
        "result": "dropped",
    }


@pytest.mark.parametrize("origin", [Origin.RECOVERY, Origin.COMPLAINT, Origin.STAFF])
def test_every_case_leaves_so_that_the_night_knows_who_is_in_hand(opened: Opened, origin: Origin) -> None:
    case = opened(origin=origin)
    assert case_table().schema == arrow_schema(CASES)
    row = {"case_id": case.number, "customer_id": "C-1", "opened_at": _naive(NOON), "closed_at": None}
    assert case_table().to_pylist() == [row]


def test_closed_case_leaves_with_the_moment(brought: Brought, people: People) -> None:
    case = brought("verifying")
    verify(
        case=case,
        version=case.version,
        answers=HAPPY,
        made=REACHED,
        told_result=True,
        by=people.alice,
        at=NEXT_DAY,
    )
    assert case_table().to_pylist()[0]["closed_at"] == _naive(NEXT_DAY)


def test_appeal_leaves_as_one(opened: Opened) -> None:
    opened(origin=Origin.APPEAL)
    assert [row["appeal"] for row in complaint_table().to_pylist()] == [True]


def test_complaint_to_us_leaves_as_no_appeal(opened: Opened) -> None:
    opened(origin=Origin.COMPLAINT)
    assert [row["appeal"] for row in complaint_table().to_pylist()] == [False]
