# SPDX-License-Identifier: Apache-2.0
"""Contacts: inside the rules, or with what makes the exception right."""

from datetime import datetime, timedelta

import pytest

from amends.apps.cases.actions.change import WordsMissing
from amends.apps.cases.actions.closing import AttemptsLeft, NoRefusal, close_refused, close_unreachable
from amends.apps.cases.actions.contacting import ContactMade, ContactRefused, ResultImpossible, record_contact
from amends.apps.cases.actions.handling import NotPlanned
from amends.apps.cases.models import Case, Contact
from amends.apps.cases.rules.contact import Allowance, Channel, Obstacle, ResultCode
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import Event, EventKind, User
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import DAY, HOUR, NO_ANSWER, REACHED, TWO, Brought, Opened, Planned, stored
from tests.people import NOON, People

DROPPED = ContactMade(ResultCode.DROPPED)


def _call(case: Case, by: User, made: ContactMade = REACHED, at: datetime = TWO) -> Case:
    return record_contact(case=case, version=case.version, made=made, by=by, at=at)


@pytest.mark.requirement("S2-022")
def test_contact_is_recorded_with_who_when_and_result(brought: Brought, people: People) -> None:
    _call(brought("planned"), people.alice, ContactMade(ResultCode.NO_ANSWER, note="响了三声"))
    row = Contact.objects.unscoped("a test looks").get()
    assert (row.at, row.by, row.result, row.channel) == (TWO, people.alice, "no_answer", "phone")
    event = Event.objects.unscoped("a test").get(kind=EventKind.CASE_CONTACTED)
    assert (event.about, event.payload["result"]) == ("C-1", "no_answer")
    assert "响了三声" not in str(event.payload)


def test_first_attempt_brings_contacting_and_reaching_brings_fixing(brought: Brought, people: People) -> None:
    case = _call(brought("planned"), people.alice, NO_ANSWER)
    assert (case.state, case.next_kind) == ("contacting", "contact_again")
    case = _call(case, people.alice, REACHED, TWO + DAY)
    assert (case.state, case.next_kind) == ("fixing", "do")


def test_contact_is_refused_at_noon_with_the_next_moment(brought: Brought, people: People) -> None:
    with pytest.raises(ContactRefused, match="11-02 14:00") as caught:
        _call(brought("planned"), people.alice, at=NOON)
    assert (caught.value.obstacle, caught.value.allowed_at) == (Obstacle.OUTSIDE_WINDOW, TWO)


def test_retry_is_refused_on_the_same_day(brought: Brought, people: People) -> None:
    case = _call(brought("planned"), people.alice, NO_ANSWER)
    with pytest.raises(ContactRefused, match="11-03 08:00"):
        _call(case, people.alice, NO_ANSWER, TWO + 5 * HOUR)


def test_contact_is_refused_for_ever_after_a_refusal(brought: Brought, people: People) -> None:
    case = _call(brought("planned"), people.alice, ContactMade(ResultCode.REFUSED))
    assert case.next_kind == "close_refused"
    with pytest.raises(ContactRefused) as caught:
        _call(case, people.alice, at=TWO + 9 * DAY)
    assert caught.value.allowed_at is None


def test_contact_is_refused_when_the_customer_wants_none(
    brought: Brought, people: People, customer: Customer
) -> None:
    Customer.objects.unscoped("a test sets").filter(pk=customer.pk).update(do_not_contact=True)
    with pytest.raises(ContactRefused, match="谢绝联系"):
        _call(brought("planned"), people.alice)


def test_customers_own_appointment_stands_at_noon_when_it_is_described(
    brought: Brought, people: People
) -> None:
    made = ContactMade(ResultCode.REACHED, note="客户上午来电约十二点半", allowance=Allowance.APPOINTMENT)
    assert _call(brought("planned"), people.alice, made, NOON).state == "fixing"


def test_appointment_is_refused_without_its_words(brought: Brought, people: People) -> None:
    with pytest.raises(WordsMissing):
        _call(
            brought("planned"),
            people.alice,
            ContactMade(ResultCode.REACHED, allowance=Allowance.APPOINTMENT),
            NOON,
        )


APPOINTED = ContactMade(ResultCode.REACHED, note="客户约的时间", allowance=Allowance.APPOINTMENT)


def test_appointment_does_not_reach_who_refused(brought: Brought, people: People) -> None:
    case = _call(brought("planned"), people.alice, ContactMade(ResultCode.REFUSED))
    with pytest.raises(ContactRefused) as caught:
        _call(case, people.alice, APPOINTED, TWO + DAY)
    assert (caught.value.obstacle, caught.value.allowed_at) == (Obstacle.REFUSED_BEFORE, None)


def test_appointment_does_not_reach_who_wants_no_contact(
    brought: Brought, people: People, customer: Customer
) -> None:
    case = brought("planned")
    Customer.objects.unscoped("a test sets").filter(pk=customer.pk).update(do_not_contact=True)
    with pytest.raises(ContactRefused) as caught:
        _call(case, people.alice, APPOINTED)
    assert caught.value.obstacle is Obstacle.DO_NOT_CONTACT


def test_recovery_of_who_wants_no_contact_ends_before_a_call(
    opened: Opened, planned: Planned, people: People, customer: Customer
) -> None:
    Customer.objects.unscoped("a test sets").filter(pk=customer.pk).update(do_not_contact=True)
    case = planned(opened())
    assert case.next_kind == "close_refused"
    assert close_refused(case=case, version=case.version, by=people.alice, at=TWO).outcome == "refused"


def test_complaint_of_who_wants_no_contact_is_owed_its_answer(
    brought: Brought, people: People, customer: Customer
) -> None:
    case = brought("verifying")
    Customer.objects.unscoped("a test sets").filter(pk=customer.pk).update(do_not_contact=True)
    Case.objects.unscoped("a test sets").filter(pk=case.pk).update(origin=Origin.COMPLAINT)
    with pytest.raises(NoRefusal):
        close_refused(case=case, version=case.version, by=people.alice, at=TWO)


def test_appointment_stands_on_the_day_of_a_failed_attempt(brought: Brought, people: People) -> None:
    case = _call(brought("planned"), people.alice, NO_ANSWER)
    assert _call(case, people.alice, APPOINTED, TWO + HOUR).state == "fixing"


def test_appointment_does_not_go_beyond_the_attempts(brought: Brought, people: People) -> None:
    case = brought("planned")
    for days in range(3):
        case = _call(case, people.alice, NO_ANSWER, TWO + days * DAY)
    with pytest.raises(ContactRefused) as caught:
        _call(case, people.alice, APPOINTED, TWO + 3 * DAY)
    assert caught.value.obstacle is Obstacle.USED_UP


@pytest.mark.parametrize("origin", [Origin.RECOVERY, Origin.COMPLAINT])
def test_customer_who_called_to_refuse_is_never_dialled(
    opened: Opened, planned: Planned, people: People, origin: Origin
) -> None:
    ours = origin is Origin.RECOVERY
    case = planned(opened()) if ours else opened(origin=origin)
    case = _call(case, people.alice, ContactMade(ResultCode.REFUSED, inbound=True), NOON)
    assert case.next_kind == ("close_refused" if ours else "do")  # their matter is worked on all the same
    with pytest.raises(ContactRefused) as caught:
        _call(case, people.alice, at=TWO + 9 * DAY)
    assert caught.value.obstacle is Obstacle.REFUSED_BEFORE


def test_refusal_in_one_case_holds_for_the_next_recovery(
    opened: Opened, planned: Planned, people: People
) -> None:
    _call(opened(origin=Origin.COMPLAINT), people.alice, ContactMade(ResultCode.REFUSED, inbound=True), NOON)
    case = planned(opened(recovery_class=RecoveryClass.NETWORK))
    assert case.next_kind == "close_refused"
    with pytest.raises(ContactRefused) as caught:
        _call(case, people.alice, at=TWO + 9 * DAY)
    assert caught.value.obstacle is Obstacle.REFUSED_BEFORE
    assert close_refused(case=case, version=case.version, by=people.alice, at=TWO).outcome == "refused"


def test_refused_recovery_does_not_keep_a_complaint_from_its_answer(opened: Opened, people: People) -> None:
    _call(opened(), people.alice, ContactMade(ResultCode.REFUSED, inbound=True), NOON)
    case = _call(opened(origin=Origin.COMPLAINT), people.alice)
    assert (case.state, case.next_text) == ("receiving", "倾听")


def test_who_came_to_us_is_called_at_any_step_without_a_plan(opened: Opened, people: People) -> None:
    case = _call(opened(origin=Origin.COMPLAINT), people.alice)
    assert Contact.objects.unscoped("a test looks").get().case == case


def test_customer_missed_in_one_case_is_not_dialled_for_another_that_day(
    brought: Brought, opened: Opened, planned: Planned, people: People
) -> None:
    _call(brought("planned"), people.alice, NO_ANSWER)
    other = planned(opened(recovery_class=RecoveryClass.NETWORK))
    with pytest.raises(ContactRefused) as caught:
        _call(other, people.alice, at=TWO + 5 * HOUR)
    assert caught.value.obstacle is Obstacle.SAME_DAY


def test_customer_who_called_back_is_not_unreachable(brought: Brought, people: People) -> None:
    case = brought("planned")
    for days in range(3):
        case = _call(case, people.alice, NO_ANSWER, TWO + days * DAY)
    case = _call(case, people.alice, ContactMade(ResultCode.REACHED, inbound=True), TWO + 3 * DAY)
    with pytest.raises(AttemptsLeft, match="已有 0 次"):
        close_unreachable(case=case, version=case.version, by=people.alice, at=TWO + 4 * DAY)


def test_dropped_call_may_be_redialled_into_the_pause(brought: Brought, people: People) -> None:
    late_morning = NOON + DAY - timedelta(minutes=2)
    case = _call(brought("planned"), people.alice, DROPPED, late_morning)
    redial = ContactMade(ResultCode.REACHED, allowance=Allowance.REDIAL)
    with pytest.raises(ContactRefused):
        _call(case, people.bob, redial, NOON + DAY)
    assert _call(case, people.alice, redial, NOON + DAY).state == "fixing"


def test_redial_is_refused_when_nothing_dropped(brought: Brought, people: People) -> None:
    with pytest.raises(ContactRefused) as caught:
        _call(brought("planned"), people.alice, ContactMade(ResultCode.REACHED, allowance=Allowance.REDIAL))
    assert caught.value.obstacle is Obstacle.NO_REDIAL


def test_customer_may_call_at_any_time_and_state(opened: Opened, people: People) -> None:
    case = _call(opened(), people.alice, ContactMade(ResultCode.REACHED, inbound=True), NOON)
    assert case.state == "located"


def test_contact_of_ours_is_refused_before_the_plan(opened: Opened, people: People) -> None:
    with pytest.raises(NotPlanned):
        _call(opened(), people.alice)


@pytest.mark.parametrize(
    "made",
    [
        ContactMade(ResultCode.SENT),
        ContactMade(ResultCode.REACHED, channel=Channel.SMS),
        ContactMade(ResultCode.NO_ANSWER, inbound=True),
        ContactMade(ResultCode.REACHED, channel=Channel.SMS, inbound=True),
    ],
)
def test_result_is_refused_when_it_cannot_be(brought: Brought, people: People, made: ContactMade) -> None:
    with pytest.raises(ResultImpossible):
        _call(brought("planned"), people.alice, made)


def test_message_does_not_count_as_an_attempt(brought: Brought, people: People) -> None:
    sent = ContactMade(ResultCode.SENT, channel=Channel.SMS)
    case = _call(brought("planned"), people.alice, sent, NOON)
    assert case.state == "planned"


def test_told_result_is_kept_when_the_customer_was_reached(brought: Brought, people: People) -> None:
    made = ContactMade(ResultCode.REACHED, told_result=True)
    assert stored(_call(brought("fixing"), people.alice, made, TWO + DAY)).result_told_at == TWO + DAY


def test_third_failure_asks_for_the_end(brought: Brought, people: People) -> None:
    case = brought("planned")
    for days in range(3):
        case = _call(case, people.alice, NO_ANSWER, TWO + days * DAY)
    assert case.next_kind == "close_unreachable"
    with pytest.raises(ContactRefused) as caught:
        _call(case, people.alice, NO_ANSWER, TWO + 3 * DAY)
    assert caught.value.obstacle is Obstacle.USED_UP


def test_allowance_of_who_called_us_is_not_kept(opened: Opened, people: People) -> None:
    made = ContactMade(ResultCode.REACHED, inbound=True, allowance=Allowance.EMERGENCY)
    case = _call(opened(origin=Origin.COMPLAINT), people.alice, made, NOON)
    assert Contact.objects.unscoped("a test looks").get(case=case).allowance == ""
