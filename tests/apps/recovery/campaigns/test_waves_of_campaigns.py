# SPDX-License-Identifier: Apache-2.0
"""A wave of offers draws from the audience of its campaign, while that runs and its earlier waves were looked at."""

import pytest

from amends.apps.customers.models import Customer
from amends.apps.promises.actions.campaigns.lifecycle import suspend_campaign
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.recovery.actions.waves import refusals
from amends.apps.recovery.actions.waves.freezing import freeze_wave
from amends.apps.recovery.actions.waves.planning import plan_wave
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.rules.waves.design import Design
from amends.apps.recovery.rules.waves.words import Purpose, Source
from tests.apps.promises.campaigns.conftest import consent, tick
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, People

pytestmark = pytest.mark.django_db


def _offer(
    people: People, campaign: str = "old-friends", purpose: Purpose = Purpose.COMMERCIAL
) -> RecoveryWave:
    return plan_wave(
        unit=people.east, name="续约", purpose=purpose, source=Source.CAMPAIGN, design=Design(holdout=0),
        campaign=campaign, by=people.dora, at=NOON,
    )  # fmt: skip


def _members(wave: RecoveryWave) -> list[str]:
    rows = WaveMember.objects.unscoped("a test looks").filter(wave=wave, blocked_reason="")
    return list(rows.order_by("customer__code").values_list("customer__code", flat=True))


def test_offer_is_drawn_from_the_audience_of_the_campaign(people: People, running: Campaign) -> None:
    make_customer("C-2", people)  # of the segment, and never asked for consent
    refused = make_customer("C-3", people)
    consent(refused)
    Customer.objects.unscoped("a test writes").filter(pk=refused.pk).update(do_not_contact=True)
    wave = freeze_wave(wave=_offer(people), by=people.dora, at=NOON)
    assert _members(wave) == ["C-1"]


def test_offer_of_a_campaign_that_is_not_running_is_refused(people: People, running: Campaign) -> None:
    suspend_campaign(campaign=running, reason="宣传不一致", by=people.dora, at=NOON)
    with pytest.raises(refusals.CampaignNotReady):
        freeze_wave(wave=_offer(people), by=people.dora, at=NOON)


def test_further_wave_waits_for_the_gate(people: People, running: Campaign) -> None:
    freeze_wave(wave=_offer(people), by=people.dora, at=NOON)
    consent(make_customer("C-2", people))
    second = _offer(people)
    with pytest.raises(refusals.CampaignUnchecked):
        freeze_wave(wave=second, by=people.dora, at=NOON)
    tick(running, people, "next_wave")
    freeze_wave(wave=second, by=people.dora, at=NOON)
    assert _members(second) == ["C-2"], "the first is observed in another wave"


def test_wave_names_a_campaign_that_runs_there(people: People, running: Campaign) -> None:
    with pytest.raises(refusals.CampaignUnknown):
        _offer(people, "no-such")
    with pytest.raises(refusals.SourceOfOffers):
        _offer(people, purpose=Purpose.RECOVERY)
