# SPDX-License-Identifier: Apache-2.0
"""The real Beijing files go in through the import pages: 16,357 declared columns, odd headers, mixed codes."""

from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.customers.models import Customer
from amends.pipeline.feeds import feed_manifest
from tests.apps.customers.importing import ALL, batch_now, confirmed, match, upload
from tests.people import NOON, People

MAPPINGS = files("amends.packs") / "telecom" / "mappings"
FILES = {
    1: ("附件1语音业务用户满意度数据.xlsx", 3_803),
    2: ("附件2上网业务用户满意度数据.xlsx", 4_914),
    3: ("附件3语音业务用户满意度预测数据.xlsx", 2_599),
    4: ("附件4上网业务用户满意度预测数据.xlsx", 1_610),
}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AMENDS_DATA", tmp_path)
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "uploads")


@pytest.fixture
def beijing(people: People, client: Client) -> Client:
    add_unit(code="BJ", name="北京", kind=UnitKind.PROVINCE, parent=people.group, by=None, at=NOON)
    people.ed.refresh_from_db()
    client.force_login(people.ed)
    return client


def _file(shared_dir: Path, number: int) -> tuple[str, bytes, int]:
    name, rows = FILES[number]
    return name, (shared_dir / "data" / "beijing_mobile" / name).read_bytes(), rows


def _text(number: int, feed: str) -> str:
    return (MAPPINGS / f"beijing_{number}_{feed}.yaml").read_text(encoding="utf-8")


@pytest.mark.shared
@pytest.mark.parametrize("number", FILES)
def test_customers_of_a_real_file_go_in(beijing: Client, shared_dir: Path, number: int) -> None:
    name, content, rows = _file(shared_dir, number)
    place = upload(beijing, content, name=name)
    assert len(batch_now().preview["headers"]) < 130
    match(beijing, place, {"text": _text(number, "subscribers")})
    confirmed(beijing, place)
    now = batch_now()
    assert (now.state, now.counts["rejected"], now.counts["profiles"]["rejected"]) == ("done", 0, 0)
    assert now.counts["rows"] == rows
    assert Customer.objects.unscoped(ALL).count() == now.counts["accepted"]


@pytest.mark.shared
def test_customers_of_a_real_file_go_in_by_the_table_of_the_page(beijing: Client, shared_dir: Path) -> None:
    name, content, rows = _file(shared_dir, 1)
    place = upload(beijing, content, name=name)
    at = {each["header"]: each["position"] for each in batch_now().preview["headers"]}
    stars = (
        "未评级=standard，准星=standard，一星=standard，二星=standard，三星=standard，银卡=silver，金卡=gold"
    )
    chosen = {
        f"pick_{at['用户id']}": "customer_id",
        f"pick_{at['客户星级标识']}": "value_tier",
        "recode_value_tier": f"{stars}，白金卡=diamond，钻石卡=diamond",
        "constant_unit_code": "BJ",
    }
    match(beijing, place, chosen)
    confirmed(beijing, place)
    assert batch_now().counts["profiles"] == {
        "created": rows,
        "updated": 0,
        "unchanged": 0,
        "identities": 0,
        "consents": 0,
        "rejected": 0,
    }


@pytest.mark.shared
@pytest.mark.parametrize("feed", ["bills", "surveys"])
def test_facts_of_a_real_file_reach_the_store(beijing: Client, shared_dir: Path, feed: str) -> None:
    name, content, _rows = _file(shared_dir, 1)
    place = upload(beijing, content, feed=feed, name=name)
    match(beijing, place, {"text": _text(1, feed)})
    confirmed(beijing, place)
    now = batch_now()
    assert now.state == "done"
    assert feed_manifest(settings.AMENDS_DATA, feed).rows == now.counts["accepted"] > 3_000
