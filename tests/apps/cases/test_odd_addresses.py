# SPDX-License-Identifier: Apache-2.0
"""Addresses that nobody's page writes: they are answered, and never with an error of ours."""

from datetime import date

import pytest
from django.test import Client

from amends.apps.cases.actions.crisis import start_crisis
from amends.apps.cases.models import Case, Task
from amends.apps.cases.queries.desk import desk_page
from amends.apps.cases.queries.desk_keys import LARGEST_KEY, looking
from amends.apps.cases.rules.desk import CaseFilter, Choice, Desk, Sort
from amends.apps.cases.views.board import chosen_month
from amends.kernel.periods import Period
from tests.apps.cases.conftest import Opened
from tests.people import NOON, People

THIS_MONTH = Period(date(2026, 11, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    "text", ["2026", "2026-", "-11", "2026-13", "2026-00", "9" * 5000 + "-1", "２０２６-１１"]
)
def test_month_that_is_none_is_this_one(text: str) -> None:
    assert chosen_month(text, NOON) == THIS_MONTH


def test_month_that_is_named_is_shown() -> None:
    assert chosen_month("2026-09", NOON) == Period(date(2026, 9, 1), date(2026, 10, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("moment", ["", "2026-11-02T04:00:00+00:00", "0001-01-01T00:00:00+23:59"])
@pytest.mark.parametrize("key", [str(LARGEST_KEY + 1), f"-{LARGEST_KEY + 2}", "9" * 20, "9" * 5000])
def test_list_starts_anew_behind_a_key_that_no_row_has(
    opened: Opened, people: People, sort: Sort, moment: str, key: str
) -> None:
    case = opened()
    choice = Choice(Desk.MINE, sort, CaseFilter())
    for after in (f"{moment}~{key}", key):
        page = desk_page(looking(people.alice), choice, at=NOON, after=after)
        assert [row["number"] for row in page.rows] == [case.number]


@pytest.mark.django_db
def test_moment_beside_the_calendar_starts_the_list_anew(opened: Opened, people: People) -> None:
    case = opened()
    choice = Choice(Desk.MINE, Sort.DUE, CaseFilter())
    page = desk_page(looking(people.alice), choice, at=NOON, after="0001-01-01T00:00:00+23:59~1")
    assert [row["number"] for row in page.rows] == [case.number]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["care/{}/grant/", "care/{}/judge/", "replies/{}/"])
def test_task_of_another_kind_is_not_found(opened: Opened, people: People, client: Client, path: str) -> None:
    case = opened()
    start_crisis(case=case, version=case.version, by=people.alice, at=NOON)
    check = Task.objects.unscoped("a test looks").filter(kind="crisis_check").first()
    assert check is not None
    client.force_login(people.bob)
    typed = _whole_decision() | {"version": Case.objects.unscoped("a test looks").get(pk=case.pk).version}
    assert client.post(f"/cases/{case.number}/{path.format(check.pk)}", typed).status_code == 404


def _whole_decision() -> dict[str, str]:
    """Every field of the forms, so that nothing but the task stands in the way."""
    said = dict.fromkeys(("text", "law", "authority", "customer_interest", "words"), "依规定")
    return said | {"granted": "yes", "agreed": "yes"}
