# SPDX-License-Identifier: Apache-2.0
"""Plans, claims, channels, answers and briefings: who may, what is refused, what becomes void."""

from dataclasses import replace
from datetime import timedelta

import pytest

from amends.apps.core.models import Message
from amends.apps.customers.models import Customer, Preferences
from amends.apps.promises.actions.campaigns.claims import ClaimRefused, add_claim, drop_claim
from amends.apps.promises.actions.campaigns.lifecycle import suspend_campaign
from amends.apps.promises.actions.campaigns.planning import (
    CampaignCodeTaken,
    ChannelNotSelectable,
    EndsBeforeStart,
    NothingToTell,
    Plan,
    TermUnknown,
    announce_campaign,
    change_campaign,
    plan_campaign,
    set_channels,
)
from amends.apps.promises.actions.campaigns.readiness import (
    ItemUnknown,
    NobodyBriefed,
    NotYetHeld,
    answer_check,
    record_briefing,
)
from amends.apps.promises.actions.campaigns.refusals import CampaignChanged, NotYourUnit, PlanFixed
from amends.apps.promises.actions.change import WordsMissing
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.finding import campaign_by_code, claims_of
from amends.apps.promises.queries.campaigns.launching import briefings_of, checks_of
from amends.apps.promises.queries.campaigns.reaching import channel_reaches
from amends.apps.promises.rules.campaigns.claims import ClaimFault
from amends.apps.promises.rules.campaigns.words import Briefed, CheckState
from tests.apps.promises.campaigns.conftest import LAST, TERMS, TODAY, brief, consent, fresh
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.requirement("S3-053")
def test_plan_is_kept_whole(people: People, draft: Campaign, plan: Plan) -> None:
    stored = fresh(draft)
    assert {name: getattr(stored, name) for name in plan.fields} == plan.fields
    assert (stored.unit, stored.made_by, stored.version) == (people.east, people.dora, 1)


def test_campaign_runs_below_its_unit_and_is_unknown_beside_it(people: People, draft: Campaign) -> None:
    assert campaign_by_code(draft.code, people.alice.scope) == draft
    assert campaign_by_code(draft.code, people.dora.scope) == draft
    assert campaign_by_code(draft.code, people.charlie.scope) is None


def test_campaign_is_planned_for_units_one_looks_after(people: People, draft: Campaign, plan: Plan) -> None:
    with pytest.raises(NotYourUnit):
        plan_campaign(code="west", unit=people.west, plan=plan, by=people.bob, at=NOON)
    with pytest.raises(CampaignCodeTaken):
        plan_campaign(code=draft.code, unit=people.east, plan=plan, by=people.dora, at=NOON)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"ends_date": TODAY - DAY}, EndsBeforeStart), ({"terms": ("UW-99",)}, TermUnknown)],
)
def test_plan_that_makes_no_sense_is_refused(
    people: People, draft: Campaign, plan: Plan, change: dict[str, object], refusal: type[Exception]
) -> None:
    odd = replace(plan, **change)  # type: ignore[arg-type]
    with pytest.raises(refusal):
        change_campaign(campaign=draft, version=draft.version, plan=odd, by=people.dora, at=NOON)


def test_second_of_two_editors_is_told(people: People, draft: Campaign, plan: Plan) -> None:
    change_campaign(campaign=draft, version=1, plan=replace(plan, goal="甲"), by=people.dora, at=NOON)
    with pytest.raises(CampaignChanged):
        change_campaign(campaign=draft, version=1, plan=replace(plan, goal="乙"), by=people.dora, at=NOON)
    assert fresh(draft).goal == "甲"


def test_another_segment_makes_count_and_channels_void(people: People, ready: Campaign, plan: Plan) -> None:
    bare = replace(plan, segment=None, expected_enquiries=99)
    change_campaign(campaign=ready, version=ready.version, plan=bare, by=people.dora, at=NOON)
    stored = fresh(ready)
    assert (stored.counted_at, stored.channels, stored.told_at) == (None, [], None)


@pytest.mark.requirement("S3-020")
def test_running_campaign_says_nothing_else_until_it_is_suspended(
    people: People, running: Campaign, plan: Plan
) -> None:
    with pytest.raises(PlanFixed):
        add_claim(campaign=running, terms=TERMS, delivery_owner=None, by=people.dora, at=NOON)
    with pytest.raises(PlanFixed):
        drop_claim(claim=claims_of(running)[0], by=people.dora, at=NOON)
    with pytest.raises(PlanFixed):
        change_campaign(campaign=running, version=running.version, plan=plan, by=people.dora, at=NOON)
    suspend_campaign(campaign=running, reason="改期限", by=people.dora, at=NOON)
    drop_claim(claim=claims_of(running)[0], by=people.dora, at=NOON)
    assert claims_of(running) == []


@pytest.mark.requirement("S3-020")
def test_claim_without_an_end_is_refused(people: People, draft: Campaign) -> None:
    endless = replace(TERMS, ends=None)
    with pytest.raises(ClaimRefused) as refused:
        add_claim(campaign=draft, terms=endless, delivery_owner=people.alice, by=people.dora, at=NOON)
    assert (refused.value.fault, refused.value.field) == (ClaimFault.END_MISSING, "ends_date")


def test_leaders_are_told_how_many_will_ask(people: People, draft: Campaign, plan: Plan) -> None:
    assert announce_campaign(campaign=draft, by=people.dora, at=NOON) == 1
    assert "30" in Message.objects.get(to=people.bob).subject
    assert not Message.objects.filter(to=people.charlie).exists()
    silent = replace(plan, expected_enquiries=None)
    change_campaign(campaign=draft, version=fresh(draft).version, plan=silent, by=people.dora, at=NOON)
    with pytest.raises(NothingToTell):
        announce_campaign(campaign=draft, by=people.dora, at=NOON)


@pytest.mark.requirement("S3-055")
def test_channel_that_nobody_agreed_to_cannot_be_chosen(people: People, draft: Campaign) -> None:
    consent(make_customer("C-2", people))
    for customer in Customer.objects.within(people.east.scope):
        Preferences.objects.create(customer=customer, channel="sms", updated_at=NOON)
    with pytest.raises(ChannelNotSelectable) as refused:
        set_channels(campaign=draft, channels=["sms", "phone"], by=people.dora, at=NOON)
    assert refused.value.channel == "phone"
    set_channels(campaign=draft, channels=["sms", "hall"], by=people.dora, at=NOON)
    assert fresh(draft).channels == ["hall", "sms"]


@pytest.mark.requirement("S3-055")
def test_each_channel_says_how_many_of_each_group_it_reaches(people: People, draft: Campaign) -> None:
    gold = make_customer("C-2", people)
    gold.value_tier = "gold"
    gold.save()
    consent(gold)
    make_customer("C-3", people)
    refused = make_customer("C-4", people)
    consent(refused)
    consent(refused, "withdrawn")
    found = {each.channel: each for each in channel_reaches(fresh(draft), TODAY)}
    assert found["sms"].by_tier == {"": 1, "gold": 1}
    assert found["sms"].no_consent == 2
    assert found["hall"].customers == 4


@pytest.mark.requirement("S3-074")
def test_item_is_answered_with_proof_or_a_reason_and_may_be_answered_anew(
    people: People, draft: Campaign
) -> None:
    with pytest.raises(WordsMissing):
        answer_check(campaign=draft, item="CK-06", state=CheckState.DONE, words=" ", by=people.dora, at=NOON)
    with pytest.raises(ItemUnknown):
        answer_check(campaign=draft, item="CK-99", state=CheckState.DONE, words="见", by=people.dora, at=NOON)
    for state in (CheckState.DONE, CheckState.NOT_APPLICABLE):
        answer_check(campaign=draft, item="CK-06", state=state, words="试算单 17", by=people.bob, at=NOON)
    (only,) = checks_of(draft)
    assert (only.state, only.words, only.by) == ("not_applicable", "试算单 17", people.bob)


def test_briefing_is_of_ones_own_unit_and_of_the_past(people: People, draft: Campaign) -> None:
    brief(draft, people, Briefed.LEADERS, 10)
    with pytest.raises(NotYourUnit):
        brief(draft, people, Briefed.LEADERS, 10, by=people.charlie)
    with pytest.raises(NobodyBriefed):
        brief(draft, people, Briefed.LEADERS, 11)
    with pytest.raises(NotYetHeld):
        record_briefing(
            campaign=draft, unit=people.east, who=Briefed.LEADERS, held_date=LAST, briefed=1, passed=1, how="问",
            by=people.bob, at=NOON, today=TODAY,
        )  # fmt: skip
    with pytest.raises(NotYourUnit):  # the campaign does not run there
        record_briefing(
            campaign=draft, unit=people.west, who=Briefed.LEADERS, held_date=TODAY, briefed=1, passed=1, how="问",
            by=people.dora, at=NOON, today=TODAY,
        )  # fmt: skip
    assert len(briefings_of(draft)) == 1
