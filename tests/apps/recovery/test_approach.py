# SPDX-License-Identifier: Apache-2.0
"""From the list into somebody's hands: once, and never against the customer's will."""

import pytest

from amends.apps.cases.models import Case
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.approach import NotToBeApproached, approach
from amends.apps.recovery.queries.targets import Filters, target_page
from amends.apps.recovery.rules.approaching import Standing, block_now
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.recovery.conftest import Listed
from tests.people import NOON

FREE = Standing(blocked_reason="", do_not_contact=False, line_closed=False, in_hand=False, cause="tariff")


@pytest.mark.parametrize(
    ("changes", "block"),
    [
        ({}, ""),
        ({"blocked_reason": "rest_period"}, "rest_period"),
        ({"blocked_reason": "rest_period", "do_not_contact": True}, "do_not_contact"),
        ({"line_closed": True}, "line_closed"),
        ({"in_hand": True}, "in_hand"),
        ({"cause": ""}, "no_cause"),
        ({"cause": "profile"}, "no_cause"),
    ],
)
def test_what_the_customer_says_counts_before_what_the_list_says(
    changes: dict[str, object], block: str
) -> None:
    from dataclasses import replace

    assert block_now(replace(FREE, **changes)) == block  # type: ignore[arg-type]


def test_case_is_opened_once_with_cause_and_reasons(listed: Listed) -> None:
    target, alice = listed.targets["C1"], listed.people.alice
    case = approach(target=target, by=alice, at=NOON)
    assert approach(target=target, by=alice, at=NOON) == case
    assert (case.owner, case.recovery_class, case.probability) == (alice, "tariff", 0.8)
    assert case.reasons == ["近三个月两次超出套餐，比平时多付 86 元"]
    assert (
        Event.objects.unscoped("a test")
        .filter(kind=EventKind.TARGET_APPROACHED, about="C1", payload__case=case.number)
        .count()
        == 1
    )


def test_blocked_customer_is_refused_with_words(listed: Listed) -> None:
    with pytest.raises(NotToBeApproached) as refusal:
        approach(target=listed.targets["C2"], by=listed.people.alice, at=NOON)
    assert str(refusal.value.words) == "三十天内已经联系过"
    assert not Case.objects.unscoped("test").exists()


def test_refusal_since_the_list_was_made_stops_the_call(listed: Listed) -> None:
    target = listed.targets["C1"]
    Customer.objects.unscoped("test").filter(code="C1").update(do_not_contact=True)
    with pytest.raises(NotToBeApproached):
        approach(target=target, by=listed.people.alice, at=NOON)


def _codes(listed: Listed, standing: str, user: str = "dora") -> list[str]:
    scope = getattr(listed.people, user).scope
    page = target_page(listed.run, scope, Filters(standing=standing), at=NOON)
    return [target.customer.code for target in page.targets]


def test_customer_moves_from_open_to_taken(listed: Listed) -> None:
    assert _codes(listed, "open") == ["C1", "C3"]
    approach(target=listed.targets["C1"], by=listed.people.alice, at=NOON)
    assert (_codes(listed, "open"), _codes(listed, "taken"), _codes(listed, "blocked")) == (
        ["C3"],
        ["C1"],
        ["C2"],
    )


def test_each_sees_the_list_of_their_units(listed: Listed) -> None:
    assert _codes(listed, "open", "alice") == ["C1"]
    assert _codes(listed, "open", "charlie") == ["C3"]


def test_pages_follow_each_other_without_gaps(listed: Listed) -> None:
    scope = listed.people.dora.scope
    first = target_page(listed.run, scope, Filters(), at=NOON, most=1)
    second = target_page(listed.run, scope, Filters(), at=NOON, after=first.next_after, most=1)
    assert [first.targets[0].customer.code, second.targets[0].customer.code] == ["C1", "C3"]
    assert second.next_after == ""
    assert target_page(listed.run, scope, Filters(), at=NOON, after="nonsense").count == 2


def test_customer_without_a_known_cause_is_approached_with_a_chosen_class(listed: Listed) -> None:
    target = listed.targets["C1"]
    target.main_cause = ""
    with pytest.raises(NotToBeApproached):
        approach(target=target, by=listed.people.alice, at=NOON)
    case = approach(target=target, by=listed.people.alice, at=NOON, recovery_class=RecoveryClass.NETWORK)
    assert case.recovery_class == "network"


def test_second_person_gets_no_second_case_and_is_told_who_has_it(listed: Listed) -> None:
    first = approach(target=listed.targets["C1"], by=listed.people.alice, at=NOON)
    stale = listed.targets["C1"]
    stale.case = None  # as bob's page still shows it
    assert approach(target=stale, by=listed.people.bob, at=NOON) == first
    assert first.owner == listed.people.alice
