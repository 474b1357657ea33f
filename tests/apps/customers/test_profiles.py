# SPDX-License-Identifier: Apache-2.0
"""Profiles in bulk: matched by code, once however often, within the scope of whoever hands them in."""

from typing import Any

import pytest

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.actions import profiles
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Consent, Customer, Identity
from amends.apps.customers.queries.profile import standing_consents
from tests.apps.customers.conftest import LI, PERSONAL, WANG
from tests.people import NOON, People

ALL = "a test"


def _wang() -> Customer:
    return Customer.objects.unscoped(ALL).get(code="C-1")


def test_profile_shows_masked_forms_only(people: People, wang: Customer) -> None:
    assert (wang.name_shown, wang.number_shown) == ("王*明", "138****1215")
    sealed = Identity.objects.unscoped(ALL).get(customer=wang)
    assert b"13800001215" not in bytes(sealed.number_sealed)
    assert "王小明".encode() not in bytes(sealed.name_sealed)


def test_same_rows_again_change_nothing(people: People, wang: Customer) -> None:
    before = bytes(Identity.objects.unscoped(ALL).get(customer=wang).number_sealed)
    outcome = upsert_profiles([WANG], PERSONAL, by=None, at=NOON)
    assert outcome.counts() == {
        "created": 0,
        "updated": 0,
        "unchanged": 1,
        "identities": 0,
        "consents": 0,
        "rejected": 0,
    }
    assert bytes(Identity.objects.unscoped(ALL).get(customer=wang).number_sealed) == before
    assert Customer.objects.unscoped(ALL).count() == 1


def test_columns_that_are_not_there_stay_as_they_are(people: People, wang: Customer) -> None:
    upsert_profiles(
        [{"customer_id": "C-1", "unit_code": "G-P-E", "value_tier": "diamond"}], {}, by=None, at=NOON
    )
    now = _wang()
    assert (now.value_tier, now.plan_fee, now.name_shown, now.unit) == (
        "diamond",
        5_900,
        "王*明",
        people.east,
    )


def test_name_that_is_not_said_stays_sealed(people: People, wang: Customer) -> None:
    before = Identity.objects.unscoped(ALL).get(customer=wang)
    upsert_profiles([WANG], {"C-1": Personal(None, "13700000001")}, by=None, at=NOON)
    now = Identity.objects.unscoped(ALL).get(customer=wang)
    assert (now.name_index, bytes(now.name_sealed)) == (before.name_index, bytes(before.name_sealed))
    assert now.number_tail == "0001"
    assert _wang().name_shown == "王*明"


@pytest.mark.parametrize(
    ("change", "column", "problem"),
    [
        ({"unit_code": "nowhere"}, "unit_code", "unit_unknown"),
        ({"unit_code": None}, "unit_code", "unit_unknown"),
        ({"customer_id": " "}, "customer_id", "missing"),
        ({"customer_id": "a/b"}, "customer_id", "bad_code"),
        ({"plan_name": "x" * 81}, "plan_name", "too_long"),
        ({"line_state": "gone"}, "line_state", "unknown"),
        ({"plan_fee": "59"}, "plan_fee", "not_a_number"),
        ({"joined_date": "2021"}, "joined_date", "not_a_date"),
    ],
)
def test_row_is_handed_back_with_column_and_reason(
    people: People, change: dict[str, object], column: str, problem: str
) -> None:
    rows: list[dict[str, object]] = [dict.fromkeys({**WANG, **change}), LI]
    rows[0] = {**WANG, "line_state": "active"} | change
    rows[1] = {**LI, "line_state": "active"}
    outcome = upsert_profiles(rows, {}, by=None, at=NOON)
    assert [(each.column, each.problem) for each in outcome.rejected] == [(column, problem)]
    assert outcome.rejected[0].reason
    assert outcome.created == 1


def test_row_of_a_unit_outside_the_scope_is_handed_back(people: People) -> None:
    outcome = upsert_profiles([WANG, LI], {}, by=people.bob, at=NOON)
    assert [(each.code, each.problem) for each in outcome.rejected] == [("C-2", "unit_outside")]


def test_customer_of_another_unit_cannot_be_taken_over(people: People, li: Customer) -> None:
    outcome = upsert_profiles([LI | {"unit_code": "G-P-E"}], {}, by=people.bob, at=NOON)
    assert [each.problem for each in outcome.rejected] == ["customer_outside"]
    assert Customer.objects.unscoped(ALL).get(code="C-2").unit == people.west_team


def test_later_row_of_the_same_customer_wins(people: People) -> None:
    upsert_profiles([WANG, WANG | {"value_tier": "silver"}], {}, by=None, at=NOON)
    assert _wang().value_tier == "silver"


def test_each_batch_is_one_transaction_with_one_event(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiles, "BATCH", 2)
    rows = [WANG | {"customer_id": f"C-{n}"} for n in range(5)]
    seen: list[int] = []
    upsert_profiles(rows, {}, by=None, at=NOON, progress=seen.append)
    events = Event.objects.unscoped("a test").filter(kind=EventKind.PROFILES_UPSERTED)
    assert [event.payload["rows"] for event in events] == [2, 2, 1]
    assert seen == [2, 4, 5]


def test_kill_between_batches_is_made_good_by_the_same_call(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiles, "BATCH", 2)
    rows = [WANG | {"customer_id": f"C-{n}"} for n in range(5)]

    def killed(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upsert_profiles(rows, {}, by=None, at=NOON, progress=killed)
    assert Customer.objects.unscoped(ALL).count() == 2
    outcome = upsert_profiles(rows, {}, by=None, at=NOON)
    assert (outcome.created, outcome.unchanged) == (3, 2)


def test_events_hold_no_personal_data(people: People, wang: Customer) -> None:
    told = str(list(Event.objects.unscoped("a test").values_list("payload", flat=True)))
    assert "13800001215" not in told
    assert "王小明" not in told


def _decided(people: People) -> dict[Any, Any]:
    standing = standing_consents(_wang(), people.ed.scope)
    return {purpose: line.decision for purpose, line in standing.items()}


def test_consents_of_a_file_add_lines_only_where_something_changes(people: People) -> None:
    row = WANG | {"survey_consent": True, "commercial_consent": False}
    assert upsert_profiles([row], {}, by=None, at=NOON).consents == 0
    row = WANG | {"survey_consent": False, "commercial_consent": True}
    assert upsert_profiles([row], {}, by=None, at=NOON).consents == 2
    assert upsert_profiles([row], {}, by=None, at=NOON).consents == 0
    assert _decided(people) == {"survey": "refused", "commercial": "given"}
    upsert_profiles([row | {"commercial_consent": False}], {}, by=None, at=NOON)
    assert _decided(people)["commercial"] == "withdrawn"
    assert Consent.objects.unscoped(ALL).count() == 3
