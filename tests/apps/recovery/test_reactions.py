# SPDX-License-Identifier: Apache-2.0
"""Everybody who was dissatisfied ends in one outcome; who left without a word stands in the month's list, once."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.departures import keep_departures
from amends.apps.recovery.actions.reactions import NotYoursToNote, note_reaction
from amends.apps.recovery.models import SilentDeparture
from amends.apps.recovery.queries.reactions import reaction_report
from amends.apps.recovery.rules.reactions import Act, Reacted, reacted
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import make_customer
from tests.apps.recovery.conftest import Listed
from tests.people import NOON, People

DAY = timedelta(days=1)
AS_OF = date(2026, 11, 2)
ALL = list(product([False, True], repeat=4))


def planted(people: People, known: tuple[bool, ...], code: str) -> Customer:
    """A dissatisfied customer of whom this is known: third party, told others, complained, left."""
    third_party, told_others, complained, left = known
    customer = make_customer(people, code, line_state="closed" if left else "active")
    origins = [Origin.RECOVERY, *([Origin.APPEAL] if third_party else [])]
    for origin in (*origins, *([Origin.COMPLAINT] if complained else [])):
        open_case(
            customer=customer, origin=origin, recovery_class=RecoveryClass.TARIFF, owner=people.alice,
            by=None, at=NOON, arrival=Arrival(request_type="" if origin is Origin.RECOVERY else "complaint"),
        )  # fmt: skip
    if told_others:
        note_reaction(customer=customer, act=Act.WORD_OF_MOUTH, by=people.alice, at=NOON)
    return customer


@pytest.mark.requirement("S4-026")
def test_every_dissatisfied_customer_ends_in_one_outcome_and_they_sum_to_all(people: People) -> None:
    names = ("third_party", "told_others", "complained", "left")
    expected = dict.fromkeys(Reacted, 0)
    for at, known in enumerate(ALL):
        planted(people, known, f"C-{at}")
        expected[reacted(**dict(zip(names, known, strict=True)))] += 1
    make_customer(people, "CONTENT")  # nothing is known against them: not dissatisfied
    report = reaction_report(people.group.scope, since=NOON - DAY, until=NOON + DAY)
    assert dict(report.counts) == expected
    assert report.total == len(ALL) == 16
    assert sum(report.share(each) or 0 for each in Reacted) == pytest.approx(1)


def test_who_is_on_a_list_counts_though_nothing_was_opened(listed: Listed) -> None:
    report = reaction_report(listed.people.group.scope, since=NOON - DAY, until=NOON + DAY)
    assert report.counts[Reacted.SILENT_STAY] == report.total == 3


def test_other_periods_and_other_units_do_not_count(people: People) -> None:
    planted(people, (False, False, True, False), "C-1")
    assert reaction_report(people.west.scope, since=NOON - DAY, until=NOON + DAY).total == 0
    assert reaction_report(people.group.scope, since=NOON + DAY, until=NOON + 2 * DAY).total == 0


def test_a_complaint_counts_in_the_period_it_was_received_in(people: People) -> None:
    open_case(
        customer=make_customer(people, "C-1"), origin=Origin.COMPLAINT, recovery_class=RecoveryClass.TARIFF,
        owner=people.alice, by=None, at=NOON, arrival=Arrival(request_type="complaint"),
    )  # fmt: skip
    Case.objects.unscoped("test").update(
        received_at=NOON - timedelta(minutes=10)
    )  # typed in ten minutes later
    before = reaction_report(people.group.scope, since=NOON - DAY, until=NOON)
    after = reaction_report(people.group.scope, since=NOON, until=NOON + DAY)
    assert (before.counts[Reacted.COMPLAINED_STAY], before.total, after.total) == (1, 1, 0)


def test_the_page_shows_the_tree_with_its_base(
    client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    planted(people, (False, False, False, True), "C-1")
    client.force_login(people.alice)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("recovery:reactions"), {"days": "365"}).content.decode()
    for words in ("沉默，离开", "找第三方", "告诉亲友", "合计"):
        assert words in page


def test_who_does_not_see_the_customer_notes_nothing(people: People) -> None:
    with pytest.raises(NotYoursToNote):
        note_reaction(customer=make_customer(people), act=Act.THIRD_PARTY, by=people.charlie, at=NOON)


@pytest.mark.requirement("S4-022")
def test_who_left_without_a_complaint_stands_in_the_list_of_the_month_once(
    client: Client, people: People
) -> None:
    make_customer(people, "GONE", line_state="closed", joined_date=date(2024, 11, 2))
    assert keep_departures(codes=["GONE", "UNKNOWN"], as_of=AS_OF, at=NOON) == 1
    for later in (date(2026, 12, 2), date(2028, 1, 2)):
        assert keep_departures(codes=["GONE"], as_of=later, at=NOON) == 0
    row = SilentDeparture.objects.unscoped("test").get()
    assert (row.month, row.joined_months) == (date(2026, 11, 1), 24)
    client.force_login(people.alice)
    page = client.get(reverse("recovery:departures")).content.decode()
    assert "2026-11" in page
    assert "138****1215" in page
    client.force_login(people.charlie)
    assert "138****1215" not in client.get(reverse("recovery:departures")).content.decode()


def test_who_joined_again_can_leave_again(people: People) -> None:
    again = make_customer(people, "AGAIN", line_state="closed", joined_date=date(2024, 11, 2))
    assert keep_departures(codes=["AGAIN"], as_of=AS_OF, at=NOON) == 1
    Customer.objects.unscoped("test").filter(pk=again.pk).update(joined_date=date(2027, 1, 5))
    assert keep_departures(codes=["AGAIN"], as_of=date(2027, 8, 2), at=NOON) == 1


def test_what_runs_had_found_before_stands_beside_who_left(listed: Listed) -> None:
    keep_departures(codes=["C1"], as_of=AS_OF, at=NOON)
    assert SilentDeparture.objects.unscoped("test").get().signs == ["tariff"]
