# SPDX-License-Identifier: Apache-2.0
"""What leaves for the pipeline: the declared columns, and nothing that a person said."""

from datetime import UTC, datetime

from amends.apps.promises.actions.end import keep_promise, withdraw_promise
from amends.apps.promises.exports import promise_table
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.sources.promises import PROMISES
from tests.apps.promises.conftest import DAY, HOUR, Make
from tests.people import NOON, People


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def test_export_has_the_schema_of_the_feed_also_when_the_ledger_is_empty(people: People) -> None:
    assert promise_table().schema == arrow_schema(PROMISES)
    assert promise_table().num_rows == 0


def test_export_says_what_was_promised_and_kept_in_utc(make: Make, people: People) -> None:
    promise = make()
    keep_promise(promise=promise, version=1, proof="流水 9", by=people.alice, at=NOON + HOUR)
    assert promise_table().to_pylist() == [
        {
            "promise_id": promise.number,
            "customer_id": "C-1",
            "made_at": _naive(NOON),
            "due_at": _naive(NOON + DAY),
            "kept_at": _naive(NOON + HOUR),
            "broken_at": None,
            "withdrawn_at": None,
            "kind": "call_back",
            "amount": None,
            "check_kind": "none",
            "check_amount": None,
        }
    ]


def test_withdrawal_replaces_what_an_earlier_export_said(make: Make, people: People) -> None:
    promise = make()
    assert promise_table().to_pylist()[0]["withdrawn_at"] is None
    withdraw_promise(promise=promise, version=1, words="不用了", by=people.alice, at=NOON + HOUR)
    (row,) = promise_table().to_pylist()
    assert (row["promise_id"], row["withdrawn_at"]) == (promise.number, _naive(NOON + HOUR))


def test_export_is_the_same_table_when_nothing_changed(make: Make) -> None:
    make()
    make()
    assert promise_table().num_rows == 2
    assert promise_table().equals(promise_table())


def test_words_and_people_stay_when_promises_leave(make: Make) -> None:
    promise = make()
    left = str(promise_table().to_pylist())
    assert promise.number in left
    assert promise.words not in left
    assert "艾丽" not in left
