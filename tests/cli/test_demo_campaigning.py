# SPDX-License-Identifier: Apache-2.0
"""The demo's campaign passes the gate that people's campaigns pass; two reports of the front line follow."""

from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import Unit, User
from amends.apps.customers.actions.imported_consents import note_consents
from amends.apps.customers.models import Customer
from amends.apps.promises.models.campaigns import MismatchReport
from amends.apps.promises.rules.campaigns.words import CampaignState
from amends.cli.demo.campaigning import CODE, Hands, run_a_campaign
from amends.cli.demo.scripts import fill_scripts
from tests.cli.test_demo_month import operator
from tests.people import NOON

WHY = "a test looks"
AT = NOON + timedelta(days=35)


@pytest.mark.django_db
def test_campaign_of_the_demo_runs_with_its_reports_and_its_pages_open(client: Client) -> None:
    operator()
    agreed = {
        each: {"commercial": True} for each in Customer.objects.unscoped(WHY).values_list("pk", flat=True)
    }
    note_consents(agreed, by=None, at=AT - timedelta(days=20))
    people = {each.username: each for each in User.objects.select_related("unit")}
    province, city = Unit.objects.get(code="SLS"), Unit.objects.get(code="YP")
    editor, approver = people["editor"], people["approver"]
    fill_scripts(writer=editor, approver=approver, unit=province, campaigns=(CODE,), rng=Random(1), at=AT)
    hands = Hands(people["manager.yp"], approver, editor, people["trainer"])
    campaign = run_a_campaign(city=city, hands=hands, at=AT, rng=Random(1))
    campaign.refresh_from_db()
    assert campaign.state is CampaignState.RUNNING
    reports = MismatchReport.objects.unscoped(WHY).filter(campaign=campaign).order_by("at")
    assert [AT - each.at for each in reports] == [timedelta(days=2), timedelta(days=1)]
    client.force_login(people["manager.yp"])
    assert "老友回馈（演示）" in client.get(reverse("promises:campaign", args=[CODE])).text
