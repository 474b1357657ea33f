# SPDX-License-Identifier: Apache-2.0
"""Pages of the network: what each shows, who may see and press, and how many queries they take."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.cases.models import Case
from amends.apps.core.models import JobRun
from amends.apps.recovery.actions.network.detecting import find_hot_spots
from amends.apps.recovery.models import CasePlace, HotSpot, NetworkAction
from amends.apps.recovery.queries.network.content import symptoms, templates
from amends.packs import load_rows
from tests.apps.recovery.network.conftest import Ground, action, as_user, complaint_at, customer, site
from tests.people import NOON

TONIGHT = NOON + timedelta(days=1)


@pytest.fixture
def spot(ground: Ground) -> HotSpot:
    """A hot spot of five cases in the east."""
    for at in range(5):
        complaint_at(ground, f"C-{at}", north=20 * at)
    find_hot_spots(by=None, at=TONIGHT)
    return HotSpot.objects.unscoped("test").get()


def text(client: Client, name: str, *args: Any, **query: str) -> str:
    """What a page says."""
    answer = client.get(reverse(f"recovery:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.requirement("S3-078")
@pytest.mark.parametrize("code", ["blind_spot", "one_way_audio", "dropped_call", "data_problem"])
def test_each_symptom_is_of_the_taxonomy_and_says_what_to_check_first(code: str) -> None:
    leaves = {row["code"]: row for row in load_rows("complaint_taxonomy")}
    (symptom,) = (each for each in symptoms() if each.code == code)
    assert symptom.topics
    assert {leaves[topic]["recovery_class"] for topic in symptom.topics} == {"network"}
    assert len(symptom.checks) >= 3


def test_every_template_names_known_elements_kinds_and_indicators() -> None:
    from amends.apps.recovery.rules.network.words import SiteKind
    from amends.apps.satisfaction.queries.indicators import topics

    known = {each.code: each.element for each in topics()}
    for each in templates().values():
        assert set(each.kinds) <= {str(kind) for kind in SiteKind}
        assert {known[topic] for topic in each.topics} == set(each.elements)


@pytest.mark.django_db
def test_map_shows_sites_and_hot_spots_within_the_units(
    ground: Ground, spot: HotSpot, django_assert_max_num_queries: Any
) -> None:
    site(ground.people.west, "W-1", name="西门站")
    client = as_user(ground.people.bob)
    with django_assert_max_num_queries(10):
        seen = text(client, "network")
    assert "站点与热点的位置" in seen
    assert "西门站" not in text(client, "sites")
    assert reverse("recovery:hot_spot", args=[spot.pk]) in seen
    charlie = text(as_user(ground.people.charlie), "network")
    assert "西门站" in text(as_user(ground.people.charlie), "sites")
    assert "没有找到热点" in charlie


def test_without_anything_the_map_says_what_to_do(people: Any) -> None:
    assert "还没有站点，也没有热点" in text(as_user(people.bob), "network")
    assert "还没有登记过网络举措" in text(as_user(people.bob), "network_actions")
    assert "还没有站点" in text(as_user(people.dora), "sites")


def test_charlie_cannot_open_a_hot_spot_or_an_action_of_the_east(ground: Ground, spot: HotSpot) -> None:
    client = as_user(ground.people.charlie)
    assert client.get(reverse("recovery:hot_spot", args=[spot.pk])).status_code == 404
    assert client.get(reverse("recovery:network_action", args=[action(ground).pk])).status_code == 404
    assert client.post(reverse("recovery:hot_spot_gather", args=[spot.pk])).status_code == 403


def test_a_press_on_the_page_gathers_the_cases(
    ground: Ground, spot: HotSpot, django_assert_max_num_queries: Any
) -> None:
    client = as_user(ground.people.bob)
    assert "归为一个批量事件" in text(client, "hot_spot", spot.pk)
    client.post(reverse("recovery:hot_spot_gather", args=[spot.pk]))
    assert Case.objects.unscoped("test").exclude(parent=None).count() == 4
    with django_assert_max_num_queries(14):
        seen = text(client, "hot_spot", spot.pk)
    assert "归为一个批量事件" not in seen


def test_a_hot_spot_is_handled_with_a_word(ground: Ground, spot: HotSpot) -> None:
    client, url = as_user(ground.people.bob), reverse("recovery:hot_spot_move", args=[spot.pk])
    assert client.post(url, {"state": "handled", "note": ""}).status_code == 422
    client.post(url, {"state": "handled", "note": "调了天线"})
    spot.refresh_from_db()
    assert (spot.state, spot.note) == ("handled", "调了天线")


def test_a_search_is_queued_once_a_minute(ground: Ground) -> None:
    client = as_user(ground.people.bob)
    for _turn in range(2):
        client.post(reverse("recovery:network_look"))
    assert JobRun.objects.unscoped("test").filter(job="look_for_hot_spots").count() in {1, 2}
    assert as_user(ground.people.alice).post(reverse("recovery:network_look")).status_code == 403


@pytest.mark.requirement("S3-080")
def test_a_case_keeps_measured_speed_and_place(ground: Ground) -> None:
    case = complaint_at(ground, "C-1", north=None, taxonomy="NW-03-01")
    client, url = as_user(ground.people.alice), reverse("recovery:place", args=[case.number])
    given = {"words": "东门大街 3 号楼", "site": "S-1", "down_mbps": "3.2", "up_mbps": "0.8", "latency_ms": "120",
             "tested_at": "2026-11-02T11:30"}  # fmt: skip
    assert client.post(url, given).status_code == 302
    row = CasePlace.objects.within(ground.people.alice.scope).get()
    assert (row.case, row.site, row.down_mbps, row.up_mbps, row.latency_ms) == (
        case,
        ground.site,
        3.2,
        0.8,
        120,
    )
    assert row.tested_at is not None
    assert (row.words, row.tested_at.isoformat()) == ("东门大街 3 号楼", "2026-11-02T03:30:00+00:00")
    seen = text(client, "place_panel", case.number)
    assert "3.2 Mbps" in seen
    assert "先查什么：上网问题" in seen


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"lat": "30"},
        {"words": "东门", "down_mbps": "3"},
        {"words": "东门", "down_mbps": "-1"},
        {"site": "S-404"},
    ],
)
def test_a_place_that_is_none_is_refused(ground: Ground, given: dict[str, str]) -> None:
    case = complaint_at(ground, "C-1", north=None)
    url = reverse("recovery:place", args=[case.number])
    assert as_user(ground.people.alice).post(url, given).status_code == 422
    assert not CasePlace.objects.unscoped("test").exists()


def test_charlie_does_not_place_a_case_of_the_east_and_numbers_are_hidden(ground: Ground) -> None:
    case = complaint_at(ground, "C-1", north=None)
    url = reverse("recovery:place", args=[case.number])
    assert as_user(ground.people.charlie).post(url, {"words": "东门"}).status_code == 404
    as_user(ground.people.alice).post(url, {"words": "东门，电话 13800001215"})
    assert "13800001215" not in CasePlace.objects.unscoped("test").get().words


@pytest.mark.requirement("S3-077")
def test_an_action_is_entered_with_a_template_for_dense_urban_places(ground: Ground) -> None:
    client, bob = as_user(ground.people.bob), ground.people.bob
    assert "密集市区网络覆盖解决方案" in text(client, "network_action_new")
    given = {"title": "市中心覆盖", "template": "dense_urban", "unit": "G-P-E", "sites": "S-1", "owner": str(bob.pk),
             "planned_date": "2026-11-01", "cost": "1200.50"}  # fmt: skip
    answer = client.post(reverse("recovery:network_action_new"), given)
    row = NetworkAction.objects.unscoped("test").get()
    assert answer["Location"] == reverse("recovery:network_action", args=[row.pk])
    assert (row.template, row.cost_fen, row.owner) == ("dense_urban", 120_050, bob)
    assert client.post(reverse("recovery:network_action_new"), {**given, "sites": "S-404"}).status_code == 422


@pytest.mark.requirement("S3-076")
def test_an_action_shows_both_scores_and_what_to_do_next(
    ground: Ground, django_assert_max_num_queries: Any
) -> None:
    customer(ground, "C-1", lives=ground.site)
    row = action(ground, done_date=date(2026, 11, 2))
    client = as_user(ground.people.dora)
    with django_assert_max_num_queries(24):
        seen = text(client, "network_action", row.pk)
    assert "之前的感知得分" in seen
    assert "之后的感知得分" in seen
    assert "不足 30 人作答" in seen
    assert "告知当地客户" in seen
    assert "告知当地客户" not in text(as_user(ground.people.bob), "network_action", row.pk)


def test_done_and_told_by_presses(ground: Ground) -> None:
    row, client = action(ground), as_user(ground.people.dora)
    done = reverse("recovery:network_action_done", args=[row.pk])
    assert client.post(done, {"done_date": "2026-10-01"}).status_code == 422
    client.post(done, {"done_date": "2026-11-02"})
    tell = reverse("recovery:network_action_tell", args=[row.pk])
    assert client.post(tell, {"words": "给我们打十分，网络好了吧。"}).status_code == 422
    client.post(tell, {"words": "您好，东门附近的网络优化已经完成，有问题请拨打热线。"})
    row.refresh_from_db()
    assert row.telling_at is not None
    assert as_user(ground.people.bob).post(tell).status_code == 403
    client.post(reverse("recovery:network_action_ask", args=[row.pk]))
    row.refresh_from_db()
    assert row.wave is None  # no gateway in the tests


def test_files_come_in_by_the_page(ground: Ground) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = as_user(ground.people.dora)
    template = client.get(reverse("recovery:site_template")).content.decode("utf-8-sig")
    assert template.startswith("站点编码,站点名称")
    words = "站点编码,站点名称,层级,类型,机构,纬度,经度\nX-1,新站,小区,城镇,东市,30.1,120.1\n".encode()
    answer = client.post(reverse("recovery:site_import"), {"file": SimpleUploadedFile("s.csv", words)})
    assert answer.status_code == 200
    assert "新站" in text(client, "sites", q="X-1")
    assert client.get(reverse("recovery:residence_template")).status_code == 200
    assert as_user(ground.people.bob).get(reverse("recovery:site_import")).status_code == 403
