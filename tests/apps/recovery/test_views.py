# SPDX-License-Identifier: Apache-2.0
"""Pages of recovery: the list, the run, the panels; who sees what, and with how many queries."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.models import Case
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import JobRun
from amends.apps.core.rules.roles import Role
from amends.apps.core.worker import JobRefused
from amends.apps.recovery.actions.publish import publish_run
from amends.apps.recovery.jobs import nightly_run
from tests.apps.customers.importing import Run
from tests.apps.recovery.conftest import AS_OF, Listed
from tests.people import NOON, PASSWORD, People


@pytest.fixture
def dora(client: Client, listed: Listed) -> Client:
    """The recovery manager's browser."""
    client.force_login(listed.people.dora)
    return client


def test_list_shows_probability_cause_and_reasons(dora: Client) -> None:
    page = dora.get("/recovery/").content.decode()
    assert "138****1215" in page
    assert "近三个月两次超出套餐，比平时多付 86 元" in page
    assert "80%" in page


def test_list_takes_few_queries_however_long_it_is(
    dora: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        dora.get("/recovery/?cause=tariff&region=东市&silent=on")


def test_unknown_filter_values_cut_nothing(dora: Client) -> None:
    assert dora.get("/recovery/?cause=weather&standing=x&after=y").status_code == 200


def test_picked_customers_become_cases_and_refusals_are_told(dora: Client, listed: Listed) -> None:
    picked = [listed.targets["C1"].pk, listed.targets["C2"].pk]
    answer = dora.post(reverse("recovery:open"), {"picked": picked}, follow=True)
    assert Case.objects.unscoped("test").get().customer.code == "C1"
    assert "三十天内已经联系过" in answer.content.decode()


def test_targets_of_other_units_cannot_be_opened(client: Client, listed: Listed) -> None:
    client.force_login(listed.people.charlie)
    client.post(reverse("recovery:open"), {"picked": [listed.targets["C1"].pk]})
    assert not Case.objects.unscoped("test").exists()


def test_panel_is_hidden_from_those_who_may_not_see_the_customer(client: Client, listed: Listed) -> None:
    address = reverse("recovery:customer_panel", args=["C1"])
    client.force_login(listed.people.charlie)
    assert client.get(address).status_code == 404
    client.force_login(listed.people.alice)
    assert "近三个月两次" in client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_run_page_shows_what_came_in_and_the_model_card(dora: Client, listed: Listed) -> None:
    page = dora.get(reverse("recovery:run", args=[listed.run.run_id])).content.decode()
    for words in (
        "240,000",
        "0.810",
        "0.790–0.830",
        "近三个月超出套餐的月数",
        "3,000",
        "账单 2026-05、2026-06",
    ):
        assert words in page
    assert dora.get("/recovery/runs/unknown/").status_code == 404


def test_run_is_queued_once_a_minute(dora: Client) -> None:
    for _ in range(2):
        dora.post(reverse("recovery:run_start"))
    assert JobRun.objects.unscoped("a test").filter(job="nightly_run").count() == 1


def test_agent_may_not_start_a_run(client: Client, listed: Listed) -> None:
    client.force_login(listed.people.alice)
    assert client.post(reverse("recovery:run_start")).status_code == 403


def test_pages_say_what_to_do_when_nothing_has_run(client: Client, people: People) -> None:
    client.force_login(people.dora)
    assert "去导入文件" in client.get("/recovery/").content.decode()
    assert "还没有运行过" in client.get("/recovery/runs/").content.decode()


def test_home_shows_the_first_customers_to_approach(dora: Client) -> None:
    panel = dora.get(reverse("recovery:home_panel"), headers={"HX-Request": "true"}).content.decode()
    assert "打开名单（2 位待联系）" in panel


def test_every_role_but_the_administrator_has_something_on_the_home_page(
    client: Client, listed: Listed
) -> None:
    client.force_login(listed.people.charlie)
    panel = client.get(reverse("recovery:causes_panel"), headers={"HX-Request": "true"}).content.decode()
    assert "资费类" in panel
    for role in Role:
        user = listed.people.dora
        user.role = role
        user.save(update_fields=["role"])
        client.force_login(user)
        assert client.get("/").context["panels"], role


def test_run_page_shows_the_capacities_of_the_readers_units(listed: Listed, client: Client) -> None:
    given = {"capacity": 20, "capacities": {"G-P-E-T": 35, "G-P-W-T": 7, "G-P-X": 1}}
    summary = {"parameters": given, "found": {"by_unit": {"G-P-E-T": 31}}}
    publish_run(run_id="set", as_of=AS_OF, found=[], summary=summary, by=None, at=NOON)
    role, unit = Role.CITY_MANAGER, listed.people.east
    manager = add_user(username="m", name="主管", role=role, unit=unit, password=PASSWORD, by=None, at=NOON)
    client.force_login(manager)
    page = client.get(reverse("recovery:run", args=["set"])).content.decode()
    assert "每个机构每天列入 20 位" in page
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    row = cells.index("东市投诉组")
    assert cells[row : row + 3] == ["东市投诉组", "35", "31"]
    assert "西市投诉组" not in page
    assert "没有的机构编码：G-P-X" in page


def test_nightly_run_refuses_settings_that_it_cannot_read(
    listed: Listed, tmp_path: Path, settings: DjangoSettings
) -> None:
    (tmp_path / "list.yaml").write_text("capacity: few")
    settings.AMENDS_DATA, settings.AMENDS_LIST_SETTINGS = tmp_path, tmp_path / "list.yaml"
    with pytest.raises(JobRefused, match=r"list\.yaml"):
        nightly_run(Run(), as_of="2026-11-02")
