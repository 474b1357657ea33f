# SPDX-License-Identifier: Apache-2.0
"""Opening cases: once for each customer and class, in somebody's hands at once, with the playbook pinned."""

from typing import Any, cast

import pytest

from amends.apps.cases.actions import opening
from amends.apps.cases.actions.change import CannotWork, CaseChanged, MoveRefused, RightMissing, WordsMissing
from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.opening import AnotherOpen, reopen_case
from amends.apps.cases.models import Case, PinnedProcedure, Transition
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import load, thawed
from tests.apps.cases.conftest import DAY, HOUR, Opened, make_customer, stored
from tests.people import NOON, People


def test_open_case_gives_it_owner_next_action_and_number(opened: Opened, people: People) -> None:
    case = stored(opened(reasons=["近三个月两次超出套餐"], probability=0.8))
    assert case.number == f"C2611-{case.pk:06d}"
    assert (case.owner, case.next_owner, case.next_kind) == (people.alice, people.alice, "confirm_facts")
    assert case.next_due_at == NOON + DAY
    assert (case.state, case.unit, case.reasons) == ("located", people.east_team, ["近三个月两次超出套餐"])


def test_open_case_logs_an_event_about_the_customer(opened: Opened, people: People) -> None:
    case = opened(story="客户说多收了钱")
    event = Event.objects.unscoped("a test").get(kind=EventKind.CASE_OPENED)
    assert (event.about, event.by, event.unit) == ("C-1", people.alice, people.east_team)
    assert event.payload == {"number": case.number, "origin": "recovery", "recovery_class": "tariff"}


def test_open_case_pins_the_playbook_once(opened: Opened, people: People) -> None:
    first = opened()
    second = opened(customer=make_customer(people, "C-2"))
    assert first.procedure == second.procedure
    playbooks = cast(tuple[Any, ...], thawed(load("recovery_playbooks")["playbooks"]))
    assert PinnedProcedure.objects.get().content == playbooks[1]


def test_open_case_returns_the_existing_when_opened_again(opened: Opened) -> None:
    assert opened() == opened(at=NOON + HOUR)
    assert opened(origin=Origin.SURVEY) == opened()
    assert opened(recovery_class=RecoveryClass.NETWORK) != opened()


def test_open_case_returns_the_same_when_the_key_was_used(opened: Opened) -> None:
    complaint = opened(origin=Origin.COMPLAINT, key="mail:1")
    assert opened(origin=Origin.COMPLAINT, key="mail:1") == complaint
    assert opened(origin=Origin.COMPLAINT, key="mail:2") != complaint


def test_complaint_is_a_case_of_its_own_and_stops_a_recovery_of_its_class(opened: Opened) -> None:
    complaint = opened(origin=Origin.COMPLAINT)
    assert opened() == complaint


def test_race_is_won_by_the_first_when_two_open_at_once(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened()
    monkeypatch.setattr(
        opening, "_existing", _blind_once(opening._existing)
    )  # looks before the other committed
    assert opened() == first
    assert Case.objects.unscoped("a test looks").count() == 1


def _blind_once(look: Any) -> Any:
    looks: list[object] = []

    def once(opening: object) -> Case | None:
        looks.append(opening)
        return None if len(looks) == 1 else look(opening)

    return once


@pytest.mark.requirement("S0-021")
def test_receiver_stays_owner_when_opened_for_another(opened: Opened, people: People) -> None:
    case = stored(opened(by=people.bob))
    assert (case.owner, case.first_receiver, case.pending_owner) == (people.bob, people.bob, people.alice)
    assert (case.next_kind, case.next_owner) == ("accept", people.alice)
    assert Message.objects.get(to=people.alice).link == f"/cases/{case.number}/"


def test_nightly_run_gives_the_case_to_the_owner_at_once(opened: Opened, people: People) -> None:
    case = opened(by=None)
    assert (case.owner, case.pending_owner) == (people.alice, None)


def test_open_case_is_refused_when_the_owner_cannot_see_it(opened: Opened, people: People) -> None:
    with pytest.raises(CannotWork, match="查理"):
        opened(owner=people.charlie)


def test_open_case_is_refused_when_one_may_not(opened: Opened, people: People) -> None:
    for stranger in (people.charlie, people.ed):
        with pytest.raises(RightMissing):
            opened(by=stranger)


@pytest.mark.requirement("S3-031")
def test_states_have_their_moments(opened: Opened, people: People) -> None:
    case = opened()
    first = Transition.objects.unscoped("a test looks").get(case=case)
    assert (first.before, first.after, first.at, first.by) == ("", "located", NOON, people.alice)


def _closed(case: Case, people: People) -> Case:
    return close_ineligible(case=case, version=case.version, reason="已销户", by=people.alice, at=NOON)


def test_reopened_case_starts_a_new_round_for_its_owner(opened: Opened, people: People) -> None:
    case = _closed(opened(), people)
    again = reopen_case(case=case, version=case.version, reason="客户又来电", by=people.bob, at=NOON + DAY)
    assert (again.state, again.is_open, again.reopened, again.owner) == ("located", True, 1, people.alice)
    assert (again.closed_at, again.outcome, again.next_kind) == (None, "", "confirm_facts")


def test_reopen_is_refused_when_another_case_took_over(opened: Opened, people: People) -> None:
    case = _closed(opened(), people)
    another = opened()
    with pytest.raises(AnotherOpen, match=another.number):
        reopen_case(case=case, version=case.version, reason="客户又来电", by=people.alice, at=NOON + DAY)


def test_reopen_is_refused_when_open_without_reason_or_stale(opened: Opened, people: People) -> None:
    case = opened(origin=Origin.COMPLAINT)
    with pytest.raises(MoveRefused):
        reopen_case(case=case, version=1, reason="再来", by=people.alice, at=NOON)
    with pytest.raises(WordsMissing):
        reopen_case(case=case, version=1, reason=" ", by=people.alice, at=NOON)
    with pytest.raises(CaseChanged):
        reopen_case(case=case, version=9, reason="再来", by=people.alice, at=NOON)


def test_opening_costs_a_fixed_number_of_queries(
    opened: Opened, customer: Customer, django_assert_max_num_queries: Any
) -> None:
    opened(recovery_class=RecoveryClass.USAGE)
    with django_assert_max_num_queries(21):
        opened()
