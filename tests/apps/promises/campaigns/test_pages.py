# SPDX-License-Identifier: Apache-2.0
"""Pages of campaigns: read by the front line, filled in by those who plan, shut to those whom it does not concern."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amends.apps.customers.models import Consent
from amends.apps.promises.models.campaigns import Campaign, Material, MaterialVersion
from amends.apps.promises.queries.campaigns.finding import claims_of
from amends.apps.promises.queries.campaigns.launching import briefings_of, checks_of
from amends.apps.promises.rules.campaigns.words import CampaignState
from tests.apps.promises.campaigns.conftest import fresh, make_ready
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
HOME = "/promises/campaigns/"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PLAN: dict[str, Any] = {
    "code": "spring", "name": "春季提速", "owner": "bob", "goal": "多留一成", "offer": "提速一倍", "capacity": "100",
    "budget": "5000.50", "starts_date": "2026-11-02", "ends_date": "2026-12-01", "exit_rule": "随时", "version": "1",
}  # fmt: skip


def of(campaign: Campaign, rest: str = "") -> str:
    return f"{HOME}of/{campaign.code}/{rest}"


@pytest.fixture
def dora(client: Client, people: People) -> Client:
    """Dora plans campaigns of the province."""
    client.force_login(people.dora)
    return client


def test_campaign_is_planned_changed_and_given_a_claim(dora: Client, people: People) -> None:
    assert dora.post(f"{HOME}new/", PLAN | {"unit": people.east.pk}).status_code == 302
    made = Campaign.objects.unscoped("a test looks").get()
    assert (made.unit, made.owner, made.budget) == (people.east, people.bob, 500_050)
    assert dora.post(of(made, "edit/"), PLAN | {"goal": "多留两成"}).status_code == 302
    assert fresh(made).goal == "多留两成"
    claim = {"words": "提速", "condition": "无条件", "starts_date": "2026-11-02", "delivery_owner": "alice"}
    endless = dora.post(of(made, "claims/new/"), claim)
    assert (endless.status_code, "没有结束日期" in endless.content.decode()) == (422, True)
    assert dora.post(of(made, "claims/new/"), claim | {"ends_date": "2026-12-01"}).status_code == 302
    (only,) = claims_of(made)
    assert dora.post(of(made, f"claims/{only.pk}/drop/")).status_code == 302
    assert claims_of(made) == []


def test_page_lists_what_is_lacking_and_refuses_the_launch(dora: Client, draft: Campaign) -> None:
    page = dora.get(of(draft)).content.decode()
    assert "还没有登记宣传内容" in page
    assert "检查单 CK-06 没有答复" in page
    assert "还没有培训班组长" in page
    answer = dora.post(of(draft, "launch/"), follow=True)
    assert "不能上线" in answer.content.decode()
    assert fresh(draft).state is CampaignState.DRAFT


def test_ready_campaign_is_launched_suspended_resumed_by_press(
    dora: Client, people: People, draft: Campaign
) -> None:
    make_ready(draft, people)
    with patch("django.utils.timezone.now", return_value=NOON + timedelta(hours=1)):
        assert "什么都不缺" in dora.get(of(draft)).content.decode()
        dora.post(of(draft, "launch/"))
        assert fresh(draft).state is CampaignState.RUNNING
        assert dora.post(of(draft, "suspend/"), {"reason": "写错"}).status_code == 302
        assert fresh(draft).state is CampaignState.SUSPENDED
        assert "写错" in dora.get(of(draft)).content.decode()
        dora.post(of(draft, "resume/"))
        assert fresh(draft).state is CampaignState.RUNNING
        assert "不能下线" in dora.post(of(draft, "close/"), follow=True).content.decode()


@pytest.mark.requirement("S3-054")
def test_material_is_handed_in_by_one_and_approved_by_another(
    client: Client, people: People, draft: Campaign
) -> None:
    client.force_login(people.bob)
    told = {"name": "海报", "kind": "publicity", "channel": "outdoor", "place": "一号厅", "text": "多送 GPRS"}
    client.post(of(draft, "materials/new/"), told | {"file": SimpleUploadedFile("a.png", PNG)})
    version = MaterialVersion.objects.unscoped("a test looks").get()
    material = Material.objects.unscoped("a test looks").get()
    assert client.post(of(draft, f"versions/{version.pk}/approve/")).status_code == 403
    client.force_login(people.dora)
    refused = client.post(of(draft, f"versions/{version.pk}/approve/"), {"approval_note": ""})
    assert (refused.status_code, "写明为什么保留" in refused.content.decode()) == (422, True)
    client.post(of(draft, f"versions/{version.pk}/approve/"), {"approval_note": "合同原文"})
    page = client.get(of(draft, f"materials/{material.pk}/")).content.decode()
    assert "v1 在用" in page
    assert "流量" in page
    file = client.get(of(draft, f"versions/{version.pk}/file/"))
    assert (file.content, file["Content-Type"], file["Content-Disposition"][:10]) == (
        PNG,
        "image/png",
        "attachment",
    )
    client.post(of(draft, f"versions/{version.pk}/withdraw/"), {"reason": "改版"})
    assert "v1 已停用" in client.get(of(draft, f"materials/{material.pk}/")).content.decode()


@pytest.mark.requirement("S3-074")
def test_checklist_and_briefing_are_filled_in_by_a_leader(
    client: Client, people: People, draft: Campaign
) -> None:
    client.force_login(people.bob)
    assert "CK-06" in client.get(of(draft, "checklist/")).content.decode()
    client.post(of(draft, "checklist/answer/"), {"item": "CK-06", "state": "done", "words": "试算单"})
    client.post(of(draft, "checklist/answer/"), {"item": "CK-07", "state": "done", "words": ""})
    assert [each.item for each in checks_of(draft)] == ["CK-06"]
    told = {"unit": people.east_team.pk, "who": "front_line", "held_date": "2026-11-01", "briefed": "10",
            "passed": "8", "how": "复述"}  # fmt: skip
    assert client.post(of(draft, "briefings/new/"), told).status_code == 302
    assert len(briefings_of(draft)) == 1
    assert "不足九成" in client.get(of(draft)).content.decode()


@pytest.mark.requirement("S3-055")
def test_channel_without_consent_is_disabled_and_refused(
    dora: Client, people: People, draft: Campaign
) -> None:
    Consent.objects.unscoped("a test takes it back").all().delete()
    page = dora.get(of(draft, "channels/")).content.decode()
    assert 'value="sms" disabled' in page
    assert 'value="hall">' in page
    answer = dora.post(of(draft, "channels/"), {"channels": ["sms"]})
    assert (answer.status_code, fresh(draft).channels) == (422, [])
    dora.post(of(draft, "channels/"), {"channels": ["hall"]})
    assert fresh(draft).channels == ["hall"]


def test_front_line_reads_and_does_not_plan(client: Client, people: People, draft: Campaign) -> None:
    client.force_login(people.alice)
    page = client.get(of(draft)).content.decode()
    assert "老友回馈" in page
    assert "修改方案" not in page
    for place in ("edit/", "claims/new/", "suspend/"):
        assert client.get(of(draft, place)).status_code == 403
    assert client.post(of(draft, "launch/")).status_code == 403


def test_campaign_of_another_city_is_not_found(client: Client, people: People, draft: Campaign) -> None:
    client.force_login(people.charlie)
    assert "老友回馈" not in client.get(HOME).content.decode()
    for place in ("", "channels/", "checklist/"):
        assert client.get(of(draft, place)).status_code == 404


def test_empty_list_says_what_to_do(dora: Client) -> None:
    assert "先制定方案" in dora.get(HOME).content.decode()


def test_page_asks_no_more_for_more_rows(
    dora: Client, running: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dora.get(of(running))
    with django_assert_max_num_queries(22):
        dora.get(of(running))
    with django_assert_max_num_queries(8):
        dora.get(HOME)
