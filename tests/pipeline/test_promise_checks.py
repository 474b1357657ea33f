# SPDX-License-Identifier: Apache-2.0
"""What the data show of promises, in little tables as of the start of 1 November 2026, on both engines."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.engines import open_engine
from amends.pipeline.facts.as_of import LOCAL_OFFSET, FixedDay
from amends.pipeline.facts.promise_checks import promise_checks
from amends.pipeline.marts.schemas import PROMISE_CHECKS
from amends.pipeline.sources import FEEDS
from amends.pipeline.staging import staged
from tests.pipeline.text_tables import write_feeds

PROMISES = """
promise_id   | customer_id | made_at          | due_at           | check_kind  | check_amount | withdrawn_at
on_bill      | paid        | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         |
short        | short       | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         |
not_yet      | waits       | 2026-09-28T10:00 | 2026-09-30T10:00 | bill_credit | 1000         |
untold       | untold      | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         |
lower_fee    | cheaper     | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         |
refund       | paid        | 2026-08-01T10:00 | 2026-08-20T10:00 | refund_paid | 500          |
too_late     | late        | 2026-06-01T10:00 | 2026-06-20T10:00 | bill_credit | 1000         |
before       | early       | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         |
bonus        | data        | 2026-08-01T10:00 | 2026-08-20T10:00 | usage_bonus | 2048         |
called       | called      | 2026-10-01T10:00 | 2026-10-02T10:00 | call_made   |              |
uncalled     | uncalled    | 2026-10-01T10:00 | 2026-10-02T10:00 | call_made   |              |
unjudged     | uncalled    | 2026-10-30T10:00 | 2026-10-31T23:00 | call_made   |              |
released     | paid        | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         | 2026-08-10T10:00
due_later    | paid        | 2026-10-01T10:00 | 2026-11-01T00:00 | bill_credit | 1000         |
long_ago     | paid        | 2026-01-01T10:00 | 2026-02-01T10:00 | bill_credit | 1000         |
by_word      | paid        | 2026-08-01T10:00 | 2026-08-20T10:00 | none        |              |
first        | twice       | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         |
second       | twice       | 2026-08-01T10:00 | 2026-08-21T10:00 | bill_credit | 1000         |
one_part     | spread      | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 1000         |
other_part   | spread      | 2026-08-01T10:00 | 2026-08-21T10:00 | bill_credit | 1000         |
in_june      | monthly     | 2026-06-01T10:00 | 2026-06-30T10:00 | bill_credit | 1000         |
in_july      | monthly     | 2026-06-01T10:00 | 2026-07-31T10:00 | bill_credit | 1000         |
in_august    | monthly     | 2026-06-01T10:00 | 2026-08-31T10:00 | bill_credit | 1000         |
unpaid       | again       | 2026-06-01T10:00 | 2026-06-20T10:00 | bill_credit | 1000         |
paid_since   | again       | 2026-09-02T10:00 | 2026-09-20T10:00 | bill_credit | 1000         |
larger       | unequal     | 2026-08-01T10:00 | 2026-08-20T10:00 | bill_credit | 3000         |
smaller      | unequal     | 2026-08-01T10:00 | 2026-09-20T10:00 | bill_credit | 1000         |
"""
BILLS = """
customer_id | month   | amount | plan_fee | credits | refunds
paid        | 2026-08 | 40     | 50       | 10      | 0
paid        | 2026-09 | 50     | 50       | 0       | 5
short       | 2026-08 | 41     | 50       | 9.99    |
short       | 2026-09 | 50     | 50       | 0       |
waits       | 2026-09 | 50     | 50       | 0       |
waits       | 2026-10 | 50     | 50       |         |
untold      | 2026-08 | 50     | 50       |         |
untold      | 2026-09 | 50     | 50       |         |
cheaper     | 2026-07 | 50     | 50       |         |
cheaper     | 2026-09 | 40     | 40       |         |
late        | 2026-06 | 50     | 50       | 0       |
late        | 2026-08 | 50     | 50       | 0       |
late        | 2026-09 | 40     | 50       | 10      |
early       | 2026-07 | 40     | 50       | 10      |
early       | 2026-09 | 50     | 50       | 0       |
twice       | 2026-08 | 40     | 50       | 10      |
twice       | 2026-09 | 50     | 50       | 0       |
spread      | 2026-08 | 40     | 50       | 10      |
spread      | 2026-09 | 40     | 50       | 10      |
monthly     | 2026-06 | 40     | 50       | 10      |
monthly     | 2026-07 | 50     | 50       | 0       |
monthly     | 2026-08 | 40     | 50       | 10      |
monthly     | 2026-09 | 50     | 50       | 0       |
again       | 2026-06 | 50     | 50       | 0       |
again       | 2026-07 | 50     | 50       | 0       |
again       | 2026-09 | 40     | 50       | 10      |
again       | 2026-10 | 50     | 50       | 0       |
unequal     | 2026-08 | 20     | 50       | 30      |
unequal     | 2026-09 | 50     | 50       | 0       |
unequal     | 2026-10 | 50     | 50       | 0       |
"""
USAGE = """
customer_id | month   | bonus_mb
data        | 2026-09 | 2048
"""
CONTACTS = """
contact_id | customer_id | contacted_at     | direction | purpose    | result
c1         | called      | 2026-10-01T09:00 | outbound  | service    | reached
c2         | called      | 2026-10-02T09:30 | outbound  | service    | reached
c3         | uncalled    | 2026-10-02T09:00 | outbound  | commercial | reached
c4         | uncalled    | 2026-10-02T09:00 | inbound   | service    | reached
c5         | uncalled    | 2026-10-02T09:00 | outbound  | service    | no_answer
c6         | called      | 2026-10-20T09:00 | inbound   | service    | reached
"""
Rows = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def checked(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    home = tmp_path_factory.mktemp("checks")
    files = write_feeds(home, {"promises": PROMISES, "bills": BILLS, "usage": USAGE, "contacts": CONTACTS})
    return _checked(engine_name, home, files)


def _checked(engine_name: str, home: Path, files: dict[str, tuple[Path, ...]]) -> Rows:
    with open_engine(engine_name, home) as engine:
        feeds = {n: staged(engine.read(n, files[n], arrow_schema(f)), f) for n, f in FEEDS.items()}
        rows = engine.collect(promise_checks(feeds, FixedDay(date(2026, 11, 1))))
    return {row["promise_id"]: row for row in rows.cast(PROMISE_CHECKS).to_pylist()}


def _judged(row: dict[str, Any]) -> tuple[bool, bool]:
    return row["seen"], row["missing"]


SEEN, MISSING, NEITHER = (True, False), (False, True), (False, False)


def test_credit_on_the_bill_shows_that_a_discount_was_given(checked: Rows) -> None:
    row = checked["on_bill"]
    assert (_judged(row), row["found"], row["month"]) == (SEEN, 1000, date(2026, 8, 1))


@pytest.mark.requirement("S3-073")
def test_discount_that_was_promised_and_is_not_on_the_bill_is_missing(checked: Rows) -> None:
    row = checked["short"]
    assert (_judged(row), row["expected"], row["found"]) == (MISSING, 1000, 999)
    assert row["month"] == date(2026, 9, 1)


def test_nobody_is_accused_before_the_next_bill_has_come(checked: Rows) -> None:
    assert _judged(checked["not_yet"]) == NEITHER
    assert checked["not_yet"]["found"] is None


def test_nobody_is_accused_by_bills_that_say_nothing_of_credits(checked: Rows) -> None:
    assert _judged(checked["untold"]) == NEITHER


def test_lower_plan_fee_than_before_the_promise_shows_it_too(checked: Rows) -> None:
    row = checked["lower_fee"]
    assert (_judged(row), row["found"], row["month"]) == (SEEN, 1000, date(2026, 9, 1))


def test_refund_is_looked_for_among_refunds(checked: Rows) -> None:
    assert (_judged(checked["refund"]), checked["refund"]["month"]) == (SEEN, date(2026, 9, 1))


def test_credits_before_the_promise_or_long_after_it_do_not_count(checked: Rows) -> None:
    assert _judged(checked["before"]) == MISSING
    assert _judged(checked["too_late"]) == MISSING


def test_bonus_data_are_looked_for_in_the_usage(checked: Rows) -> None:
    assert (_judged(checked["bonus"]), checked["bonus"]["found"]) == (SEEN, 2048)


def test_call_counts_when_we_spoke_with_the_customer_after_the_promise(checked: Rows) -> None:
    row = checked["called"]
    assert (_judged(row), row["found"]) == (SEEN, 1)
    assert row["found_at"] == datetime.fromisoformat("2026-10-02T09:30") - LOCAL_OFFSET
    assert _judged(checked["uncalled"]) == MISSING
    assert _judged(checked["unjudged"]) == NEITHER  # contacts have come up to 20 October only


def test_what_is_not_due_released_long_past_or_checked_by_people_is_not_there(checked: Rows) -> None:
    assert not checked.keys() & {"released", "due_later", "long_ago", "by_word"}


def test_one_credit_shows_one_promise_and_accuses_where_all_of_them_fall_short(checked: Rows) -> None:
    assert (checked["first"]["seen"], checked["second"]["seen"]) == (True, False)
    assert checked["second"]["missing"]


def test_credits_of_several_months_show_a_promise_each(checked: Rows) -> None:
    assert [checked[each]["month"] for each in ("one_part", "other_part")] == [
        date(2026, 8, 1),
        date(2026, 9, 1),
    ]


def test_credit_of_one_month_does_not_show_the_promises_of_the_next(checked: Rows) -> None:
    found = [(_judged(checked[each]), checked[each]["month"]) for each in ("in_june", "in_july")]
    assert found == [(SEEN, date(2026, 6, 1)), (SEEN, date(2026, 8, 1))], (
        "what came in August was owed since July"
    )
    assert _judged(checked["in_august"]) == NEITHER, (
        "two credits, three promises: which one lacks nobody can tell"
    )
    assert _judged(checked["larger"]) == SEEN
    assert not checked["smaller"]["seen"], "the larger one took the credit"


def test_promise_that_was_never_kept_takes_no_credit_of_a_later_one(checked: Rows) -> None:
    assert _judged(checked["unpaid"]) == MISSING
    assert (_judged(checked["paid_since"]), checked["paid_since"]["month"]) == (SEEN, date(2026, 9, 1))
