# SPDX-License-Identifier: Apache-2.0
"""What is kept for how long: counted without touching it, cleared by a job, put off where something is in the way."""

from datetime import datetime, timedelta

from django.test import Client

from amends.apps.customers.models import Customer, Forgotten
from amends.apps.customers.queries.retention import kept_kinds, retiring
from amends.apps.customers.rights_jobs import retire_customers
from amends.config.schedule import JOBS, SCHEDULE
from tests.apps.cases.course import complaint
from tests.people import NOON, People

LATER = NOON + timedelta(days=1096)


class Run:
    """A run long after."""

    def at(self) -> datetime:
        return LATER

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Nobody looks."""


def _customer(people: People, code: str, state: str = "closed", at: datetime = NOON) -> Customer:
    return Customer.objects.create(code=code, unit=people.east_team, line_state=state, updated_at=at)


def _due(kind: str) -> int | None:
    return next(each.due for each in kept_kinds(at=LATER) if each.kind == kind)


def test_closed_for_long_is_noted_and_others_are_not(people: People) -> None:
    old = _customer(people, "C-1")
    _customer(people, "C-2", "active")
    _customer(people, "C-3", at=LATER - timedelta(days=10))
    assert _due("closed_customers") == 1
    assert not Forgotten.objects.exists()
    assert retire_customers(Run()) == {"noted": 1}
    assert Forgotten.objects.get().customer == old
    assert retire_customers(Run()) == {"noted": 0}


def test_open_case_puts_it_off(people: People) -> None:
    complaint(people, _customer(people, "C-1"))
    assert list(retiring(at=LATER, most=10)) == []


def test_night_takes_no_more_than_it_can_do(people: People) -> None:
    for each in range(3):
        _customer(people, f"C-{each}")
    assert len(list(retiring(at=LATER, most=2))) == 2


def test_every_kind_has_a_job_that_runs_by_itself(db: None) -> None:
    scheduled = {job for _when, job in SCHEDULE}
    assert {each.job for each in kept_kinds(at=LATER)} <= scheduled & set(JOBS)


def test_page_is_for_those_who_see_the_log(people: People) -> None:
    browser = Client()
    browser.force_login(people.ed)
    page = browser.get("/customers/retention/").content.decode()
    assert "销户客户的个人信息" in page
    assert "1095" in page
    browser.force_login(people.alice)
    assert browser.get("/customers/retention/").status_code == 403
