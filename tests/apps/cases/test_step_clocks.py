# SPDX-License-Identifier: Apache-2.0
"""Steps that have a limit: a clock from when the step is the one to do until it is done, told once when it is late."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.opening import reopen_case
from amends.apps.cases.actions.pausing import pause
from amends.apps.cases.actions.steps import skip_step
from amends.apps.cases.jobs import due_timers
from amends.apps.cases.models import Breach, Case
from amends.apps.cases.queries import procedures
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.rules.clocks import Clock, ClockKind
from amends.apps.cases.rules.handling import read_handling
from amends.apps.cases.rules.procedure import ProcedureMalformed
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.customers.models import Customer
from amends.packs import load, thawed
from tests.apps.cases.conftest import DAY, HOUR, stored
from tests.apps.cases.course import AT, complaint, step, through
from tests.apps.cases.test_clocks import Later
from tests.people import People

pytestmark = pytest.mark.django_db
WHY = "a test looks"
FOUR_HOURS = timedelta(minutes=240)
NO_COMPLAINT = {"reason": "是咨询", "request_type": "inquiry"}


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint whose next step is to say when the customer will hear: within four hours."""
    return through(complaint(people, customer), people, "explain")


def step_clocks(case: Case, at: datetime = AT) -> list[Clock]:
    """The clocks of the steps of a case, in the order in which they began."""
    found = [each for each in clocks_of(stored(case), at=at) if each.kind is ClockKind.STEP]
    return sorted(found, key=lambda each: (each.start, int(each.code)))


def test_clock_runs_from_when_the_step_is_the_one_to_do_until_it_is_done(case: Case, people: People) -> None:
    [told] = step_clocks(case)
    assert (told.code, told.start, told.due_at, told.is_open) == ("8", AT, AT + FOUR_HOURS, True)
    step(stored(case), people, "classify", AT + HOUR)
    told, act = step_clocks(case, AT + HOUR)
    assert (told.met_at, told.on_time) == (AT + HOUR, True)
    assert (act.code, act.start, act.due_at, act.is_open) == ("9", AT + HOUR, AT + HOUR + DAY, True)


def test_step_that_is_recorded_again_starts_no_second_clock(case: Case, people: People) -> None:
    for hours in (1, 2):
        step(stored(case), people, "classify", AT + hours * HOUR)
    step(stored(case), people, "explain", AT + 3 * HOUR)
    assert [each.code for each in step_clocks(case, AT + 3 * HOUR)] == ["8", "9"]


def test_step_before_which_another_is_still_open_has_no_clock(people: People, customer: Customer) -> None:
    case = through(complaint(people, customer), people, "confirm")
    assert step_clocks(case) == []
    version, reason = stored(case).version, "客户赶时间"
    skip_step(case=case, version=version, code="judge", reason=reason, by=people.alice, at=AT)
    assert step_clocks(case) == []


def test_step_that_is_late_is_told_exactly_once(case: Case, people: People) -> None:
    late = step_clocks(case)[0].due_at + timedelta(minutes=1)
    for _twice in range(2):
        due_timers(Later(AT + timedelta(minutes=181)))
    for _twice in range(3):
        due_timers(Later(late))
    rows = Event.objects.unscoped(WHY).filter(payload__clock="step:8:1:1")
    assert sorted(rows.values_list("kind", flat=True)) == sorted(
        [EventKind.CASE_WARNED, EventKind.CASE_BREACHED, EventKind.CASE_ESCALATED]
    )
    breach = Breach.objects.unscoped(WHY).get(case=case, kind="step")
    assert breach.due_at == AT + FOUR_HOURS
    timers = case.timers.filter(clock="step:8:1:1").order_by("due_at")
    told = [Message.objects.get(key__startswith=f"timer:{timer.pk}:").to for timer in timers]
    assert told == [people.alice, people.bob]  # the owner beforehand, the leader when it was late


def test_pause_stops_the_clock_of_a_step(case: Case, people: People) -> None:
    until, version = AT + DAY, stored(case).version
    given: dict[str, Any] = {"reason": "customer_material", "until": until, "note": "等发票"}
    pause(case=case, version=version, by=people.alice, at=AT + HOUR, **given)
    assert step_clocks(case, AT + HOUR)[0].due_at == AT + FOUR_HOURS + DAY - HOUR


def test_case_that_ends_ends_it_and_one_that_is_opened_again_begins_anew(case: Case, people: People) -> None:
    by, at = people.alice, AT + HOUR
    close_ineligible(case=case, version=stored(case).version, by=by, at=at, **NO_COMPLAINT)
    assert [each.ended_at for each in step_clocks(case, at)] == [at]
    later = AT + 2 * DAY
    reopen_case(case=case, version=stored(case).version, reason="客户又来电", by=by, at=later)
    for code in ("listen", "ask", "soothe", "confirm", "judge", "analyse", "explain"):
        step(stored(case), people, code, later)
    found = step_clocks(case, later)
    assert [(each.code, each.round, each.start) for each in found] == [("8", 1, AT), ("8", 2, later)]


@pytest.fixture
def _listen_within_an_hour() -> Any:
    changed: Any = thawed(load("handling_steps"))
    changed["version"], changed["steps"][0]["limit_minutes"] = "9.9", 60
    procedures._todays_handling.cache_clear()
    with patch.object(procedures, "load", lambda name: changed if name == "handling_steps" else load(name)):
        yield
    procedures._todays_handling.cache_clear()


@pytest.mark.usefixtures("_listen_within_an_hour")
def test_first_step_has_its_clock_from_when_the_case_is_opened(people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    assert [(each.code, each.due_at) for each in step_clocks(case)] == [("1", AT + HOUR)]
    assert case.timers.filter(clock="step:1:1:1").count() == 2
    close_ineligible(case=case, version=case.version, by=people.alice, at=AT, **NO_COMPLAINT)
    again: dict[str, Any] = {"reason": "客户又来电", "by": people.alice, "at": AT + DAY}
    reopen_case(case=case, version=stored(case).version, **again)
    found = step_clocks(case, AT + DAY)
    assert [(each.round, each.start, each.is_open) for each in found] == [(1, AT, False), (2, AT + DAY, True)]


def test_panel_of_the_clocks_names_the_step(case: Case, people: People, client: Client) -> None:
    client.force_login(people.alice)
    with patch("django.utils.timezone.now", return_value=AT + HOUR):
        page = client.get(f"/cases/{case.number}/clocks/").content.decode()
    assert "步骤时限：分类" in page


@pytest.mark.parametrize("minutes", [0, -1, "soon", 1.5])
def test_limit_that_is_no_whole_number_is_refused(case: Case, minutes: object) -> None:
    content: Any = thawed(case.procedure.content)
    content["steps"][0]["limit_minutes"] = minutes
    with pytest.raises(ProcedureMalformed, match="limit of step listen"):
        read_handling(content)
