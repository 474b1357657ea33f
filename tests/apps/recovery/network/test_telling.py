# SPDX-License-Identifier: Apache-2.0
"""After an improvement: each customer of the place is told once, by day, and asked again by a short survey."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import JobRun, Message
from amends.apps.core.rules.outgoing import CalledOff, HeldBack
from amends.apps.customers.actions.identity import binding
from amends.apps.customers.actions.vault import current_keys
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.rules.sealing import NONCE_SIZE, sealed
from amends.apps.recovery.actions.network.register import (
    ActionRefused,
    Entry,
    finish_action,
    plan_action,
)
from amends.apps.recovery.actions.network.telling import ask_again, start_telling, tell_next
from amends.apps.recovery.models import FixNotice, NetworkAction
from amends.apps.recovery.queries.network.content import notice_words
from amends.apps.recovery.queries.network.outgoing import filled
from amends.apps.recovery.queries.network.register import asked_of, told_of
from amends.apps.recovery.rules.waves.words import Arm, WaveState
from amends.apps.surveys.models import Invitation
from tests.apps.recovery.network.conftest import Ground, action, complaint_at, customer
from tests.apps.recovery.waves import member, wave
from tests.people import NOON

DONE = date(2026, 11, 2)
GATEWAY = override_settings(AMENDS_SMS_URL="https://sms.example", AMENDS_URL="https://care.example")


def finished(ground: Ground, **fields: Any) -> NetworkAction:
    """An action that was done, begun to be told."""
    row = action(ground, done_date=DONE, **fields)
    return start_telling(action=row, words=notice_words(), by=ground.people.bob, at=NOON)


def told(row: NetworkAction) -> None:
    while tell_next(action=row.pk, by=None, at=NOON):
        pass


def notices() -> list[tuple[str, str]]:
    rows = FixNotice.objects.unscoped("test").order_by("customer__code")
    return list(rows.values_list("customer__code", "left_out"))


@pytest.mark.requirement("S3-075")
def test_customers_of_a_fixed_site_get_a_notice_once_and_who_declined_none(ground: Ground) -> None:
    customer(ground, "C-1", lives=ground.site)
    customer(ground, "C-2", lives=ground.site, do_not_contact=True)
    customer(ground, "C-3", lives=ground.site, line_state="closed")
    customer(ground, "C-4")  # lives elsewhere
    complaint_at(ground, "C-5", north=5_000)  # somewhere else
    row = finished(ground)
    told(row)
    told(row)
    assert notices() == [("C-1", ""), ("C-2", "declined"), ("C-3", "line_not_active")]
    (message,) = Message.objects.filter(filled_by="network")
    assert (message.body, message.channel) == (notice_words(), "sms")


def test_a_second_improvement_within_the_month_is_not_told(ground: Ground) -> None:
    customer(ground, "C-1", lives=ground.site)
    told(finished(ground))
    second = finished(ground, title="再次扩容")
    told(second)
    assert [left for _, left in notices()] == ["", "rested"]


def test_a_customer_with_a_case_at_the_site_belongs_to_it(ground: Ground) -> None:
    place = complaint_at(ground, "C-5").place
    place.site = ground.site
    place.save()
    row = finished(ground)
    told(row)
    assert notices() == [("C-5", "")]


def test_what_became_of_many_notices_is_two_queries(
    ground: Ground, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("C-1", "C-2", "C-3"):
        customer(ground, code, lives=ground.site)
    customer(ground, "C-4", lives=ground.site, do_not_contact=True)
    row = finished(ground)
    told(row)
    first = Message.objects.filter(filled_by="network").order_by("pk").first()
    Message.objects.filter(pk=first.pk if first else 0).update(given_up_at=NOON)
    unit = ground.people.east_team
    more = Customer.objects.bulk_create(
        Customer(code=f"M-{at}", unit=unit, updated_at=NOON) for at in range(501)
    )
    FixNotice.objects.bulk_create(
        FixNotice(action=row, customer=each, unit=unit, made_at=NOON) for each in more
    )
    with django_assert_num_queries(2):
        found = told_of(row)
    assert (found.sent, found.failed, found.waiting, found.left_out) == (501, 1, 2, {"declined": 1})


def test_a_press_queues_one_job_and_a_second_press_is_refused(ground: Ground) -> None:
    row = finished(ground)
    assert JobRun.objects.unscoped("test").filter(job="tell_network_fixed").count() == 1
    with pytest.raises(ActionRefused):
        start_telling(action=row, words=notice_words(), by=ground.people.bob, at=NOON)


@pytest.mark.parametrize("words", ["短", "网络已经优化完成，请您给我们打十分。", "长" * 201])
def test_words_that_are_none_too_long_or_beg_are_refused(ground: Ground, words: str) -> None:
    with pytest.raises(ActionRefused):
        start_telling(action=action(ground, done_date=DONE), words=words, by=ground.people.bob, at=NOON)


def test_nobody_is_told_of_what_is_not_done(ground: Ground) -> None:
    with pytest.raises(ActionRefused):
        start_telling(action=action(ground), words=notice_words(), by=ground.people.bob, at=NOON)


def with_number(person: Customer) -> None:
    bound, keys = binding(person.code, "number"), current_keys()
    given = sealed("13800001215", keys=keys, bound_to=bound, nonce=b"n" * NONCE_SIZE)
    Identity.objects.unscoped("test").filter(customer=person).update(number_sealed=given)


def test_a_notice_waits_for_the_morning_and_carries_no_number_until_it_leaves(ground: Ground) -> None:
    person = customer(ground, "C-1", lives=ground.site)
    with_number(person)
    told(finished(ground))
    message = Message.objects.get(filled_by="network")
    assert filled(message, NOON).address == "13800001215"
    night = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai
    with pytest.raises(HeldBack) as held:
        filled(message, night)
    assert held.value.until == datetime(2026, 11, 3, 0, 0, tzinfo=UTC)
    Customer.objects.unscoped("test").update(do_not_contact=True)
    with pytest.raises(CalledOff):
        filled(message, NOON)


@GATEWAY
def test_who_was_drawn_to_compare_with_since_is_neither_told_nor_asked(ground: Ground) -> None:
    people, persons = ground.people, [customer(ground, code, lives=ground.site) for code in ("C-1", "C-2")]
    for each in persons:
        with_number(each)
    row = finished(ground)
    told(row)
    drawn = wave(people.east_team, people.dora, state=WaveState.RUNNING)
    member(drawn, persons[0], arm=Arm.CONTROL)
    first, second = Message.objects.filter(filled_by="network").order_by("pk")
    with pytest.raises(CalledOff):
        filled(first, NOON)
    assert filled(second, NOON).address
    asked = ask_again(action=row, by=people.dora, at=NOON)
    rows = Invitation.objects.unscoped("test").filter(wave=asked)
    assert [each.customer.code for each in rows] == ["C-2"]


@pytest.mark.requirement("S3-075")
@GATEWAY
def test_those_who_were_told_get_the_short_survey_three_days_on(ground: Ground) -> None:
    people = ground.people
    for code in ("C-1", "C-2"):
        customer(ground, code, lives=ground.site)
    customer(ground, "C-3", lives=ground.site, do_not_contact=True)
    row = finished(ground)
    told(row)
    wave = ask_again(action=row, by=people.dora, at=NOON)
    assert (wave.version.questionnaire.code, row.template) == ("SV-NETFIX", "weak_hot_spot")
    rows = Invitation.objects.unscoped("test").filter(wave=wave).order_by("customer__code")
    assert [each.customer.code for each in rows] == ["C-1", "C-2"]
    assert {each.next_at for each in rows} == {NOON + timedelta(days=3)}
    row.refresh_from_db()
    assert (row.wave, asked_of(row), told_of(row).waiting) == (wave, {"waiting": 2}, 2)
    with pytest.raises(ActionRefused):
        ask_again(action=row, by=people.dora, at=NOON)


def test_nobody_is_asked_where_no_gateway_is_set_up_or_before_they_were_told(ground: Ground) -> None:
    row = action(ground, done_date=DONE)
    with pytest.raises(ActionRefused):
        ask_again(action=row, by=ground.people.dora, at=NOON)
    with GATEWAY, pytest.raises(ActionRefused):
        ask_again(action=row, by=ground.people.dora, at=NOON)


@pytest.mark.requirement("S3-077")
def test_the_dense_urban_template_can_be_chosen(ground: Ground) -> None:
    people = ground.people
    entry = Entry("市中心覆盖", "dense_urban", people.east, [ground.site], people.bob, date(2026, 11, 1))
    row = plan_action(entry=entry, by=people.bob, at=NOON)
    assert (row.template, row.places.unscoped("test").count()) == ("dense_urban", 1)


def test_an_action_without_a_place_of_another_unit_or_kind_is_refused(ground: Ground) -> None:
    people, day = ground.people, date(2026, 11, 1)
    for entry in (
        Entry("x", "dense_urban", people.east, [], people.bob, day),
        Entry("x", "magic", people.east, [ground.site], people.bob, day),
        Entry(" ", "speed", people.east, [ground.site], people.bob, day),
        Entry("x", "speed", people.west, [ground.site], people.bob, day),
    ):
        with pytest.raises(ActionRefused):
            plan_action(entry=entry, by=people.bob, at=NOON)


def test_an_action_ends_once_not_before_it_began_and_not_in_the_future(ground: Ground) -> None:
    row, bob = action(ground), ground.people.bob
    for day in (date(2026, 10, 31), date(2026, 11, 9)):
        with pytest.raises(ActionRefused):
            finish_action(action=row, done_date=day, cost_fen=None, by=bob, at=NOON, today=DONE)
    done = finish_action(action=row, done_date=DONE, cost_fen=900, by=bob, at=NOON, today=DONE)
    assert (done.done_date, done.cost_fen) == (DONE, 900)
    with pytest.raises(ActionRefused):
        finish_action(action=row, done_date=DONE, cost_fen=None, by=bob, at=NOON, today=DONE)
