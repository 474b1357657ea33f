# SPDX-License-Identifier: Apache-2.0
"""What the nightly run found comes into the ledger once; a proof that it contradicts goes back to its owner."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Event, EventKind, Message
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.facts import NoFactSeen, keep_by_fact
from amends.apps.promises.jobs import check_promises
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.facts import shown_at
from amends.pipeline.marts.schemas import PROMISE_CHECKS
from amends.pipeline.store import MANIFEST
from tests.apps.promises.conftest import BENEFIT, DAY, HOUR, Make, stored
from tests.apps.promises.test_jobs import Clock
from tests.people import NOON, People

NIGHT = NOON + 20 * DAY
NOTHING = {"seen": 0, "missing": 0, "told": 0}


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.AMENDS_DATA = tmp_path
    return tmp_path


def _found(home: Path, *promises: Promise, **values: Any) -> None:
    """A run that stands, whose mart says the same of each promise."""
    row = {
        "customer_id": "C-1",
        "check_kind": "bill_credit",
        "expected": 1_000,
        "seen": False,
        "missing": False,
    }
    rows = [{"promise_id": each.number, **row, **values} for each in promises]
    folder = home / "runs" / "r1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_text("{}", encoding="utf-8")
    (home / "CURRENT").write_text("r1", encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows, PROMISE_CHECKS), folder / "promise_checks.parquet")


def _missing(home: Path, *promises: Promise) -> None:
    _found(home, *promises, missing=True, found=0, month=date(2026, 12, 1))


def _seen(home: Path, *promises: Promise) -> None:
    _found(home, *promises, seen=True, found=1_000, month=date(2026, 11, 1))


def _check(at: datetime = NIGHT) -> dict[str, int]:
    return check_promises(Clock(at))


def _kept(make: Make, people: People) -> Promise:
    promise = make(BENEFIT)
    keep_promise(promise=promise, version=1, proof="流水 9", by=people.alice, at=NOON + HOUR)
    return promise


def test_nothing_happens_before_the_first_run_or_by_one_from_before_checks(home: Path, make: Make) -> None:
    assert _check() == NOTHING
    _missing(home, make(BENEFIT))
    (home / "runs" / "r1" / "promise_checks.parquet").unlink()
    assert _check() == NOTHING


@pytest.mark.requirement("S3-073")
def test_promise_that_the_bill_contradicts_goes_back_to_its_owner_once(
    home: Path, make: Make, people: People
) -> None:
    promise = _kept(make, people)
    _missing(home, promise)
    assert _check() == {"seen": 0, "missing": 1, "told": 1}
    assert _check() == NOTHING
    assert sorted(Message.objects.values_list("to__username", flat=True)) == ["alice", "bob"]
    assert stored(promise).is_contradicted
    told = Event.objects.unscoped("a test").filter(kind=EventKind.PROMISE_CONTRADICTED)
    assert told.count() == 1


def test_page_says_that_proof_and_bill_do_not_agree(
    home: Path, make: Make, people: People, client: Client
) -> None:
    promise = _kept(make, people)
    _missing(home, promise)
    _check()
    client.force_login(people.alice)
    page = client.get(reverse("promises:detail", args=[promise.number])).content.decode()
    assert "凭证与账单不符" in page
    assert "到 2026-12 账期应有账单减免 10.00 元，只见 0.00 元" in page


def test_open_promise_that_is_missing_is_sent_back_only_once_somebody_calls_it_kept(
    home: Path, make: Make, people: People
) -> None:
    promise = make(BENEFIT)
    _missing(home, promise)
    assert _check() == {"seen": 0, "missing": 1, "told": 0}
    keep_promise(promise=stored(promise), version=1, proof="我办了", by=people.alice, at=NIGHT)
    assert _check(NIGHT + HOUR)["told"] == 1


def test_what_turns_up_later_is_no_longer_missing(home: Path, make: Make) -> None:
    promise = make(BENEFIT)
    _missing(home, promise)
    _check()
    _seen(home, promise)
    assert _check() == {"seen": 1, "missing": 0, "told": 0}
    row = stored(promise)
    assert (row.fact_missing_at, row.fact_found, row.fact_month) == (None, 1_000, date(2026, 11, 1))


def test_what_was_seen_stays_seen(home: Path, make: Make) -> None:
    promise = make(BENEFIT)
    _seen(home, promise)
    _check()
    _missing(home, promise)
    assert _check() == NOTHING


def test_neither_seen_nor_missing_says_nothing(home: Path, make: Make) -> None:
    _found(home, make(BENEFIT))
    assert _check() == NOTHING


def test_one_press_keeps_it_with_the_bill_as_proof(
    home: Path, make: Make, people: People, client: Client
) -> None:
    promise = make(BENEFIT)
    _seen(home, promise)
    _check()
    client.force_login(people.alice)
    page = client.get(reverse("promises:detail", args=[promise.number])).content.decode()
    assert "按数据登记兑现" in page
    client.post(reverse("promises:keep_shown", args=[promise.number]), {"version": "1"})
    row = stored(promise)
    assert (row.proof, row.kept_at, row.kept_by) == (
        "2026-11 账期已见账单减免 10.00 元",
        promise.due_at,
        people.alice,
    )


def test_one_press_needs_a_fact_and_the_version_that_was_seen(
    home: Path, make: Make, people: People, client: Client
) -> None:
    promise = make(BENEFIT)
    with pytest.raises(NoFactSeen):
        keep_by_fact(promise=promise, version=1, by=people.alice, at=NIGHT)
    _seen(home, promise)
    _check()
    client.force_login(people.alice)
    client.post(reverse("promises:keep_shown", args=[promise.number]), {"version": "x"})
    assert stored(promise).kept_at is None


def test_somebody_from_elsewhere_cannot_press(home: Path, make: Make, people: People, client: Client) -> None:
    promise = make(BENEFIT)
    client.force_login(people.charlie)
    answer = client.post(reverse("promises:keep_shown", args=[promise.number]), {"version": "1"})
    assert answer.status_code == 404


def test_a_bill_shows_it_in_time_by_its_month_and_a_call_by_its_moment() -> None:
    due = datetime(2026, 11, 10, tzinfo=UTC)
    assert shown_at(due, date(2026, 11, 1), None, at=NIGHT) == due
    assert shown_at(due, date(2026, 12, 1), None, at=NIGHT + 90 * DAY) == datetime(2027, 1, 1, tzinfo=UTC)
    assert shown_at(due, date(2026, 12, 1), None, at=NIGHT) == NIGHT
    assert shown_at(due, None, due - HOUR, at=NIGHT) == due - HOUR
