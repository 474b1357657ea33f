# SPDX-License-Identifier: Apache-2.0
"""The gates that other areas hold before a campaign starts: a term, a selling script, a notice read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from amends.apps.core.checks import names_are_there
from amends.apps.core.models import Unit
from amends.apps.core.rules.gates import Lack as GateLack
from amends.apps.knowledge.models import Script, Term
from amends.apps.knowledge.queries import launch
from amends.apps.promises.actions.campaigns.lifecycle import NotReady, launch_campaign
from amends.apps.promises.actions.campaigns.planning import Plan, TermUnknown, change_campaign
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.launching import missing
from amends.apps.promises.rules.campaigns.launch import Lack
from amends.apps.promises.rules.campaigns.words import CampaignState
from amends.config import settings as shipped
from tests.apps.promises.campaigns.conftest import TODAY, draft, fresh, plan, ready, segment
from tests.people import NOON, People

__all__ = ["draft", "plan", "ready", "segment"]
pytestmark = pytest.mark.django_db
GATE = "amends.apps.knowledge.queries.launch.lacks"


def _lacks(campaign: Campaign) -> list[tuple[str, str]]:
    found = missing(fresh(campaign), TODAY, at=NOON)
    return [(str(each.lack), each.of) for each in found]


def _read(_subject: str, _unit: Unit, _at: object) -> dict[str, tuple[int, int]]:
    return {"hotline": (9, 10), "hall": (10, 10)}


@pytest.fixture
def gated(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate of knowledge, with the notice read."""
    settings.AMENDS_LAUNCH_GATES = (GATE,)
    monkeypatch.setattr(launch, "read_share", _read)


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


@pytest.mark.parametrize(
    ("shares", "codes"),
    [
        ({}, ["no_notice"]),
        ({"hotline": (8, 10), "hall": (10, 10)}, ["notice_unread"]),
        ({"hotline": (9, 10), "hall": (0, 0)}, []),
    ],
)
def test_notice_must_be_read_in_every_channel(
    people: People,
    script_of: Callable[..., Script],
    monkeypatch: pytest.MonkeyPatch,
    shares: dict[str, tuple[int, int]],
    codes: list[str],
) -> None:
    script_of()
    monkeypatch.setattr(launch, "read_share", lambda *_about: shares)
    found: tuple[GateLack, ...] = launch.lacks("old-friends", people.east, NOON)
    assert [each.code for each in found] == codes
