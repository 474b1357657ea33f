# SPDX-License-Identifier: Apache-2.0
"""The database refuses campaigns that are half told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from amends.apps.promises.models.campaigns import (
    Briefing,
    Campaign,
    CampaignCheck,
    Claim,
    Material,
    MaterialVersion,
    MismatchReport,
    Sale,
)
from tests.apps.promises.campaigns.conftest import LAST, TODAY
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, People

Row = Callable[[People, Campaign], dict[str, Any]]


def claim(people: People, campaign: Campaign) -> dict[str, Any]:
    told = {"words": "送", "condition": "无条件", "starts_date": TODAY, "ends_date": LAST}
    return {"campaign": campaign, "made_by": people.bob, "made_at": NOON, **told}


def version(people: People, campaign: Campaign) -> dict[str, Any]:
    material = Material.objects.create(campaign=campaign, name="海报", kind="publicity", channel="hall")
    return {"material": material, "number": 1, "text": "送", "made_by": people.bob, "made_at": NOON}


def check(people: People, campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "item": "CK-01",
        "state": "done",
        "words": "见附件",
        "by": people.bob,
        "at": NOON,
    }


def briefing(people: People, campaign: Campaign) -> dict[str, Any]:
    told = {
        "unit": people.east,
        "who": "leaders",
        "held_date": TODAY,
        "briefed": 10,
        "passed": 9,
        "how": "复述",
    }
    return {"campaign": campaign, "by": people.bob, "at": NOON, **told}


def mismatch(people: People, campaign: Campaign) -> dict[str, Any]:
    told = {"said": "送 5GB", "found": "没有送", "channel": "hall", "place": "一号厅"}
    return {"campaign": campaign, "unit": people.east, "by": people.bob, "at": NOON, **told}


def sale(people: People, campaign: Campaign) -> dict[str, Any]:
    customer = make_customer("C-9", people)
    told = {"reference": "O-1", "channel": "hall", "seller": "S1", "sold_at": NOON, "file_digest": "x"}
    return {
        "customer": customer,
        "unit": customer.unit,
        "imported_by": people.dora,
        "imported_at": NOON,
        **told,
    }


def bare(people: People, campaign: Campaign) -> dict[str, Any]:
    told = {"code": "bare", "name": "新活动", "unit": people.east, "owner": people.bob}
    return {"made_by": people.dora, "made_at": NOON, **told}


def whole(people: People, campaign: Campaign) -> dict[str, Any]:
    names = ("goal", "offer", "segment", "capacity", "budget", "starts_date", "ends_date")
    launched = {"launched_at": NOON, "launched_by": people.dora}
    return bare(people, campaign) | {name: getattr(campaign, name) for name in names} | launched


CASES: list[tuple[type[models.Model], Row, dict[str, Any]]] = [
    (Campaign, bare, {"name": ""}),
    (Campaign, bare, {"starts_date": LAST, "ends_date": TODAY}),
    (Campaign, bare, {"budget": -1}),
    (Campaign, bare, {"capacity": 0}),
    (Campaign, bare, {"told_at": NOON}),
    (Campaign, bare, {"launched_at": NOON}),
    (Campaign, whole, {"goal": ""}),
    (Campaign, whole, {"segment": None}),
    (Campaign, whole, {"ends_date": None}),
    (Campaign, whole, {"suspended_at": NOON}),
    (Campaign, bare, {"suspended_at": NOON, "suspended_reason": "写错"}),
    (Campaign, whole, {"closed_at": NOON}),
    (Claim, claim, {"words": ""}),
    (Claim, claim, {"condition": ""}),
    (Claim, claim, {"ends_date": None}),
    (Claim, claim, {"ends_date": TODAY - timedelta(days=1)}),
    (Claim, claim, {"amount": 0}),
    (Claim, claim, {"capacity": 0}),
    (MaterialVersion, version, {"text": ""}),
    (MaterialVersion, version, {"approved_at": NOON}),
    (MaterialVersion, version, {"withdrawn_reason": "旧"}),
    (MaterialVersion, version, {"file": b"x"}),
    (MaterialVersion, version, {"file": b"x", "file_name": "a.exe", "file_kind": "text/html"}),
    (CampaignCheck, check, {"words": ""}),
    (CampaignCheck, check, {"state": "perhaps"}),
    (Briefing, briefing, {"briefed": 0, "passed": 0}),
    (Briefing, briefing, {"passed": 11}),
    (Briefing, briefing, {"who": "all"}),
    (Briefing, briefing, {"how": ""}),
    (MismatchReport, mismatch, {"said": ""}),
    (MismatchReport, mismatch, {"place": ""}),
    (MismatchReport, mismatch, {"channel": "air"}),
    (MismatchReport, mismatch, {"case": "PB-1"}),
    (Sale, sale, {"seller": ""}),
    (Sale, sale, {"channel": "air"}),
    (Sale, sale, {"reversed_at": NOON - timedelta(days=1)}),
]


def _refused(model: type[models.Model], row: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(**row)


@pytest.mark.requirement("S3-053", "S3-054")
@pytest.mark.django_db
def test_rows_that_are_half_told_are_refused(people: People, draft: Campaign) -> None:
    rows: dict[Row, dict[str, Any]] = {
        row: row(people, draft) for row in (bare, whole, claim, version, check, briefing, mismatch, sale)
    }
    for model, row, wrong in CASES:
        _refused(model, rows[row] | wrong)
    for model, row in {(model, row) for model, row, _wrong in CASES} - {(Campaign, whole)}:
        model._default_manager.create(**rows[row])  # it was the change that was refused


@pytest.mark.requirement("S3-054")
@pytest.mark.django_db
def test_nobody_approves_what_they_wrote(people: People, draft: Campaign) -> None:
    _refused(MaterialVersion, version(people, draft) | {"approved_at": NOON, "approved_by": people.bob})


@pytest.mark.django_db
def test_rows_that_are_there_already_are_refused(people: People, draft: Campaign) -> None:
    for model, row in ((MaterialVersion, version), (CampaignCheck, check), (Sale, sale), (Campaign, bare)):
        told = row(people, draft)
        model._default_manager.create(**told)
        _refused(model, told)
    material = Material.objects.unscoped("a test looks").get(campaign=draft)
    _refused(Material, {"campaign": draft, "name": material.name, "kind": "publicity", "channel": "hall"})
    for wrong in ({"name": ""}, {"name": "x", "kind": "toy"}, {"name": "x", "channel": "air"}):
        _refused(Material, {"campaign": draft, "kind": "publicity", "channel": "hall", **wrong})
