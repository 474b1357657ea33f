# SPDX-License-Identifier: Apache-2.0
"""Contact: consents are a ledger, a refusal stands, needs are told and agreed, notes judge nobody."""

from datetime import time

import pytest

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.actions.contact import (
    AskedAgain,
    NotAgreed,
    NoteRefused,
    NothingToWithdraw,
    end_need,
    end_personal_need,
    note_contact,
    note_need,
    note_personal_need,
    record_consent,
    set_do_not_contact,
    set_preferences,
    withdraw_consent,
)
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import CommunicationNeed, Consent, Customer, PersonalNeed, Preferences
from amends.apps.customers.queries.profile import standing_consents
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose, allows, may_ask
from amends.apps.customers.rules.needs import Need, UnwelcomeWords, checked_note
from tests.apps.customers.conftest import WANG
from tests.people import NOON, People

GIVEN, REFUSED, WITHDRAWN = Decision.GIVEN, Decision.REFUSED, Decision.WITHDRAWN
ALL = "a test"


@pytest.mark.parametrize(
    ("purpose", "decision", "allowed"),
    [
        (Purpose.SERVICE, None, True),
        (Purpose.SERVICE, WITHDRAWN, True),
        (Purpose.SURVEY, None, True),
        (Purpose.SURVEY, GIVEN, True),
        (Purpose.SURVEY, REFUSED, False),
        (Purpose.COMMERCIAL, None, False),
        (Purpose.COMMERCIAL, GIVEN, True),
        (Purpose.COMMERCIAL, WITHDRAWN, False),
    ],
)
def test_contact_is_allowed_by_purpose(purpose: Purpose, decision: Decision | None, allowed: bool) -> None:
    assert allows(purpose, decision) is allowed


def test_refusal_is_not_asked_about_again_but_the_customer_may_come_back() -> None:
    for refusal in (REFUSED, WITHDRAWN):
        assert not may_ask(refusal, Initiative.OPERATOR)
        assert may_ask(refusal, Initiative.CUSTOMER)


def _consent(
    people: People,
    wang: Customer,
    decision: Decision,
    initiative: Initiative = Initiative.OPERATOR,
    purpose: Purpose = Purpose.COMMERCIAL,
) -> Consent:
    return record_consent(
        customer=wang,
        purpose=purpose,
        decision=decision,
        initiative=initiative,
        channel="phone",
        wording_version="2026-03",
        by=people.alice,
        at=NOON,
    )


def test_ledger_keeps_every_line_and_the_last_one_stands(people: People, wang: Customer) -> None:
    _consent(people, wang, GIVEN)
    withdraw_consent(customer=wang, purpose=Purpose.COMMERCIAL, channel="hall", by=people.alice, at=NOON)
    _consent(people, wang, GIVEN, Initiative.CUSTOMER)
    lines = Consent.objects.unscoped(ALL).order_by("id").values_list("decision", "channel", "wording_version")
    assert list(lines) == [
        ("given", "phone", "2026-03"),
        ("withdrawn", "hall", "2026-03"),
        ("given", "phone", "2026-03"),
    ]
    assert standing_consents(wang, people.alice.scope)[Purpose.COMMERCIAL].decision == GIVEN


@pytest.mark.parametrize("answer", [GIVEN, REFUSED])
def test_nobody_asks_again_after_a_refusal(people: People, wang: Customer, answer: Decision) -> None:
    _consent(people, wang, REFUSED)
    with pytest.raises(AskedAgain):
        _consent(people, wang, answer)
    assert Consent.objects.unscoped(ALL).count() == 1


def test_refusal_of_one_purpose_leaves_the_others_open(people: People, wang: Customer) -> None:
    _consent(people, wang, REFUSED)
    _consent(people, wang, GIVEN, purpose=Purpose.SURVEY)
    assert len(standing_consents(wang, people.alice.scope)) == 2


def test_withdrawal_needs_a_consent_that_stands(people: People, wang: Customer) -> None:
    with pytest.raises(NothingToWithdraw):
        withdraw_consent(customer=wang, purpose=Purpose.SURVEY, channel="phone", by=people.alice, at=NOON)


def test_file_takes_back_no_refusal_given_to_a_person(people: People, wang: Customer) -> None:
    _consent(people, wang, REFUSED)
    set_do_not_contact(customer=wang, refuses=True, by=people.alice, at=NOON)
    row = WANG | {"do_not_contact": False, "commercial_consent": True}
    assert upsert_profiles([row], {}, by=None, at=NOON).consents == 0
    assert Customer.objects.unscoped(ALL).get().do_not_contact
    set_do_not_contact(customer=wang, refuses=False, by=people.alice, at=NOON)
    upsert_profiles([row], {}, by=None, at=NOON)
    assert not Customer.objects.unscoped(ALL).get().do_not_contact


@pytest.mark.requirement("S1-011")
def test_preferences_are_one_row_that_is_replaced(people: People, wang: Customer) -> None:
    set_preferences(customer=wang, channel="sms", by=people.alice, at=NOON)
    set_preferences(customer=wang, window=(time(9), time(11)), by=people.alice, at=NOON)
    row = Preferences.objects.unscoped(ALL).get()
    assert (row.channel, row.window_start, row.window_end) == ("", time(9), time(11))


def test_need_is_noted_when_agreed_and_once(people: People, wang: Customer) -> None:
    with pytest.raises(NotAgreed):
        note_need(customer=wang, need=Need.LARGE_PRINT, agreed=False, by=people.alice, at=NOON)
    first = note_need(customer=wang, need=Need.LARGE_PRINT, agreed=True, by=people.alice, at=NOON)
    assert note_need(customer=wang, need=Need.LARGE_PRINT, agreed=True, by=people.alice, at=NOON) == first
    end_need(need=first, by=people.alice, at=NOON)
    end_need(need=first, by=people.alice, at=NOON)
    assert Event.objects.unscoped("a test").filter(kind=EventKind.NEED_ENDED).count() == 1
    assert CommunicationNeed.objects.unscoped(ALL).filter(ended_at__isnull=True).count() == 0


def test_personal_need_is_kept_without_numbers_and_can_end(people: People, wang: Customer) -> None:
    row = note_personal_need(customer=wang, text="账单寄到 138 0000 1215 的家人", by=people.alice, at=NOON)
    assert "0000" not in row.text
    end_personal_need(need=row, by=people.alice, at=NOON)
    assert PersonalNeed.objects.unscoped(ALL).get().ended_at == NOON


@pytest.mark.parametrize(
    "text", ["身材肥胖，坐前排", "少数民族客户", "有糖尿病", "农民工", "A fat man", "very Ugly"]
)
def test_note_on_looks_health_or_class_is_refused(people: People, wang: Customer, text: str) -> None:
    with pytest.raises(NoteRefused) as refusal:
        note_personal_need(customer=wang, text=text, by=people.alice, at=NOON)
    assert refusal.value.words
    assert PersonalNeed.objects.unscoped(ALL).count() == 0


@pytest.mark.parametrize(
    "text",
    ["两个子女共用流量", "说话明白人一听就懂", "退出身份验证", "fatal error at home", "低端机也要能用"],
)
def test_note_that_only_sounds_alike_is_kept(text: str) -> None:
    try:
        assert checked_note(text) == text
    except UnwelcomeWords as unwelcome:
        pytest.fail(str(unwelcome.words))


def test_contact_says_channel_purpose_and_service_without_numbers(people: People, wang: Customer) -> None:
    note_contact(
        customer=wang,
        channel="hall",
        purpose=Purpose.SERVICE,
        service="补卡 13800001215",
        by=people.alice,
        at=NOON,
    )
    event = Event.objects.unscoped("a test").get(kind=EventKind.CONTACT_NOTED)
    assert event.payload == {"channel": "hall", "purpose": "service", "note": "补卡 *********15"}
    assert (event.about, event.by) == ("C-1", people.alice)
