# SPDX-License-Identifier: Apache-2.0
"""The demo's month: complaints in every state, brought there by the desk's own verbs, at honest times."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from amends.apps.cases.models import Breach, Case, Remedy, Task, Transition
from amends.apps.cases.queries.measures.month import MEASURES, span_of
from amends.apps.cases.rules.metrics import Ratio
from amends.apps.core.actions.organisation import add_units
from amends.apps.core.models import Message, Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.cli.demo import complaints, lives, month
from amends.cli.demo.complaints import complain_at_the_desk
from amends.cli.demo.month import DAYS, EACH, LIVES, play_the_month
from amends.cli.demo.pointers import POINTERS, point_out
from amends.cli.demo.stories import STORIES
from amends.kernel.periods import Period
from amends.pipeline.demo.accounts import shown_accounts
from amends.pipeline.demo.organisation import DEMO_STAFF, DEMO_UNITS, homes
from tests.people import NOON, People, make_people

WHY = "a test looks"
DAY = timedelta(days=1)
AT = NOON + 35 * DAY


@pytest.fixture
def hearing(db: None) -> tuple[People, User]:
    """The usual people with an agent in the team, and customers for each."""
    people = make_people()
    people.bob.unit = people.east_team
    people.bob.save()
    agent = User.objects.create(
        username="amy", name="艾米", role=Role.HOTLINE_AGENT, unit=people.east_team, is_active=True
    )
    return people, agent


def _customers(people: People, count: int) -> list[Customer]:
    units = (people.east_team, people.west_team)
    shown = {"name_shown": "张*明", "number_shown": "138****1215", "updated_at": NOON, "line_state": "active"}
    return [
        Customer.objects.create(code=f"{unit.code}-{n:02d}", unit=unit, **shown)
        for n in range(count)
        for unit in units
    ]


def _lived(hearing: tuple[People, User], life: Callable[[lives.Hand], lives.Life]) -> Case:
    people, agent = hearing
    hand = lives.Hand(STORIES[0], _customers(people, 1)[0], agent, lives.in_office_hours(NOON))
    moments = list(life(hand))
    assert moments == sorted(moments)
    return hand.case


@pytest.mark.parametrize(
    ("life", "state"),
    [
        (lives.refunded, "recovered"),
        (lives.reopened_and_recovered, "recovered"),
        (lives.not_recovered, "not_recovered"),
        (lives.unreachable, "unreachable"),
        (lives.withdrawn, "withdrawn"),
        (lives.no_complaint, "ineligible"),
        (lives.beyond_reason, "recovered"),
        (lives.left_half_way, "clarifying"),
    ],
)
def test_complaint_of_the_demo_comes_to_its_end(
    hearing: tuple[People, User], life: Callable[[lives.Hand], lives.Life], state: str
) -> None:
    case = _lived(hearing, life)
    assert case.state == state
    assert case.is_open is (state == "clarifying")
    given = Remedy.objects.unscoped(WHY).filter(case=case, state="given").count()
    assert given == (life is lives.refunded)
    assert case.reopened == (life is lives.reopened_and_recovered)


def test_month_is_played_without_a_refusal_and_in_the_past(
    hearing: tuple[People, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    people, _agent = hearing
    _customers(people, EACH + 4)
    ways = (lives.recovered, lives.late, lives.left_half_way)
    monkeypatch.setattr(month, "LIVES", ways)
    assert play_the_month(at=AT) == 0
    cases = Case.objects.unscoped(WHY)
    assert {each.channel for each in cases} > {"CH-HOTLINE", "CH-EMAIL", "CH-12315"}
    assert all(AT - (DAYS + 1) * DAY < each.received_at <= AT for each in cases)
    assert not Transition.objects.unscoped(WHY).filter(at__gt=AT).exists()
    states = Counter(cases.values_list("state", flat=True))
    assert states["recovered"] >= 2
    assert cases.open().filter(queue="complaint_officer").exists()
    assert cases.open().filter(soonest_at__lt=AT).exists()
    assert Breach.objects.unscoped(WHY).filter(noted_at__lt=AT - DAY).exists()
    assert cases.open().filter(next_kind="sign_off", next_owner=people.bob).exists()
    span = span_of(people.east.scope, Period((AT - 31 * DAY).date(), AT.date()), at=AT)
    for name in ("on_time_rate", "fcr_rate", "resolved_rate", "handling_csat_rate", "callback_reach_rate"):
        found = MEASURES[name](span)
        assert isinstance(found, Ratio)
        assert found.value is not None, name


def test_every_way_of_a_complaint_is_in_the_month() -> None:
    assert len(LIVES) <= 13 * EACH  # as many as hear customers: each way comes at least once
    ends = {lives.not_recovered, lives.unreachable, lives.withdrawn, lives.no_complaint, lives.reopened}
    assert ends < set(LIVES)
    assert LIVES.count(lives.recovered) >= len(LIVES) // 3


def test_moments_lie_within_office_hours_and_never_go_back() -> None:
    for hours in range(48):
        at = NOON + timedelta(hours=hours, minutes=23)
        moved = lives.in_office_hours(at)
        assert at <= moved <= at + 16 * timedelta(hours=1)
        assert lives.OPENS <= moved.time() <= lives.NOON or lives.AFTERNOON <= moved.time() <= lives.CLOSES


def operator() -> None:
    """The demo's units and people, without their passwords, and some customers for each."""
    add_units(
        rows=[(each.code, each.name, UnitKind(each.kind), each.parent_code) for each in DEMO_UNITS],
        by=None,
        at=NOON,
    )
    units = {unit.code: unit for unit in Unit.objects.all()}
    for each in DEMO_STAFF:
        User.objects.create(
            username=each.username, name=each.name, role=each.role, unit=units[each.unit_code]
        )
    shown = {"name_shown": "张*明", "number_shown": "138****1215", "updated_at": NOON, "line_state": "active"}
    for home in homes(DEMO_UNITS):
        for n in range(EACH + 5):
            Customer.objects.create(code=f"{home.unit_code}-{n:02d}", unit=units[home.unit_code], **shown)


def test_everybody_of_the_demo_finds_something_to_do(
    db: None, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    operator()
    monkeypatch.setattr(month, "LIVES", (lives.no_complaint,))
    monkeypatch.setattr(complaints, "EACH", 1)
    monkeypatch.setattr(month, "EACH", 1)
    assert play_the_month(at=AT) == 0
    complain_at_the_desk(at=AT)
    point_out(at=AT)
    for account in shown_accounts():
        person = User.objects.get(username=account["username"])
        client.force_login(person)
        home = client.get("/").text
        told = 'class="notices"' in home
        mine = client.get("/cases/mine/", headers={"HX-Request": "true"}).text
        assert told or re.search(r'href="/cases/C\d', mine), person.username
    assert Task.objects.unscoped(WHY).filter(kind="approval", done_at=None).exists()


def test_pointers_lead_where_their_readers_may_go(db: None, client: Client) -> None:
    operator()
    point_out(at=AT)
    for username, _words, _page in POINTERS:
        client.force_login(User.objects.get(username=username))
        notice = Message.objects.get(to__username=username)
        assert notice.subject.startswith("（演示）")
        assert client.get(notice.link).status_code == 200
