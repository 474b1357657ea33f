# SPDX-License-Identifier: Apache-2.0
"""A campaign of the eastern city that lacks nothing, and the steps by which it got there."""

from datetime import date, datetime, timedelta

import pytest

from amends.apps.core.models import User
from amends.apps.customers.actions.segments import define_segment
from amends.apps.customers.models import Consent, Customer, Segment
from amends.apps.customers.rules.segments import Dimension
from amends.apps.promises.actions.campaigns.claims import add_claim
from amends.apps.promises.actions.campaigns.lifecycle import launch_campaign
from amends.apps.promises.actions.campaigns.materials import approve_version, write_version
from amends.apps.promises.actions.campaigns.planning import (
    Plan,
    announce_campaign,
    plan_campaign,
    record_count,
    set_channels,
)
from amends.apps.promises.actions.campaigns.readiness import answer_check, record_briefing
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.launching import unanswered
from amends.apps.promises.rules.campaigns.claims import ClaimTerms
from amends.apps.promises.rules.campaigns.words import NEEDED_MATERIALS, Briefed, CheckState
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, People

TODAY = date(2026, 11, 2)
LAST = date(2026, 12, 31)
TERMS = ClaimTerms("每月送 5GB 流量，共三个月", "在网满一年", TODAY, LAST, amount=None, capacity=500)


def fresh(campaign: Campaign) -> Campaign:
    """The campaign as the database has it now."""
    rows = Campaign.objects.unscoped("a test looks").select_related("unit", "owner", "segment__unit")
    return rows.get(pk=campaign.pk)


def consent(customer: Customer, decision: str = "given", at: datetime = NOON) -> None:
    """The customer's word on commercial contact."""
    Consent.objects.create(
        customer=customer, purpose="commercial", decision=decision, initiative="customer", channel="hall",
        wording_version="v1", decided_at=at,
    )  # fmt: skip


@pytest.fixture
def segment(people: People) -> Segment:
    """Everybody whose line is in use."""
    active = {"attribute": "line_state", "operator": "one_of", "values": ["active", "suspended"]}
    return define_segment(
        code="all-east", name="在用客户", dimension=Dimension.ATTRIBUTE, definition=[active], unit=people.east,
        by=people.dora, at=NOON,
    )  # fmt: skip


@pytest.fixture
def plan(people: People, segment: Segment) -> Plan:
    """A whole plan."""
    return Plan(
        name="老友回馈", owner=people.bob, goal="老客户续约率提高到八成", segment=segment, offer="每月送 5GB",
        capacity=500, budget=1_000_000, maker="市场部", enabler="计费组", keeper="营业厅",
        starts_date=TODAY, ends_date=LAST, exit_rule="随时可取消，次日生效", expected_enquiries=30, terms=("UW-04",),
    )  # fmt: skip


@pytest.fixture
def draft(people: People, plan: Plan) -> Campaign:
    """A campaign with a plan and nothing else; one customer agreed to hear of it."""
    consent(make_customer("C-1", people))
    return plan_campaign(code="old-friends", unit=people.east, plan=plan, by=people.dora, at=NOON)


def material(campaign: Campaign, people: People, kind: str, text: str = "每月多送 5GB 流量") -> None:
    """An approved material: Bob writes, Dora approves."""
    version = write_version(
        campaign=campaign, name=f"材料-{kind}", kind=kind, channel="hall", place="厅内", text=text,  # type: ignore[arg-type]
        by=people.bob, at=NOON,
    )  # fmt: skip
    approve_version(version=version, by=people.dora, at=NOON)


def brief(campaign: Campaign, people: People, who: Briefed, passed: int, by: User | None = None) -> None:
    """Ten people of the eastern team were briefed, so many passed."""
    record_briefing(
        campaign=campaign, unit=people.east_team, who=who, held_date=TODAY, briefed=10, passed=passed,
        how="逐个复述", by=by or people.bob, at=NOON, today=TODAY,
    )  # fmt: skip


def tick(campaign: Campaign, people: People, gate: str) -> None:
    """Answer every item of a gate."""
    for item in unanswered(campaign, gate):
        answer_check(
            campaign=campaign, item=item.code, state=CheckState.DONE, words="见附件", by=people.dora, at=NOON
        )


def make_ready(campaign: Campaign, people: People) -> Campaign:
    """Everything that a launch asks for."""
    add_claim(campaign=campaign, terms=TERMS, delivery_owner=people.alice, by=people.dora, at=NOON)
    announce_campaign(campaign=campaign, by=people.dora, at=NOON)
    record_count(campaign=campaign, left=1, excluded={}, by=people.dora, at=NOON)
    set_channels(campaign=campaign, channels=["hall", "sms"], by=people.dora, at=NOON)
    for kind in NEEDED_MATERIALS:
        material(campaign, people, kind)
    for who in Briefed:
        brief(campaign, people, who, 9)
    tick(campaign, people, "launch")
    return fresh(campaign)


@pytest.fixture
def ready(people: People, draft: Campaign) -> Campaign:
    """A campaign that lacks nothing."""
    return make_ready(draft, people)


@pytest.fixture
def running(people: People, ready: Campaign) -> Campaign:
    """A campaign that was launched."""
    launch_campaign(campaign=ready, by=people.dora, at=NOON, today=TODAY)
    return fresh(ready)


def later(days: float) -> datetime:
    """So many days after noon."""
    return NOON + timedelta(days=days)
