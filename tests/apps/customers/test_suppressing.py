# SPDX-License-Identifier: Apache-2.0
"""No import brings back whom we forgot; the rest of the file goes in."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.test import Client

from amends.apps.customers.actions.forgetting import begin_forgetting, forget_rows
from amends.apps.customers.actions.suppressing import replay, suppressed, write_forgotten
from amends.apps.customers.models import Customer, Forgotten
from amends.pipeline.feeds import feed_files
from tests.apps.customers.importing import FILE, confirmed, match, upload
from tests.people import NOON, People

TWO = FILE.replace("坏", "59").replace("G-P-W-T", "G-P-E-T")


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.AMENDS_DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"


def _codes() -> list[str]:
    return list(Customer.objects.unscoped("a test").order_by("code").values_list("code", flat=True))


def _imported(client: Client, people: People) -> None:
    client.force_login(people.dora)
    place = upload(client, TWO)
    match(client, place)
    assert "已导入" in confirmed(client, place)


def _forget(code: str) -> Forgotten:
    customer = Customer.objects.unscoped("a test").select_related("unit").get(code=code)
    row = begin_forgetting(customer=customer, request=None, by=None, at=NOON)
    Forgotten.objects.filter(pk=row.pk).update(files_at=NOON)
    forget_rows(customer=customer, row=row, by=None, at=NOON)
    return row


def test_same_file_again_does_not_bring_them_back(people: People, client: Client, settings: Any) -> None:
    _imported(client, people)
    assert _codes() == ["C-1", "C-2"]
    row = _forget("C-1")
    _imported(client, people)
    assert _codes() == ["C-2", row.pseudonym]
    (part,) = feed_files(settings.AMENDS_DATA, "subscribers")
    assert pq.read_table(part).column("customer_id").to_pylist() == ["C-2"]


def test_hash_with_an_earlier_secret_still_tells(people: People, client: Client, settings: Any) -> None:
    _imported(client, people)
    _forget("C-1")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 8
    assert suppressed(["C-1", "C-2"]) == {"C-1"}


def test_list_of_a_later_day_forgets_again_what_a_backup_brought_back(
    people: People, client: Client, tmp_path: Path
) -> None:
    _imported(client, people)
    index = begin_forgetting(
        customer=Customer.objects.unscoped("a test").get(code="C-1"), request=None, by=None, at=NOON
    )
    write_forgotten(tmp_path / "forgotten.json")
    kept = [{"code_index": index.code_index, "pseudonym": index.pseudonym}]
    assert '"code_index"' in (tmp_path / "forgotten.json").read_text()
    Forgotten.objects.all().delete()
    assert replay(kept, at=NOON) == 1
    assert replay(kept, at=NOON) == 0
    assert Forgotten.objects.get().pseudonym == index.pseudonym
