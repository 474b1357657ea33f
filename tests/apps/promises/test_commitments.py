# SPDX-License-Identifier: Apache-2.0
"""Standing commitments: listed for everybody, and a promise to one customer with one press, with its day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from amends.apps.core.actions.accounts import change_user
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.commitments import BoughtMissing, CommitmentOver, call_on
from amends.apps.promises.actions.make import BeyondAuthority
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.commitments import commitment_by_code, commitments
from amends.apps.promises.rules.commitments import CommitmentMalformed, read_commitments
from amends.apps.promises.rules.terms import Channel
from amends.packs import Document, load
from tests.people import NOON, People


def _one(code: str) -> Any:
    found = commitment_by_code(code)
    assert found
    return found


def _made() -> list[Promise]:
    return list(Promise.objects.unscoped("a test"))


def test_law_sets_the_longest_time_for_repairs() -> None:
    hours = {each.code: each.due_hours for each in commitments()}
    assert (hours["SC-FIX-CITY"], hours["SC-FIX-RURAL"]) == (48, 72)
    assert hours["SC-RECONNECT"] <= 48
    assert all(each.words and each.eligible and each.trigger and each.proof for each in commitments())


def test_one_press_makes_a_promise_with_its_day(people: People, customer: Customer, client: Client) -> None:
    client.force_login(people.alice)
    page = client.get(reverse("promises:commitments"), {"customer": customer.code}).content.decode()
    assert "登记为承诺" in page
    url = reverse("promises:call_on", args=["SC-EXCHANGE"])
    data = {"customer": customer.code, "channel": "hall", "key": "k", "bought": str(localdate())}
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    (made,) = _made()
    assert (made.origin, made.reference, made.words) == ("standing", "SC-EXCHANGE", _one("SC-EXCHANGE").words)
    assert made.due_at - made.made_at == timedelta(hours=72)


def test_list_alone_offers_no_press(people: People, client: Client) -> None:
    client.force_login(people.alice)
    page = client.get(reverse("promises:commitments")).content.decode()
    assert "三十天包换" in page
    assert "登记为承诺" not in page


def test_who_may_not_promise_results_may_say_what_the_operator_has_published(
    people: People, customer: Customer
) -> None:
    change_user(
        user=people.alice,
        role=Role.HOTLINE_AGENT,
        unit=people.east_team,
        is_active=True,
        by=people.ed,
        at=NOON,
    )
    made = call_on(
        commitment=_one("SC-FIX-CITY"), customer=customer, channel=Channel.PHONE, by=people.alice, at=NOON
    )
    assert made.due_at == NOON + timedelta(hours=48)


def test_money_stays_within_authority(people: People, customer: Customer) -> None:
    refund = _one("SC-OVERCHARGE")
    with pytest.raises(BeyondAuthority):
        call_on(
            commitment=refund,
            customer=customer,
            channel=Channel.PHONE,
            by=people.alice,
            at=NOON,
            amount=10_000_000,
        )


def test_nearest_of_the_role_keeps_it(people: People, customer: Customer) -> None:
    by_leader = replace(_one("SC-FIX-CITY"), keeper_role=Role.TEAM_LEADER)
    made = call_on(commitment=by_leader, customer=customer, channel=Channel.PHONE, by=people.alice, at=NOON)
    assert made.owner == people.bob


def test_nobody_presses_for_customers_of_others(people: People, customer: Customer, client: Client) -> None:
    client.force_login(people.charlie)
    data = {"customer": customer.code, "channel": "hall", "key": "k"}
    assert client.post(reverse("promises:call_on", args=["SC-EXCHANGE"]), data).status_code == 404
    assert _made() == []


def test_nobody_gets_around_authority_by_calling_it_published(
    people: People, customer: Customer, client: Client
) -> None:
    client.force_login(people.alice)
    data = {"customer": customer.code, "kind": "call_back", "words": "x", "due_at": "2027-01-01T10:00"}
    data |= {"channel": "hall", "key": "k", "origin": "standing", "reference": "SC-EXCHANGE"}
    assert client.post(reverse("promises:make"), data).status_code == 422


@pytest.mark.parametrize(
    "change", [{"kind": "gift"}, {"due_hours": 0}, {"words_zh": " "}, {"keeper_role": "x"}]
)
def test_commitment_that_says_too_little_is_refused(change: dict[str, object]) -> None:
    row = {
        "code": "SC-X",
        "name_zh": "x",
        "words_zh": "x",
        "eligible_zh": "x",
        "trigger_zh": "x",
        "kind": "other",
        "due_hours": 1,
        "keeper_role": "hall_clerk",
        "enabler_zh": "",
        "proof_zh": "x",
        "basis_zh": "x",
    }
    assert len(read_commitments({"commitments": [row]})) == 1
    with pytest.raises(CommitmentMalformed):
        read_commitments({"commitments": [row | change]})


def test_operators_own_file_takes_the_place_of_the_pack(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("commitments: []\n", encoding="utf-8")
    settings.AMENDS_COMMITMENTS = file
    commitments.cache_clear()
    assert commitments() == ()
    commitments.cache_clear()


@pytest.mark.requirement("S0-089")
@pytest.mark.parametrize(
    ("code", "days", "valid"),
    [
        ("SC-EXCHANGE", 29, True),
        ("SC-EXCHANGE", 30, True),
        ("SC-EXCHANGE", 31, False),
        ("SC-REPAIR", 365, True),
        ("SC-REPAIR", 366, False),
    ],
)
def test_exchange_holds_thirty_days_and_repair_a_year(
    people: People, customer: Customer, code: str, days: int, valid: bool
) -> None:
    bought = NOON.date() - timedelta(days=days)
    assert _one(code).holds(bought, NOON.date()) is valid
    asked = {"commitment": _one(code), "customer": customer, "channel": Channel.HALL, "bought": bought}
    if valid:
        assert call_on(**asked, by=people.alice, at=NOON).reference == code
    else:
        with pytest.raises(CommitmentOver):
            call_on(**asked, by=people.alice, at=NOON)


def test_who_calls_on_a_year_says_when_it_began(people: People, customer: Customer) -> None:
    with pytest.raises(BoughtMissing):
        call_on(
            commitment=_one("SC-REPAIR"), customer=customer, channel=Channel.HALL, by=people.alice, at=NOON
        )


def test_year_ends_on_its_day_in_leap_years_too() -> None:
    repair = _one("SC-REPAIR")
    assert repair.valid_until(date(2027, 3, 1)) == date(2028, 3, 1)
    assert repair.valid_until(date(2028, 2, 29)) == date(2029, 3, 1)


@pytest.mark.requirement("S0-092")
def test_free_care_says_what_it_covers_and_until_when() -> None:
    care = _one("SC-CARE")
    assert care.scope
    assert care.last_date == date(2027, 12, 31)
    assert care.holds(date(2027, 12, 31), date(2028, 6, 1))
    assert not care.holds(date(2028, 1, 1), date(2028, 1, 2))


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("SC-EXCHANGE", {"span": {"days": 14}}),
        ("SC-EXCHANGE", {"span": None}),
        ("SC-REPAIR", {"span": {"days": 364}}),
        ("SC-FIX-CITY", {"due_hours": 49}),
        ("SC-EXCHANGE", {"span": {"weeks": 8}}),
        ("SC-EXCHANGE", {"floor": {"basis_zh": "x"}}),
        ("SC-TRACK", {"follow_up_days": [0]}),
    ],
)
def test_commitment_below_the_law_is_refused(code: str, change: dict[str, object]) -> None:
    rows = cast(tuple[Document, ...], load("standing_commitments")["commitments"])
    row = dict(next(each for each in rows if each["code"] == code))
    assert len(read_commitments({"commitments": [row]})) == 1
    with pytest.raises(CommitmentMalformed):
        read_commitments({"commitments": [row | change]})
