# SPDX-License-Identifier: Apache-2.0
"""The desk's numbers: what counts, what does not, and that none is shown without its base."""

import json
import re
from datetime import date, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models import Breach, Case, Transfer, Transition
from amends.apps.cases.models.remedies import Remedy
from amends.apps.cases.queries.board import board, by_cause, no_action
from amends.apps.cases.queries.measures.month import MEASURES, Metric, metrics, span_of
from amends.apps.cases.queries.measures.month import voiced as voiced_by
from amends.apps.cases.rules.metrics import Ratio, Spread, Voiced, escalations, repeats, spread, summed
from amends.apps.cases.rules.states import Origin
from amends.apps.cases.views.numbers import EMPTY, shown_metric
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.kernel.periods import Period
from tests.apps.cases.conftest import DAY, HOUR, make_customer
from tests.apps.cases.test_clocks import complain, wait
from tests.people import NOON, People

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
LATER = NOON + 20 * DAY
WHY = "a test looks"


def voiced(at: datetime, customer: int = 1, topic: str = "TF-01", level: int = 1) -> Voiced:
    return Voiced(customer, topic, level, at)


def measured(name: str, people: People, at: datetime = LATER) -> Ratio:
    found = MEASURES[name](span_of(people.east.scope, NOVEMBER, at=at))
    assert isinstance(found, Ratio)
    return found


def closed(case: Case, at: datetime, **changes: object) -> Case:
    values = {
        "is_open": False,
        "state": "recovered",
        "outcome": "recovered",
        "handled_at": at,
        "result_told_at": at,
        "closed_at": at,
    }
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(**(values | changes))
    return Case.objects.unscoped(WHY).get(pk=case.pk)


@pytest.mark.requirement("S2-091")
def test_second_complaint_on_a_topic_is_a_repeat_within_the_window() -> None:
    rows = [voiced(NOON), voiced(NOON + 29 * DAY), voiced(NOON, customer=2), voiced(NOON, 3, "NW-01")]
    assert repeats(rows, NOON) == Ratio(1, 3)
    assert repeats([voiced(NOON), voiced(NOON + 31 * DAY)], NOON) == Ratio(0, 1)


def test_dispatch_within_an_hour_is_no_repeat() -> None:
    assert repeats([voiced(NOON), voiced(NOON + HOUR)], NOON) == Ratio(0, 1, excluded=1)


def test_complaint_before_the_period_makes_the_one_within_a_repeat() -> None:
    assert repeats([voiced(NOON - 10 * DAY), voiced(NOON + DAY)], NOON) == Ratio(1, 1)


def test_upper_channel_after_our_own_is_an_escalation() -> None:
    rows = [voiced(NOON - DAY), voiced(NOON, level=5), voiced(NOON, customer=2, level=5)]
    assert escalations(rows, NOON) == Ratio(1, 2)


def test_spread_is_median_and_ninetieth_percentile() -> None:
    found = spread([10, 20, 30, 40, 50])
    assert (found.median, found.p90, found.count) == (30, 46, 5)
    assert spread([]).median is None


def test_ratio_without_a_base_has_no_value() -> None:
    assert Ratio(0, 0).value is None


@pytest.mark.django_db
@pytest.mark.requirement("S0-066", "S4-050")
def test_first_contact_resolution_counts_only_what_the_first_receiver_settled(people: People) -> None:
    first, moved, again = (make_customer(people, f"C-{n}") for n in range(3))
    topic = Arrival(channel="CH-HOTLINE", request_type="complaint", taxonomy="TF-01-01")
    closed(complain(people, first, arrival=topic), NOON + DAY)
    closed(complain(people, moved, arrival=topic), NOON + DAY, transfers=1)
    closed(complain(people, again, arrival=topic), NOON + DAY)
    complain(people, again, arrival=topic, at=NOON + 4 * DAY)
    assert measured("fcr_rate", people) == Ratio(1, 3)
    assert measured("one_contact_rate", people) == Ratio(3, 3)


@pytest.mark.django_db
def test_first_contact_resolution_waits_for_its_window(people: People, customer: Customer) -> None:
    closed(complain(people, customer), NOON + DAY)
    assert measured("fcr_rate", people, at=NOON + 3 * DAY) == Ratio(0, 0, excluded=1)


@pytest.mark.django_db
def test_on_time_counts_a_missed_limit_and_no_missed_progress(people: People) -> None:
    early, late, quiet = (complain(people, make_customer(people, f"C-{n}")) for n in range(3))
    for case in (early, late, quiet):
        closed(case, NOON + DAY)
    Breach.objects.create(case=late, clock="a", kind="resolve", due_at=NOON, noted_at=NOON)
    Breach.objects.create(case=quiet, clock="b", kind="next_progress", due_at=NOON, noted_at=NOON)
    assert measured("on_time_rate", people) == Ratio(2, 3)


@pytest.mark.django_db
def test_rates_per_customer_are_of_the_customers_in_scope(people: People) -> None:
    complain(people, make_customer(people, "C-1"))
    complain(people, make_customer(people, "C-2"), origin=Origin.APPEAL)
    make_customer(people, "C-3", west=True)
    assert measured("complaints_per_10k", people) == Ratio(2, 2, 10_000)
    assert measured("appeals_per_million", people) == Ratio(1, 2, 1_000_000)


@pytest.mark.django_db
def test_who_only_asked_or_suggested_complained_of_nothing(people: People) -> None:
    complain(people, make_customer(people, "C-1"))
    for number, kind in enumerate(("inquiry", "suggestion", "violation"), start=2):
        asked = Arrival(channel="CH-HOTLINE", request_type=kind)
        complain(people, make_customer(people, f"C-{number}"), arrival=asked)
    assert measured("complaints_per_10k", people) == Ratio(1, 4, 10_000)
    assert by_cause(people.east.scope, NOVEMBER, at=LATER) == [("", 1)]


@pytest.mark.django_db
def test_complaints_are_read_customer_by_customer(people: People) -> None:
    first, second = make_customer(people, "C-1"), make_customer(people, "C-2")
    topic = Arrival(channel="CH-HOTLINE", request_type="complaint", taxonomy="TF-01-01")
    for days, customer in ((0, first), (1, second), (2, first), (3, second)):
        complain(people, customer, arrival=topic, at=NOON + days * DAY)
    read = list(voiced_by(span_of(people.east.scope, NOVEMBER, at=LATER)))
    assert [[each.customer for each in theirs] for theirs in read] == [[first.pk] * 2, [second.pk] * 2]
    assert measured("repeat_rate", people) == Ratio(2, 2)


@pytest.mark.django_db
def test_paused_time_is_read_at_once_and_left_out(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        case = wait(complain(people, make_customer(people, f"C-{number}")), people, NOON + HOUR, hours=24)
        closed(case, NOON + 2 * DAY)
    span = span_of(people.east.scope, NOVEMBER, at=LATER)
    with django_assert_num_queries(2):
        found = MEASURES["resolution_seconds"](span)
    assert found == Spread(3, 24 * 3600.0, 24 * 3600.0)


def test_ratios_of_those_who_share_nothing_add_up() -> None:
    rows = [voiced(NOON), voiced(NOON + 9 * DAY), voiced(NOON, customer=2), voiced(NOON + HOUR, customer=2)]
    apart = [[each for each in rows if each.customer == number] for number in (1, 2)]
    assert summed(repeats(each, NOON) for each in apart) == repeats(rows, NOON)


@pytest.mark.django_db
@pytest.mark.peer("frappe #3465")
def test_reopenings_are_counted_by_what_happened(people: People, customer: Customer) -> None:
    case = complain(people, customer)
    for before, after in (("verifying", "recovered"), ("recovered", "receiving"), ("verifying", "recovered")):
        Transition.objects.create(case=case, before=before, after=after, at=NOON + DAY, by=people.alice)
    assert measured("reopen_rate", people) == Ratio(1, 2)


@pytest.mark.django_db
def test_returned_hand_overs_are_of_all_hand_overs(people: People, customer: Customer) -> None:
    case = complain(people, customer)
    for declined in (NOON, None):
        Transfer.objects.create(
            case=case, before=people.alice, after=people.bob, reason="x", at=NOON, declined_at=declined
        )
    assert measured("return_rate", people) == Ratio(1, 2)


@pytest.mark.django_db
def test_every_metric_says_what_it_is(people: People, customer: Customer) -> None:
    complain(people, customer)
    found = metrics(people.east.scope, NOVEMBER, at=LATER)
    assert [each.identifier for each in found] == list(MEASURES)
    assert all(each.name and each.definition for each in found)


@pytest.mark.django_db
@pytest.mark.requirement("S0-080")
def test_board_counts_by_team_and_only_ones_own(people: People) -> None:
    complain(people, make_customer(people, "C-1"))
    complain(people, make_customer(people, "C-2"), arrival=Arrival(channel="CH-HOTLINE", priority="p1"))
    other = make_customer(people, "C-3", west=True)
    complain(people, other, owner=people.charlie, by=people.charlie)
    found = board(people.bob, at=NOON + 30 * HOUR)
    assert (found.whole.open, found.whole.urgent) == (2, 1)
    assert [(each.unit.code, each.open) for each in found.teams] == [("G-P-E-T", 2)]
    assert found.whole.overdue == 2
    assert no_action(Scope(0, 10**6)) == []


@pytest.mark.django_db
def test_live_board_sends_nothing_while_nothing_changes(
    people: People, customer: Customer, client: Client
) -> None:
    client.force_login(people.bob)
    mark = board(people.bob, at=NOON).mark
    assert client.get("/cases/board/live/", {"mark": mark}).status_code == 204
    complain(people, customer)
    page = client.get("/cases/board/live/", {"mark": mark})
    assert page.status_code == 200
    assert "东市投诉组" in page.text


@pytest.mark.django_db
def test_every_number_of_the_board_says_what_when_and_of_what(people: People, client: Client) -> None:
    complain(people, make_customer(people))
    client.force_login(people.bob)
    page = client.get("/cases/board/").text
    numbers = page.count('<div class="metric">')
    assert numbers == 5
    assert page.count("统计期 实时，截至") == page.count('<p class="dim">基数 ') == numbers
    assert "并入别案和不属于投诉的不计" in page


@pytest.mark.django_db
def test_cost_is_told_in_one_unit(people: People, client: Client) -> None:
    case = closed(complain(people, make_customer(people), at=NOON - 30 * DAY), NOON)
    given = {"kind": "goodwill", "words": "赠送", "amount": 1_250, "reason": "等了很久", "state": "waiting"}
    moments = {"proposed_at": NOON, "given_at": NOON, "due_at": NOON + DAY}
    Remedy.objects.create(case=case, channel="phone", proposed_by=people.alice, **given, **moments)
    client.force_login(people.bob)
    assert "12.50 元 ÷ 1" in client.get("/cases/board/numbers/", {"month": "2026-11"}).text


@pytest.mark.django_db
def test_metric_of_nothing_says_so_and_what_gives_one(
    people: People, customer: Customer, client: Client
) -> None:
    complain(people, customer)
    client.force_login(people.bob)
    page = client.get("/cases/board/numbers/", {"month": "2026-11"}).text
    assert "没有数据 以内" not in page
    assert "；0 件" not in page
    assert "0 ÷ 0" not in page
    assert "这个月还没有办结的投诉；客户确认、案件结案以后就有。" in page
    assert set(EMPTY) == set(MEASURES)


def test_metric_that_waits_for_its_window_says_so() -> None:
    waiting = Metric("fcr_rate", "首次解决率", "", "", Ratio(0, 0, excluded=3))
    assert shown_metric(waiting)["base"] == "办结的 3 件都还不满 7 天，客户可能再来反映；满了就计入。"
    given = Metric("complaint_cost", "成本", "", "", Ratio(1_250, 0))
    assert str(shown_metric(given)["base"]).startswith("已给客户 12.50 元；")


def test_duration_of_less_than_an_hour_is_told_in_minutes() -> None:
    quick = shown_metric(Metric("first_response_seconds", "首次响应", "", "", Spread(4, 300.0, 5_400.0)))
    assert (quick["value"], quick["base"]) == ("5 分钟", "中位数；九成在 1.5 小时 以内；4 件")


@pytest.mark.django_db
def test_late_is_red_in_the_chart_and_told_apart_without_colour(people: People, client: Client) -> None:
    client.force_login(people.bob)
    page = client.get("/cases/board/").text
    option = json.loads(re.findall(r'<script id="flow" type="application/json">(.*?)</script>', page)[0])
    tones = {each["name"]: each["tone"] for each in option["series"]}
    assert tones == {"收到": "accent", "结案": "edge", "超时": "red"}
    assert len({(each["lineStyle"]["type"], each["symbol"]) for each in option["series"]}) == 3


@pytest.mark.django_db
def test_numbers_page_shows_base_and_period(people: People, customer: Customer, client: Client) -> None:
    complain(people, customer, at=NOON)
    client.force_login(people.bob)
    page = client.get("/cases/board/numbers/", {"month": "2026-11"}).text
    assert "没有数据" in page
    assert "2026-11-01 起，2026-12-01 前" in page
    assert client.get("/cases/board/").status_code == 200
    client.force_login(people.alice)
    assert client.get("/cases/board/").status_code == 403
