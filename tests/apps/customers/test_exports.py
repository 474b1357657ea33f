# SPDX-License-Identifier: Apache-2.0
"""What leaves for the pipeline: wishes told to a person, whole rows, nothing personal."""

from typing import Any

import pyarrow as pa
from pytest_django import DjangoAssertNumQueries

from amends.apps.customers.actions.contact import record_consent, set_do_not_contact
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.exports import SUBSCRIBERS_COLUMNS, WISHES, subscriber_table
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.sources.subscribers import SUBSCRIBERS
from tests.apps.customers.conftest import WANG
from tests.people import NOON, People

ROW = {"customer_id": "C-1", "unit_code": "G-P-E-T", "plan_data_mb": 2_048.0, "do_not_contact": False}
OTHER = {
    "commercial_consent": False,
    "survey_consent": True,
    "customer_kind": "personal",
    "line_state": "active",
}


def _live(*codes: str) -> list[pa.RecordBatch]:
    rows: list[dict[str, Any]] = [ROW | OTHER | {"customer_id": code} for code in codes]
    return pa.Table.from_pylist(rows, schema=arrow_schema(SUBSCRIBERS)).to_batches()  # type: ignore[no-any-return]


def test_personal_columns_never_leave(people: People, wang: Customer) -> None:
    personal = {column.name for column in SUBSCRIBERS.columns if column.personal}
    assert personal == {"name", "service_number", "email"}
    assert not personal & set(SUBSCRIBERS_COLUMNS)
    assert not personal & set(subscriber_table(_live("C-1")).column_names)
    assert set(WISHES) <= set(SUBSCRIBERS_COLUMNS)


def test_nothing_leaves_when_nothing_differs(people: People, wang: Customer) -> None:
    assert subscriber_table(_live("C-1", "C-7")).num_rows == 0
    assert subscriber_table([]).num_rows == 0


def test_row_that_a_wish_changes_leaves_whole(people: People, wang: Customer) -> None:
    set_do_not_contact(customer=wang, refuses=True, by=people.alice, at=NOON)
    record_consent(
        customer=wang,
        purpose=Purpose.SURVEY,
        decision=Decision.REFUSED,
        initiative=Initiative.OPERATOR,
        channel="phone",
        wording_version="1",
        by=people.alice,
        at=NOON,
    )
    table = subscriber_table(_live("C-1", "C-7"))
    assert table.schema == arrow_schema(SUBSCRIBERS)
    (row,) = table.to_pylist()
    assert (row["do_not_contact"], row["survey_consent"], row["commercial_consent"]) == (True, False, False)
    assert (row["customer_id"], row["plan_data_mb"]) == ("C-1", 2_048.0)


def _refusing(*codes: str) -> list[pa.RecordBatch]:
    rows: list[dict[str, Any]] = [
        ROW | OTHER | {"customer_id": code, "do_not_contact": True} for code in codes
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(SUBSCRIBERS)).to_batches()  # type: ignore[no-any-return]


def test_lift_at_the_desk_leaves_too(people: People, wang: Customer) -> None:
    set_do_not_contact(customer=wang, refuses=True, by=people.alice, at=NOON)
    assert subscriber_table(_refusing("C-1")).num_rows == 0
    set_do_not_contact(customer=wang, refuses=False, by=people.alice, at=NOON)
    (row,) = subscriber_table(_refusing("C-1", "C-7")).to_pylist()
    assert (row["customer_id"], row["do_not_contact"]) == ("C-1", False)


def test_refusal_of_a_file_that_nobody_lifted_stays(people: People, wang: Customer) -> None:
    assert subscriber_table(_refusing("C-1")).num_rows == 0


def test_refusal_that_a_file_states_after_the_lift_stays(people: People, wang: Customer) -> None:
    set_do_not_contact(customer=wang, refuses=True, by=people.alice, at=NOON)
    set_do_not_contact(customer=wang, refuses=False, by=people.alice, at=NOON)
    upsert_profiles([WANG | {"do_not_contact": True}], {}, by=None, at=NOON)
    assert subscriber_table(_refusing("C-1")).num_rows == 0


def test_wishes_are_read_once_however_many_rows_there_are(
    people: People, wang: Customer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        subscriber_table([*_live("C-1"), *_live("C-2"), *_live("C-3")])
