# SPDX-License-Identifier: Apache-2.0
"""The gates that other areas hold before a campaign starts: a term, a selling script, a notice read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.checks import names_are_there
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.notices import Telling, publish_notice, read_notice
from amends.apps.knowledge.models import Notice, Script, Term
from amends.apps.knowledge.queries import launch
from amends.apps.knowledge.queries.scripts import selling_scripts
from amends.apps.promises.actions.campaigns.lifecycle import NotReady, launch_campaign
from amends.apps.promises.actions.campaigns.planning import Plan, TermUnknown, change_campaign
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.launching import missing
from amends.apps.promises.rules.campaigns.launch import Lack
from amends.apps.promises.rules.campaigns.words import CampaignState
from amends.config import settings as shipped
from tests.apps.knowledge.sayings.conftest import Editors
from tests.apps.promises.campaigns.conftest import TODAY, draft, fresh, plan, ready, segment
from tests.people import NOON, PASSWORD, People

__all__ = ["draft", "plan", "ready", "segment"]
pytestmark = pytest.mark.django_db
GATE = "amends.apps.knowledge.queries.launch.lacks"


def _lacks(campaign: Campaign) -> list[tuple[str, str]]:
    found = missing(fresh(campaign), TODAY, at=NOON)
    return [(str(each.lack), each.of) for each in found]


@pytest.fixture
def gated(settings: Any, people: People, editors: Editors) -> None:
    """The gate of knowledge, with the notice read by the one clerk that there is."""
    settings.AMENDS_LAUNCH_GATES = (GATE,)
    clerk = _staff("reader", Role.HALL_CLERK, people.east)
    read_notice(notice=_told(editors, people, "hall"), by=clerk, at=NOON)


def test_what_ships_names_this_gate_and_all_of_them_are_there() -> None:
    assert GATE in shipped.AMENDS_LAUNCH_GATES
    assert names_are_there("AMENDS_TERMS", "AMENDS_SHOWN")() == []


def test_gate_that_is_not_there_stops_the_start_with_a_hint(settings: Any) -> None:
    settings.AMENDS_LAUNCH_GATES = ("amends.apps.knowledge.queries.launch.nothing",)
    (error,) = names_are_there("AMENDS_LAUNCH_GATES")()
    assert "launch.nothing" in error.msg
    assert "AMENDS_LAUNCH_GATES" in str(error.hint)


@pytest.mark.requirement("S3-061")
def test_launch_without_a_unified_term_is_refused(people: People, ready: Campaign, plan: Plan) -> None:
    bare = replace(plan, terms=())
    change_campaign(campaign=ready, version=ready.version, plan=bare, by=people.dora, at=NOON)
    with pytest.raises(NotReady) as refused:
        launch_campaign(campaign=fresh(ready), by=people.dora, at=NOON, today=TODAY)
    assert Lack.NO_TERM in [each.lack for each in refused.value.missing]


@pytest.mark.requirement("S3-061")
def test_own_term_counts_once_it_is_approved(
    people: People, ready: Campaign, plan: Plan, term_of: Callable[..., Term]
) -> None:
    own = replace(plan, terms=("OW-01",))
    term_of("OW-01", "夜间流量", approved=False)
    with pytest.raises(TermUnknown):
        change_campaign(campaign=ready, version=ready.version, plan=own, by=people.dora, at=NOON)
    term_of("OW-01", "夜间流量")
    change_campaign(campaign=ready, version=ready.version, plan=own, by=people.dora, at=NOON)
    assert _lacks(ready) == []


@pytest.mark.requirement("S3-070")
def test_campaign_needs_an_approved_selling_script_of_its_own(
    people: People, ready: Campaign, gated: None, script_of: Callable[..., Script]
) -> None:
    script_of(subject="another")
    script_of(code="SC-DRAFT", approved=False)
    script_of(code="SC-WEST", unit=people.west)
    ((lack, words),) = _lacks(ready)
    assert (lack, "主动推荐的话术" in words) == ("gate", True)
    with pytest.raises(NotReady):
        launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    script_of()
    launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    assert fresh(ready).state is CampaignState.RUNNING


def test_page_of_the_campaign_leads_to_where_the_script_is_written(
    people: People, ready: Campaign, gated: None, client: Client
) -> None:
    client.force_login(people.dora)
    page = client.get("/promises/campaigns/of/old-friends/").content.decode()
    assert "/knowledge/scripts/new/?kind=selling&amp;subject=old-friends" in page


def test_script_that_is_for_another_campaign_by_now_does_not_count(
    people: People, script_of: Callable[..., Script]
) -> None:
    script_of()
    assert selling_scripts("old-friends", people.east) == 1
    script_of(subject="another", unit=people.east)
    assert selling_scripts("old-friends", people.east) == 0
    assert selling_scripts("old-friends", people.west) == 1
    script_of(subject="another")
    assert selling_scripts("old-friends", people.west) == 0


@dataclass(frozen=True)
class Front:
    """Ten agents and a clerk of the eastern city."""

    agents: list[User]
    clerk: User


@pytest.fixture
def front(people: People) -> Front:
    agents = [_staff(f"agent{n}", Role.HOTLINE_AGENT, people.east_team) for n in range(10)]
    return Front(agents, _staff("clerk", Role.HALL_CLERK, people.east))


def _staff(username: str, role: Role, unit: Unit) -> User:
    return add_user(
        username=username, name=username, role=role, unit=unit, password=PASSWORD, by=None, at=NOON
    )


def _told(editors: Editors, people: People, *channels: str, places: Sequence[Unit] = ()) -> Notice:
    telling = Telling(
        people.province,
        "老友活动",
        "照这样答。",
        channels,
        TODAY,
        TODAY,
        subject="old-friends",
        places=places,
    )
    return publish_notice(telling=telling, by=editors.wen, at=NOON)


def _codes(people: People) -> list[str]:
    return [each.code for each in launch.lacks("old-friends", people.province, NOON)]


@pytest.mark.requirement("S3-064")
def test_notice_must_be_read_by_nine_in_ten_of_every_channel(
    people: People, editors: Editors, front: Front, script_of: Callable[..., Script]
) -> None:
    script_of()
    assert _codes(people) == ["no_notice"]
    notice = _told(editors, people, "hotline", "hall")
    for reader in (front.clerk, *front.agents[:8]):
        read_notice(notice=notice, by=reader, at=NOON)
    assert _codes(people) == ["notice_unread"]
    read_notice(notice=notice, by=front.agents[8], at=NOON)
    assert _codes(people) == []


@pytest.mark.requirement("S3-064")
def test_channel_that_nobody_told_keeps_a_campaign_from_starting(
    people: People, editors: Editors, front: Front, script_of: Callable[..., Script]
) -> None:
    script_of()
    first = _told(editors, people, "hotline")
    for reader in front.agents:
        read_notice(notice=first, by=reader, at=NOON)
    (lack,) = launch.lacks("old-friends", people.province, NOON)
    assert "营业厅 1 人里只有 0 人看过" in lack.words
    assert launch.launch_share("old-friends", people.province, NOON) == {"hotline": (10, 10), "hall": (0, 1)}
    read_notice(notice=_told(editors, people, "hall"), by=front.clerk, at=NOON)
    assert _codes(people) == []


def test_place_that_nobody_told_counts_as_not_read(
    people: People, editors: Editors, front: Front, script_of: Callable[..., Script]
) -> None:
    script_of()
    _staff("westclerk", Role.HALL_CLERK, people.west_team)
    notice = _told(editors, people, "hotline", "hall", places=[people.east])
    for reader in (front.clerk, *front.agents):
        read_notice(notice=notice, by=reader, at=NOON)
    assert launch.launch_share("old-friends", people.province, NOON)["hall"] == (1, 2)
    assert _codes(people) == ["notice_unread"]
    assert launch.lacks("old-friends", people.east, NOON) == ()
