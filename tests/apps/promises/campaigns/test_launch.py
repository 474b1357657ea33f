# SPDX-License-Identifier: Apache-2.0
"""The launch gate: it opens when nothing is lacking, and says everything that is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from amends.apps.core.models import Event, EventKind
from amends.apps.promises.actions.campaigns.claims import change_claim, drop_claim
from amends.apps.promises.actions.campaigns.lifecycle import (
    NotReady,
    NotReviewed,
    close_campaign,
    launch_campaign,
    resume_campaign,
    suspend_campaign,
)
from amends.apps.promises.actions.campaigns.materials import withdraw_version
from amends.apps.promises.actions.campaigns.planning import Plan, change_campaign, record_count
from amends.apps.promises.actions.campaigns.refusals import NotYourUnit, StateWrong
from amends.apps.promises.models.campaigns import Campaign, CampaignCheck
from amends.apps.promises.queries.campaigns.finding import claims_of
from amends.apps.promises.queries.campaigns.launching import missing
from amends.apps.promises.queries.campaigns.materials import register_of
from amends.apps.promises.rules.campaigns.launch import PLAN_FIELDS, Lack
from amends.apps.promises.rules.campaigns.words import Briefed, CampaignState
from tests.apps.promises.campaigns.conftest import TERMS, TODAY, brief, fresh, tick
from tests.people import NOON, People

pytestmark = pytest.mark.django_db


def lacks(campaign: Campaign) -> list[tuple[str, str]]:
    return [(str(each.lack), each.of) for each in missing(fresh(campaign), TODAY, at=NOON)]


def test_campaign_that_lacks_nothing_is_launched(people: People, ready: Campaign) -> None:
    launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    assert fresh(ready).state is CampaignState.RUNNING
    assert Event.objects.unscoped("a test looks").filter(kind=EventKind.CAMPAIGN_LAUNCHED).count() == 1


@pytest.mark.parametrize(
    ("left", "days", "lack"), [(1, 14, []), (1, 15, ["count_old"]), (0, 0, ["nobody_left"])]
)
def test_count_of_the_audience_is_fresh_and_names_somebody(
    people: People, ready: Campaign, left: int, days: int, lack: list[str]
) -> None:
    record_count(campaign=ready, left=left, excluded={}, by=people.dora, at=NOON - timedelta(days=days))
    assert [name for name, _ in lacks(ready)] == lack


@pytest.mark.requirement("S3-020")
def test_claim_without_delivery_owner_or_capacity_blocks_the_launch(people: People, ready: Campaign) -> None:
    (claim,) = claims_of(ready)
    bare = replace(TERMS, capacity=None)
    change_claim(claim=claim, terms=bare, delivery_owner=None, by=people.dora, at=NOON)
    with pytest.raises(NotReady) as refused:
        launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    assert [each.lack for each in refused.value.missing] == [Lack.CLAIM_OWNER, Lack.CLAIM_CAPACITY]
    assert fresh(ready).state is CampaignState.DRAFT


@pytest.mark.requirement("S3-020")
def test_claim_that_fewer_can_get_than_the_campaign_is_for_blocks_it(people: People, ready: Campaign) -> None:
    (claim,) = claims_of(ready)
    few = replace(TERMS, capacity=499)
    change_claim(claim=claim, terms=few, delivery_owner=people.alice, by=people.dora, at=NOON)
    assert lacks(ready) == [("claim_short", TERMS.words)]


def test_campaign_without_a_claim_is_not_launched(people: People, ready: Campaign) -> None:
    drop_claim(claim=claims_of(ready)[0], by=people.dora, at=NOON)
    assert lacks(ready) == [("no_claim", "")]


@pytest.mark.requirement("S3-053")
@pytest.mark.parametrize("name", PLAN_FIELDS)
def test_plan_without_one_of_its_fields_is_not_launched(
    people: People, ready: Campaign, plan: Plan, name: str
) -> None:
    assert {"goal", "segment", "offer", "capacity", "starts_date", "ends_date"} <= {*PLAN_FIELDS}
    empty = type(getattr(plan, name))() if isinstance(getattr(plan, name), str) else None
    gap = replace(plan, **{name: empty})  # type: ignore[arg-type]  # any field, by name
    change_campaign(campaign=ready, version=ready.version, plan=gap, by=people.dora, at=NOON)
    with pytest.raises(NotReady) as refused:
        launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    assert (Lack.PLAN, name) in [(each.lack, each.of) for each in refused.value.missing]


@pytest.mark.requirement("S3-074")
def test_one_unanswered_item_of_the_checklist_blocks_the_launch(people: People, ready: Campaign) -> None:
    CampaignCheck.objects.unscoped("a test unticks").filter(item="CK-06").delete()
    with pytest.raises(NotReady) as refused:
        launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    assert [(each.lack, each.of) for each in refused.value.missing] == [(Lack.CHECK, "CK-06")]


def test_everything_is_told_at_once_of_a_plan_alone(draft: Campaign) -> None:
    found = lacks(draft)
    assert {"not_counted", "not_told", "no_claim", "no_channel", "material", "not_briefed", "check"} == {
        lack for lack, _of in found
    }
    assert sum(lack == "check" for lack, _of in found) == 19  # CK-01 … CK-19


@pytest.mark.requirement("S3-074")
def test_eight_of_ten_is_too_few_and_a_second_briefing_counts(people: People, ready: Campaign) -> None:
    brief(ready, people, Briefed.FRONT_LINE, 8)
    assert lacks(ready) == [("not_passed", str(people.east_team))]
    brief(ready, people, Briefed.FRONT_LINE, 9)
    assert lacks(ready) == []


def test_withdrawn_script_blocks_the_launch(people: People, ready: Campaign) -> None:
    script = next(each for each in register_of(ready) if each.material.kind == "explain_script")
    assert script.used
    withdraw_version(version=script.used, reason="说法已变", by=people.dora, at=NOON)
    assert lacks(ready) == [("material", "explain_script")]


def test_campaign_that_is_over_is_not_launched(people: People, ready: Campaign) -> None:
    found = missing(ready, date(2027, 1, 1), at=NOON)
    assert [each.lack for each in found] == [Lack.OVER, Lack.COUNT_OLD]


def test_term_that_is_not_unified_blocks_the_launch(people: People, ready: Campaign, plan: Plan) -> None:
    bare = replace(plan, terms=())
    change_campaign(campaign=ready, version=ready.version, plan=bare, by=people.dora, at=NOON)
    assert lacks(ready) == [("no_term", "")]


def test_launch_by_who_does_not_look_after_the_unit_is_refused(people: People, ready: Campaign) -> None:
    with pytest.raises(NotYourUnit):
        launch_campaign(campaign=ready, by=people.charlie, at=NOON, today=TODAY)


def test_launched_campaign_is_not_launched_again(people: People, running: Campaign) -> None:
    with pytest.raises(StateWrong):
        launch_campaign(campaign=running, by=people.dora, at=NOON, today=TODAY)


def test_suspended_campaign_goes_on_only_when_nothing_is_lacking(people: People, running: Campaign) -> None:
    suspend_campaign(campaign=running, reason="海报上的期限写错", by=people.dora, at=NOON)
    (claim,) = claims_of(running)
    wrong = replace(TERMS, capacity=None)
    change_claim(claim=claim, terms=wrong, delivery_owner=people.alice, by=people.dora, at=NOON)
    with pytest.raises(NotReady):
        resume_campaign(campaign=running, by=people.dora, at=NOON, today=TODAY)
    change_claim(claim=claim, terms=TERMS, delivery_owner=people.alice, by=people.dora, at=NOON)
    resume_campaign(campaign=running, by=people.dora, at=NOON, today=TODAY)
    assert fresh(running).state is CampaignState.RUNNING


@pytest.mark.requirement("S3-074")
def test_campaign_is_closed_after_its_review(people: People, running: Campaign) -> None:
    with pytest.raises(NotReviewed) as refused:
        close_campaign(campaign=running, by=people.dora, at=NOON)
    assert next(each.code for each in refused.value.items) == "CK-24"
    tick(running, people, "close")
    close_campaign(campaign=running, by=people.dora, at=NOON)
    assert fresh(running).state is CampaignState.CLOSED
